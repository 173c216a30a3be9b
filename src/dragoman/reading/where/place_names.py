"""Which words name places, and which places? The lower half of where.

A name is a place when the parser labels it one, or when it stands, capitalised, after a locative preposition and the
gazetteer knows it ("in Panjwayi"). Of several bearers of a name the likeliest is taken: by the region or country right
after it ("Tripoli, Lebanon"), by the countries named in the report, by the dateline, then by the number of people.
`data/places.toml` holds the words and weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from msgspec import structs

from dragoman.gazetteer.countries import NameEntry
from dragoman.reading.parse import Parsed
from dragoman.reading.where.place_choice import Geography, PlaceChooser, record_of
from dragoman.reading.where.place_rules import PlaceRules
from dragoman.reading.where.place_spans import FOLLOWED, LOCATED, LONGEST_NAME, NameSpan, SpanFinder
from dragoman.reading.where.unknown_places import lies_around, shown_by_kind
from dragoman.records import Place

_PEOPLE_KINDS = frozenset({"adjective", "people"})
_SMALL = frozenset({"", "town", "site"})
_LONGEST_TAIL = 3
_PLACES_AROUND = 3
"""Names behind one that the gazetteer lacks that are looked at for the place around it."""


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


class PlaceFinder:
    """Finds the places of one report."""

    def __init__(self, parsed: Parsed, gazetteer: Geography, rules: PlaceRules) -> None:
        self._parsed = parsed
        self._countries = gazetteer.countries
        self._places = gazetteer.places
        self._rules = rules
        self._groups = gazetteer.groups
        self._chooser = PlaceChooser(gazetteer, rules, self._hints)
        self._towns: list[NameSpan] = []
        self._spans = SpanFinder(parsed, gazetteer, rules)
        self._full_names = self._spans.persons()
        self._regions: dict[int, PlaceMention] = {}

    @property
    def named(self) -> list[tuple[int, str, str]]:
        """Token, actor country and kind of every country named, adjectives and capitals among them."""
        return self._chooser.named

    def find(self) -> list[PlaceMention]:
        """The place mentions in text order."""
        dateline = self._spans.dateline()
        within = range(dateline[0].start, dateline[-1].end) if dateline else range(0)
        spans = [span for span in self._spans.names() if span.start not in within]
        self._towns = [*dateline, *(span for span in spans if self._may_be_place(span))]
        self._name_countries([*dateline, *spans])
        self._name_unlabelled()
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
                mentions = self._mention(span, following if self._contains(span, following) else None)
                found.extend(self._set_in(mention, spans[at + 1 :]) for mention in mentions)
        found = self._with_country(found)
        return sorted(found, key=lambda mention: mention.start)

    def _with_country(self, found: list[PlaceMention]) -> list[PlaceMention]:
        """Names that the gazetteer lacks lie in the one country that all other places of the report lie in."""
        homes = {m.place.country: m.country for m in found if m.kind and m.place.country}
        if len(homes) != 1:
            return found
        ((home, actor),) = homes.items()
        return [
            m
            if m.kind or m.place.country
            else replace(m, place=Place(m.place.name, home, m.place.admin1), country=actor)
            for m in found
        ]

    def _set_in(self, mention: PlaceMention, following: list[NameSpan]) -> PlaceMention:
        """The mention of a small place, with the country and region that it is said to lie in."""
        if mention.place.admin1 or mention.kind not in _SMALL:
            return mention
        if not mention.kind and (nation := self._nation_before(mention.start)):
            inside = Place(mention.place.name, nation.territory)
            return replace(mention, place=inside, country=nation.alpha3)
        end = mention.end
        for span in following[:_PLACES_AROUND]:
            if not lies_around(self._parsed, self._rules, end, span.start, self._is_national):
                break
            end = span.end
            around = next(self._mention(span, None), None) if self._may_be_place(span) else None
            if around is not None and mention.kind:
                same = around.kind == "admin1" and around.country == mention.country
                own = structs.replace(mention.place, admin1=around.place.admin1 if same else None)
                return replace(mention, place=own)
            if around is not None:
                inside = Place(mention.place.name, around.place.country, around.place.admin1)
                return replace(mention, place=inside, country=around.country)
        return mention

    def _nation_before(self, start: int) -> NameEntry | None:
        """The nation before the word for what a place is: "the Slovenian resort of"."""
        parsed, rules = self._parsed, self._rules
        if start == 0 or parsed.lower[start - 1] != "of":
            return None
        for token in range(start - 2, max(start - 6, -1), -1):
            entry = self._countries.name_lookup(parsed.text[token])
            if entry is not None and entry.kind in _PEOPLE_KINDS:
                return entry
            if parsed.lower[token] not in rules.settled and parsed.pos[token] not in ("ADJ", "NOUN", "PART"):
                return None
        return None

    def _is_national(self, token: int) -> bool:
        entry = self._countries.name_lookup(self._parsed.text[token])
        return entry is not None and entry.kind in _PEOPLE_KINDS

    def _may_be_place(self, span: NameSpan) -> bool:
        if span.label in self._rules.labels or span.label == FOLLOWED:
            return True
        return span.label == LOCATED and not set(self._parsed.text[span.start : span.end]) <= self._full_names

    def _contains(self, span: NameSpan, following: NameSpan | None) -> bool:
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

    def _trimmed(self, span: NameSpan) -> tuple[int, int]:
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

    def _readings(self, span: NameSpan) -> Iterator[tuple[int, int]]:
        """The token ranges that may be the name: the whole span, then without words of direction and of kind."""
        rules, lower = self._rules, self._parsed.lower
        start, end = self._trimmed(span)
        if end + 1 < len(lower) and lower[end] == "-" and self._parsed.text[end + 1][0].isupper():
            yield start, end + 2  # "Guinea-Bissau", of which the parser may see the first half
        if end < len(lower) and lower[end] in self._rules.joints:
            longest = min(end + _LONGEST_TAIL, len(lower))
            for longer in range(
                longest, end + 1, -1
            ):  # "Santiago de Cuba", of which the parser may see the first word
                if self._parsed.text[longer - 1][0].isupper() and self._places.lookup(
                    self._text(start, longer)
                ):
                    yield start, longer
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

    def _entry(self, span: NameSpan) -> tuple[int, int, NameEntry] | None:
        for start, end in self._readings(span):
            entry = self._countries.name_lookup(self._text(start, end))
            if entry is not None:
                return start, end, entry
        return None

    def _name_countries(self, spans: list[NameSpan]) -> None:
        for span in spans:
            if span.label == "ORG" and span.end - span.start > 1:
                continue
            found = self._entry(span)
            if found and found[2].kind in ("name", "former", "capital", "adjective", "people"):
                self._chooser.add(found[1] - 1, found[2])

    def _name_unlabelled(self) -> None:
        """Countries that the parser does not see as names: "Seychelles' president"."""
        parsed = self._parsed
        for token in range(len(parsed)):
            if (
                parsed.entity[token]
                or not parsed.text[token][0].isupper()
                or parsed.tag[token][0] not in "NJ"
            ):
                continue
            entry = self._countries.name_lookup(parsed.text[token])
            if entry is not None and entry.kind in ("name", "former", "adjective", "people"):
                self._chooser.add(token, entry)

    def _hints(self) -> Iterator[tuple[str, str]]:
        """Names that tell a country though they don't name it, with that country: towns and groups."""
        parsed = self._parsed
        for span in self._towns:
            text = self._text(*self._trimmed(span))
            if self._countries.name_lookup(text) is None and (country := self._chooser.home(text)):
                yield text, country
        for token in range(len(parsed)):
            if parsed.text[token][0].isupper() and parsed.pos[token] == "PROPN":
                group = self._groups.longest(parsed.text[token : token + LONGEST_NAME])
                if group is not None and group[1].country:
                    yield group[1].name, group[1].country

    def _mention(
        self, span: NameSpan, container: NameSpan | None, dateline: bool = False
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
        if span.label in ("GPE", "LOC", FOLLOWED) and found is None:
            start, end = self._trimmed(span)
            if span.label == FOLLOWED or self._is_unknown_place(start, end):
                country = inside[2].alpha3 if inside else None
                yield self._made(start, end, Place(self._text(start, end), country), "", dateline)

    def _take_as_region(self, span: NameSpan, inner: Place) -> None:
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
        plain = plain or shown_by_kind(parsed, rules, start, end)
        return plain and not (set(parsed.text[start:end]) & self._full_names)

    def _made(self, start: int, end: int, place: Place, kind: str, dateline: bool) -> PlaceMention:
        country = self._countries.actor_code(place.country) if place.country else None
        return PlaceMention(start, end, self._head(start, end), place, kind, country, dateline)

    def _head(self, start: int, end: int) -> int:
        head = self._parsed.head
        return next(
            (t for t in range(end - 1, start - 1, -1) if not start <= head[t] < end or head[t] == t), end - 1
        )
