"""Which words name places, and which places? The lower half of where.

A name is a place when the parser labels it one, or when it stands, capitalised, after a locative preposition and the
gazetteer knows it ("in Panjwayi"). Of several bearers of a name the likeliest is taken: by the region or country right
after it ("Tripoli, Lebanon"), by the countries named in the report, by the dateline, then by the number of people.
`data/places.toml` holds the words and weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.gazetteer.countries import NameEntry
from dragoman.reading.datelines import LINES, dateline
from dragoman.reading.parse import Parsed
from dragoman.reading.where.place_choice import Geography, PlaceChooser, record_of
from dragoman.reading.where.place_rules import PlaceRules
from dragoman.records import Place

_PEOPLE_KINDS = frozenset({"adjective", "people"})
_LABELS_OF_NAMES = frozenset({"GPE", "LOC", "FAC", "NORP", "ORG"})
_LONGEST_NAME = 6

# Labels of our own beside the parser's: a name that stands after "in" or the like, and one that is followed by a place.
_LOCATED = "located"
_FOLLOWED = "followed"


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
        self._chooser = PlaceChooser(gazetteer, rules)
        self._full_names = self._persons()
        self._regions: dict[int, PlaceMention] = {}

    @property
    def named(self) -> list[tuple[int, str, str]]:
        """Token, actor country and kind of every country named, adjectives and capitals among them."""
        return self._chooser.named

    def find(self) -> list[PlaceMention]:
        """The place mentions in text order."""
        dateline = self._dateline()
        within = range(dateline[0].start, dateline[-1].end) if dateline else range(0)
        spans = [span for span in self._spans() if span.start not in within]
        self._name_countries([*dateline, *spans])
        found: list[PlaceMention] = []
        for at, span in enumerate(dateline):
            found.extend(
                self._mention(span, dateline[at + 1] if at + 1 < len(dateline) else None, dateline=True)
            )
        for at, span in enumerate(spans):
            if span.start in self._regions:
                found.append(self._regions[span.start])
                continue
            following = spans[at + 1] if at + 1 < len(spans) else None
            if self._may_be_place(span):
                found.extend(self._mention(span, following if self._contains(span, following) else None))
        return sorted(found, key=lambda mention: mention.start)

    def _may_be_place(self, span: _Span) -> bool:
        if span.label in self._rules.labels or span.label == _FOLLOWED:
            return True
        return (
            span.label == _LOCATED and not set(self._parsed.text[span.start : span.end]) <= self._full_names
        )

    # Where names stand

    def _dateline(self) -> list[_Span]:
        """The places of the dateline, which opens one of the first lines."""
        parsed = self._parsed
        for sentence in parsed.sentences[:LINES]:
            match = dateline(parsed.report.text, parsed.start[sentence.start])
            if match:
                return [
                    _Span(tokens[0], tokens[-1] + 1, "GPE")
                    for group in ("place", "in")
                    if match[group] and (tokens := parsed.tokens_in(*match.span(group)))
                ]
        return []

    def _spans(self) -> list[_Span]:
        """The parser's names, and capitalised words after a locative preposition that it did not take for places."""
        parsed = self._parsed
        spans: list[_Span] = []
        token, size = 0, len(parsed)
        while token < size:
            label = parsed.entity[token]
            if self._announces_place(token) and (run := self._run_after(token)):
                spans.append(run)
                token = run.end
                continue
            if not label:
                token += 1
                continue
            end = token + 1
            while end < size and parsed.entity[end] == label and not parsed.begins[end]:
                end += 1
            if label in _LABELS_OF_NAMES:
                shown = label == "ORG" and end - token <= 2 and self._stands_for_place(token)
                spans.append(_Span(token, end, _LOCATED if shown else label))
            elif label == "PERSON" and end - token == 1 and self._stands_for_place(token):
                spans.append(_Span(token, end, _LOCATED))
            token = end
        return spans

    def _announces_place(self, token: int) -> bool:
        """Whether a name after this word is a place: a locative preposition, or "of" after "the town", "the port"."""
        parsed, rules = self._parsed, self._rules
        word = parsed.lower[token]
        if word == "of" and token > 0:
            return parsed.lower[token - 1] in rules.regions or parsed.lower[token - 1] in rules.sites
        if word == "to":  # "flew food to Maputo"
            return parsed.pos[token] == "ADP" and parsed.lemma[parsed.head[token]] in rules.going
        return word in rules.locative

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
        if token >= size or parsed.pos[token] != "PROPN":
            return None
        capital = self._countries.name_lookup(parsed.text[token])
        if parsed.lower[preposition] == "to" and not (capital and capital.kind == "capital"):
            labels: tuple[str, ...] = ("", "ORG")  # "returned to Clinton"
        else:
            labels = ("", "PERSON", "ORG", "NORP")
        if parsed.entity[token] not in labels:
            return None
        end = token
        while end < size and end - token < _LONGEST_NAME and parsed.pos[end] == "PROPN":
            if not parsed.text[end][0].isupper() or parsed.sentence[end] != parsed.sentence[token]:
                break
            end += 1
        if end == token:
            return None
        text = parsed.report.text[parsed.start[token] : parsed.end[end - 1]]
        if self._places.lookup(text):
            return _Span(token, end, _LOCATED)
        # "in Qaryat Zurub, Iraq": unknown, but what follows shows it to be a place.
        plain = parsed.lower[preposition] not in ("to", *rules.only_before_a_site)
        followed = plain and end + 1 < size and parsed.text[end] == "," and parsed.entity[end + 1] == "GPE"
        return _Span(token, end, _FOLLOWED) if followed else None

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
                self._chooser.add(found[1] - 1, found[2])

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
            resolved = self._chooser.resolve(text, after, inside[2].alpha3 if inside else "", region)
            if resolved is not None:
                place, kind = resolved
                if container and inside and place.country and inside[2].alpha3 != place.country:
                    self._take_as_region(container, place)
                yield self._made(start, end, place, kind, dateline)
                return
        if span.label in ("GPE", "LOC", _FOLLOWED) and found is None:
            start, end = self._trimmed(span)
            if span.label == _FOLLOWED or self._is_unknown_place(start, end):
                country = inside[2].alpha3 if inside else None
                yield self._made(start, end, Place(self._text(start, end), country), "", dateline)

    def _take_as_region(self, span: _Span, inner: Place) -> None:
        """Read a country's name as the region of that name around `inner`: "Atlanta, Georgia"."""
        start, end = self._trimmed(span)
        text = self._text(start, end)
        for region in self._places.lookup(text):
            if region.kind == "admin1" and region.alpha3 == inner.country and region.name == inner.admin1:
                self._regions[span.start] = self._made(start, end, record_of(region, text), "admin1", False)
                self._chooser.drop(end - 1)

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
        plain = word == "from" or (word in rules.locative and word not in rules.only_before_a_site)
        return plain and not (set(parsed.text[start:end]) & self._full_names)

    def _made(self, start: int, end: int, place: Place, kind: str, dateline: bool) -> PlaceMention:
        country = self._countries.actor_code(place.country) if place.country else None
        return PlaceMention(start, end, self._head(start, end), place, kind, country, dateline)

    def _head(self, start: int, end: int) -> int:
        head = self._parsed.head
        return next(
            (t for t in range(end - 1, start - 1, -1) if not start <= head[t] < end or head[t] == t), end - 1
        )
