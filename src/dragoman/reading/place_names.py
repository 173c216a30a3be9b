"""Which words name places, and which places? The lower half of where.

A name is a place when the parser labels it one, or when it stands, capitalised, after a locative preposition and the
gazetteer knows it ("in Panjwayi"). Of several bearers of a name the likeliest is taken: by the region or country right
after it ("Tripoli, Lebanon"), by the countries named in the report, by the dateline, then by the number of people.
`data/places.toml` holds the words and weights.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from dragoman.gazetteer.countries import Countries, NameEntry
from dragoman.gazetteer.places import Place as Entry
from dragoman.gazetteer.places import Places, place_key
from dragoman.reading.parse import Parsed
from dragoman.reading.place_rules import PlaceRules
from dragoman.records import Place

_COUNTRY_KINDS = frozenset({"name", "former"})
_PEOPLE_KINDS = frozenset({"adjective", "people"})
_LABELS_OF_NAMES = frozenset({"GPE", "LOC", "FAC", "NORP", "ORG"})
_LONGEST_NAME = 6

# "PARIS, April 3 (Reuters) -", "BEIJING, Nov. 18 (Xinhua) --", "KABUL, Afghanistan (AP) -", "JERUSALEM -".
_DATELINE = re.compile(
    r"\s{0,20}(?P<place>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})"
    r"(?:, (?P<in>[A-Z][\w.]*(?: [A-Z][\w.]*){0,2}?))?"
    r"(?:,? (?P<date>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:, \d{4})?))?"
    r"(?:,? ?\((?P<agency>[\w./ -]{2,30})\))?"
    r" ?(?:--|—|–|-) ?(?=[A-Z\"“'‘])"
)


class Geography(Protocol):
    """What is needed of the gazetteer."""

    @property
    def countries(self) -> Countries: ...

    @property
    def places(self) -> Places: ...


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Tokens `start` to `end` (exclusive) that name `place`; `head` governs the others.

    `kind` is "country" or a kind of the gazetteer's places, "" for a place that it does not know. `country` is the
    actor country (a dependency's state), or None. `dateline` is True at the head of the report.
    """

    start: int
    end: int
    head: int
    place: Place
    kind: str
    country: str | None
    dateline: bool = False


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    label: str


class PlaceFinder:
    """Finds the places of one report."""

    def __init__(self, parsed: Parsed, gazetteer: Geography, rules: PlaceRules) -> None:
        self._parsed = parsed
        self._countries = gazetteer.countries
        self._places = gazetteer.places
        self._rules = rules
        self.named: list[tuple[int, str, str]] = []
        """Token, actor country and kind of every country named, adjectives and capitals among them."""
        self._count: Counter[str] = Counter()
        self._kinds: set[tuple[str, str]] = set()
        self._full_names = self._persons()
        self._regions: dict[int, PlaceMention] = {}

    def find(self) -> list[PlaceMention]:
        """The place mentions in text order."""
        dateline, until = self._dateline()
        spans = [span for span in self._spans() if span.start >= until]
        self._name_countries([*dateline, *spans])
        found: list[PlaceMention] = []
        for at, span in enumerate(dateline):
            container = dateline[at + 1] if at + 1 < len(dateline) else None
            found.extend(self._mention(span, container, dateline=True))
        for at, span in enumerate(spans):
            if span.start in self._regions:
                found.append(self._regions[span.start])
                continue
            if span.label not in self._rules.labels:
                words = set(self._parsed.text[span.start : span.end])
                if span.label != "after" or words <= self._full_names:
                    continue
            following = spans[at + 1] if at + 1 < len(spans) else None
            found.extend(self._mention(span, following if self._contains(span, following) else None))
        return found

    # Where names stand

    def _dateline(self) -> tuple[list[_Span], int]:
        """The places of the dateline, and the first token after it."""
        parsed = self._parsed
        if not len(parsed):
            return [], 0
        first = parsed.start[0]
        match = _DATELINE.match(parsed.report.text, first, first + 120)
        if not match or not (match["agency"] or match["date"] or match["place"].isupper()):
            return [], 0
        spans = [
            _Span(tokens[0], tokens[-1] + 1, "GPE")
            for group in ("place", "in")
            if match[group] and (tokens := parsed.tokens_in(*match.span(group)))
        ]
        after = parsed.tokens_in(match.start(), match.end())
        return spans, after[-1] + 1 if after else 0

    def _spans(self) -> list[_Span]:
        """The parser's names, and capitalised words after a locative preposition that it did not take for places."""
        parsed, rules = self._parsed, self._rules
        spans: list[_Span] = []
        token, size = 0, len(parsed)
        while token < size:
            label = parsed.entity[token]
            if not label:
                if parsed.lower[token] in rules.locative and (run := self._run_after(token)):
                    spans.append(run)
                    token = run.end
                    continue
                token += 1
                continue
            end = token + 1
            while end < size and parsed.entity[end] == label and not parsed.begins[end]:
                end += 1
            if label in _LABELS_OF_NAMES:
                shown = label == "ORG" and end - token <= 2 and self._stands_for_place(token)
                spans.append(_Span(token, end, "after" if shown else label))
            elif label == "PERSON" and end - token == 1 and self._stands_for_place(token):
                spans.append(_Span(token, end, "after"))
            token = end
        return spans

    def _stands_for_place(self, token: int) -> bool:
        """Whether syntax shows a name that the parser calls otherwise to be a place: "in Homs", "shelled Homs"."""
        parsed, rules = self._parsed, self._rules
        if token > 0 and parsed.lower[token - 1] in rules.locative:
            return parsed.lower[token - 1] not in rules.only_before_a_site
        return parsed.dep[token] == "dobj" and parsed.lemma[parsed.head[token]] in rules.there_only

    def _run_after(self, preposition: int) -> _Span | None:
        """The capitalised words that follow "in", "near the town of", ... and are no place to the parser."""
        parsed, rules = self._parsed, self._rules
        token, size = preposition + 1, len(parsed)
        while token < size and token - preposition < 5:
            word = parsed.lower[token]
            if word not in ("the", "of", "a") and word not in rules.directions and word not in rules.regions:
                break
            token += 1
        if token >= size or parsed.pos[token] != "PROPN" or parsed.entity[token] not in ("", "PERSON", "ORG"):
            return None
        end = token
        while end < size and end - token < _LONGEST_NAME and parsed.pos[end] == "PROPN":
            if not parsed.text[end][0].isupper() or parsed.sentence[end] != parsed.sentence[token]:
                break
            end += 1
        if end == token:
            return None
        text = parsed.report.text[parsed.start[token] : parsed.end[end - 1]]
        if not self._places.lookup(text):
            return None
        return _Span(token, end, "after")

    def _persons(self) -> set[str]:
        """The last words of full names of persons: such a word alone is the person again."""
        parsed = self._parsed
        found = set()
        for token in range(1, len(parsed)):
            if parsed.entity[token] == "PERSON" == parsed.entity[token - 1] and not parsed.begins[token]:
                found.add(parsed.text[token])
        return found

    def _contains(self, span: _Span, following: _Span | None) -> bool:
        """Whether `following` is the larger place around `span`: "Basra, Iraq", "Basra in Iraq", "Basra (Iraq)"."""
        if following is None or not span.end < following.start <= span.end + 3:
            return False
        parsed = self._parsed
        if parsed.sentence[span.start] != parsed.sentence[following.start]:
            return False
        between = [
            w
            for w in parsed.lower[span.end : following.start]
            if w not in self._rules.directions and w != "the"
        ]
        return between in ([","], ["in"], [",", "in"], ["("])

    # What they name

    def _text(self, start: int, end: int) -> str:
        return " ".join(
            self._parsed.report.text[self._parsed.start[start] : self._parsed.end[end - 1]].split()
        )

    def _trimmed(self, span: _Span) -> tuple[int, int]:
        """The span without articles, directions, a genitive ending and a word of kind around the name."""
        parsed = self._parsed
        start, end = span.start, span.end
        while end - start > 1 and (parsed.tag[end - 1] == "POS" or not parsed.text[end - 1][-1:].isalnum()):
            if parsed.text[end - 1].endswith("."):
                break
            end -= 1
        while end - start > 1 and (
            parsed.lower[start] in ("the", "a") or not parsed.text[start][0].isalnum()
        ):
            start += 1
        return start, end

    def _readings(self, span: _Span) -> Iterator[tuple[int, int]]:
        """The token ranges that may be the name: the whole span, then without words of direction and of kind."""
        rules, lower = self._rules, self._parsed.lower
        start, end = self._trimmed(span)
        if end + 1 < len(lower) and lower[end] == "-" and self._parsed.text[end + 1][0].isupper():
            yield start, end + 2  # "Guinea-Bissau", of which the parser may see the first half
        yield start, end
        inner = start
        while end - inner > 1 and (
            lower[inner] in rules.directions or lower[inner] in ("of", *rules.regions)
        ):
            inner += 1
            yield inner, end
        while end - inner > 1 and lower[end - 1] in rules.regions:
            end -= 1
            yield inner, end

    def _entry(self, span: _Span) -> tuple[int, int, NameEntry] | None:
        for start, end in self._readings(span):
            entry = self._countries.name_lookup(self._text(start, end))
            if entry is not None:
                return start, end, entry
        return None

    def _name_countries(self, spans: list[_Span]) -> None:
        for span in spans:
            if span.label == "ORG" and span.end - span.start > 1:
                continue
            found = self._entry(span)
            if found and found[2].kind in ("name", "former", "capital", "adjective", "people"):
                _, end, entry = found
                self.named.append((end - 1, entry.alpha3, entry.kind))
                self._count[entry.alpha3] += 1
                self._kinds.add((entry.alpha3, entry.kind))

    def _mention(
        self, span: _Span, container: _Span | None, dateline: bool = False
    ) -> Iterator[PlaceMention]:
        found = self._entry(span)
        if found is not None and found[2].kind in _PEOPLE_KINDS:
            return
        inside = self._entry(container) if container else None
        region = self._text(*self._trimmed(container)) if container else ""
        for start, end in self._readings(span):
            text = self._text(start, end)
            after = self._parsed.lower[end] if end < len(self._parsed) else ""
            resolved = self._resolve(text, after, inside[2].alpha3 if inside else "", region)
            if resolved is not None:
                place, kind = resolved
                if container and inside and place.country and inside[2].alpha3 != place.country:
                    self._take_as_region(container, place)
                yield self._made(start, end, place, kind, dateline)
                return
        if span.label in ("GPE", "LOC") and found is None:
            start, end = self._trimmed(span)
            if self._is_unknown_place(start, end):
                country = inside[2].alpha3 if inside else None
                yield self._made(start, end, Place(self._text(start, end), country), "", dateline)

    def _take_as_region(self, span: _Span, inner: Place) -> None:
        """Read a country's name as the region of that name around `inner`: "Atlanta, Georgia"."""
        start, end = self._trimmed(span)
        text = self._text(start, end)
        for region in self._places.lookup(text):
            if region.kind == "admin1" and region.alpha3 == inner.country and region.name == inner.admin1:
                self._regions[span.start] = self._made(start, end, _record(region, text), "admin1", False)
                self.named = [row for row in self.named if row[0] != end - 1]

    def _is_unknown_place(self, start: int, end: int) -> bool:
        """Whether a name that the gazetteer lacks is a place all the same: capitalised, after "in", "near", "from"."""
        parsed, rules = self._parsed, self._rules
        before = start - 1
        while before >= 0 and parsed.lower[before] in ("the", *rules.directions):
            before -= 1
        if (
            parsed.lower[start] in rules.no_names
            or before < 0
            or parsed.tag[before] != "IN"
            or not parsed.text[start][0].isupper()
        ):
            return False
        word = parsed.lower[before]
        plain = word in ("from", "of") or (word in rules.locative and word not in rules.only_before_a_site)
        return plain and not (set(parsed.text[start:end]) & self._full_names)

    def _made(self, start: int, end: int, place: Place, kind: str, dateline: bool) -> PlaceMention:
        country = self._countries.actor_code(place.country) if place.country else None
        return PlaceMention(start, end, self._head(start, end), place, kind, country, dateline)

    def _head(self, start: int, end: int) -> int:
        head = self._parsed.head
        return next(
            (t for t in range(end - 1, start - 1, -1) if not start <= head[t] < end or head[t] == t), end - 1
        )

    def _resolve(self, text: str, after: str, country: str, region: str) -> tuple[Place, str] | None:
        """The place of this name, and its kind. `country` and `region` are what the report says it lies in."""
        rules = self._rules
        entry = self._countries.name_lookup(text)
        candidates = self._places.lookup(text)
        if entry is None and (text.lower() in rules.no_names or (text.isupper() and len(text) < 4)):
            return None
        if entry is not None and entry.kind in _COUNTRY_KINDS and not self._is_namesake(text, entry):
            own = self._countries.by_alpha3(entry.territory)
            if own is not None:
                return Place(
                    own.name, own.alpha3, None, own.latitude, own.longitude, own.geonames_id
                ), "country"
        candidates = self._fitting(candidates, after, country, region)
        if not candidates:
            if entry is not None and entry.kind in ("region", "capital"):
                return Place(text, entry.territory), "region"
            return None
        best = self._likeliest(text, candidates, entry)
        return _record(best, text), best.kind

    def _is_namesake(self, text: str, entry: NameEntry) -> bool:
        """Whether a country's name more likely is that of a region elsewhere (places.toml, namesakes)."""
        other = self._rules.namesakes.get(text)
        if other is None or not self._count[other]:
            return False
        return not any((entry.alpha3, kind) in self._kinds for kind in ("adjective", "people", "capital"))

    def _fitting(self, candidates: list[Entry], after: str, country: str, region: str) -> list[Entry]:
        if after in self._rules.first_level:
            candidates = [c for c in candidates if c.kind in ("admin1", "region")] or candidates
        if region:
            key = place_key(region)
            inside = [c for c in candidates if c.admin1 and place_key(c.admin1) == key and c.kind != "admin1"]
            inside = inside or [c for c in candidates if country and country in (c.alpha3, c.coded_as)]
            return inside or candidates
        return candidates

    def _likeliest(self, text: str, candidates: list[Entry], entry: NameEntry | None) -> Entry:
        rules, key = self._rules, place_key(text)

        def weight(place: Entry) -> float:
            people = float(max(place.population, 1 if place.kind in ("city", "admin1") else 100_000))
            own = place_key(place.name)
            if own != key and own not in (f"{key} city", f"{key} strip"):
                people *= rules.other_spelling
            if place.kind == "admin1":
                people *= rules.region
            if self._count[place.coded_as]:
                people *= rules.named_country
            return people

        best = max(candidates, key=weight)
        if entry is None or entry.kind != "capital":
            return best
        own = [c for c in candidates if c.alpha3 == entry.territory and c.kind == "city"]
        capital = next((c for c in own if place_key(c.name) == key), own[0] if own else None)
        if capital is None or best.coded_as == capital.coded_as:
            return capital or best
        unnamed = self._count[capital.coded_as] <= self._kinds_of_capital(capital.coded_as)
        if (
            unnamed
            and self._count[best.coded_as]
            and best.population >= rules.beside_capital * capital.population
        ):
            return best
        return capital

    def _kinds_of_capital(self, alpha3: str) -> int:
        """How often the country is named by its capital's name alone: no evidence for the capital itself."""
        return sum(1 for _, country, kind in self.named if country == alpha3 and kind == "capital")


def _record(place: Entry, text: str) -> Place:
    """The record of a gazetteer entry, under the report's spelling where the gazetteer's has accents."""
    name = place.name if place.name.isascii() or text.isupper() else text
    return Place(
        name, place.alpha3 or None, place.admin1 or None, place.latitude, place.longitude, place.geonames_id
    )
