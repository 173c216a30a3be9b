"""Where? The places a report names, where an event happened, and in which country the report plays.

An event's place is the object of a locative phrase ("in", "near", "on the outskirts of") that hangs on its trigger, on
the verb that carries it, or on its clause; or the name that the trigger itself takes ("the Kabul bombing", "visited
Moscow"). A place that somebody only speaks at ("told reporters in Geneva that ...") is not the event's. No such words,
no place. `data/places.toml` holds the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from dragoman.reading.parse import Parsed
from dragoman.reading.tables import OwnFile, load_toml, own_files
from dragoman.reading.where.place_choice import Geography
from dragoman.reading.where.place_names import PlaceFinder, PlaceMention
from dragoman.reading.where.place_rules import FILE, PlaceRules
from dragoman.records import Place

_NOMINAL = frozenset({"NOUN", "PROPN"})
_VERBAL = frozenset({"VERB", "AUX"})
# From a clause up to the one it is part of; not "ccomp": who says a thing is elsewhere than where it happened.
_UPWARD = frozenset(
    {
        "conj",
        "advcl",
        "xcomp",
        "acl",
        "relcl",
        "dobj",
        "nsubj",
        "nsubjpass",
        "csubj",
        "attr",
        "oprd",
        "appos",
        "pcomp",
    }
)
_INTO_NAMES = frozenset({"compound", "nmod", "poss", "appos", "conj", "amod"})
_QUALIFIES = frozenset({"compound", "nmod", "amod"})
_BETWEEN_PARTIES = frozenset({"with", "between", "by", "of", "against", "on", "at"})
_MEANWHILE = frozenset({"when", "as", "while"})
_MOST_STEPS = 5


class PlaceIndex:
    """The places of one report: by the token that heads the name, and in text order."""

    def __init__(
        self, mentions: Sequence[PlaceMention], named: Sequence[tuple[int, str, str]], rules: PlaceRules
    ) -> None:
        self.mentions = tuple(mentions)
        self.named = tuple(named)
        self.rules = rules
        self._by_head = {mention.head: mention for mention in reversed(self.mentions)}

    def __len__(self) -> int:
        return len(self.mentions)

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._by_head))

    def __getitem__(self, token: int) -> Place:
        return self._by_head[token].place

    def __contains__(self, token: object) -> bool:
        return token in self._by_head

    def get(self, token: int) -> PlaceMention | None:
        """The mention whose head is `token`."""
        return self._by_head.get(token)

    @property
    def dateline(self) -> Place | None:
        """Where the report says that it was written."""
        return next((m.place for m in self.mentions if m.dateline), None)


def places(parsed: Parsed, gazetteer: Geography, extra: Sequence[Path] = ()) -> PlaceIndex:
    """The places that a report names.

    `extra` are the user's own data files; one named places.toml is laid over the shipped one. Raises DataFileError
    when that is malformed.
    """
    rules = _rules(own_files(FILE, extra))
    finder = PlaceFinder(parsed, gazetteer, rules)
    return PlaceIndex(finder.find(), finder.named, rules)


@cache
def _rules(own: tuple[OwnFile, ...]) -> PlaceRules:
    return PlaceRules(load_toml(FILE, [file.path for file in own]))


def event_place(parsed: Parsed, places: PlaceIndex, trigger: int) -> Place | None:
    """Where the event of the trigger token happened; None when the report does not say."""
    if not places.mentions:
        return None
    finder = _EventPlace(parsed, places)
    token = trigger
    for step in range(_MOST_STEPS):
        found = finder.beside(token, is_trigger=step == 0)
        if found is not None:
            return found.place
        above = finder.above(token)
        if above is None:
            break
        token = above
    found = finder.in_clause(trigger)
    for deed in (trigger, finder.carrier(trigger)):
        if found is None and deed is not None:
            found = finder.among_arguments(deed)
    return found.place if found else None


class _EventPlace:
    def __init__(self, parsed: Parsed, places: PlaceIndex) -> None:
        self._parsed = parsed
        self._places = places
        self._rules = places.rules

    def above(self, token: int) -> int | None:
        """The word whose place is also that of `token`."""
        parsed = self._parsed
        head, dep = parsed.head[token], parsed.dep[token]
        if head == token:
            return None
        if dep == "pobj":
            # "injured during clashes at the border", "in talks held in Geneva"
            return parsed.head[head] if parsed.head[head] != head else None
        return head if dep in _UPWARD else None

    def beside(self, token: int, is_trigger: bool) -> PlaceMention | None:
        """The place that hangs on `token` itself; the name it takes as noun or verb counts for the trigger alone."""
        parsed, rules = self._parsed, self._rules
        lemma = parsed.lemma[token]
        later: list[PlaceMention] = []
        for child in parsed.children[token]:
            dep, word = parsed.dep[child], parsed.lower[child]
            if dep == "prep" or (dep == "dative" and parsed.pos[child] == "ADP"):
                found = self._after_preposition(child, token)
                if found is None:
                    continue
                if word in rules.locative:
                    return found
                if is_trigger and self._leads_there(lemma, word):
                    later.append(found)
            elif is_trigger and dep in ("compound", "nmod", "poss") and parsed.pos[token] in _NOMINAL:
                mention = self._places.get(child)
                if mention is not None and mention.kind not in ("country", ""):
                    later.append(mention)
            elif is_trigger and dep in ("dobj", "nsubjpass") and lemma in rules.there:
                mention = self._inside(child)
                if mention is not None:
                    later.append(mention)
            elif dep in ("advmod", "npadvmod") and child in self._places:
                later.append(self._places.get(child))  # type: ignore[arg-type]
        return later[0] if later else None

    def among_arguments(self, trigger: int) -> PlaceMention | None:
        """The place of those who take part: "police in Jakarta arrested ...", "clashes with protesters in Cairo"."""
        parsed, rules = self._parsed, self._rules
        if parsed.child(trigger, "ccomp") is not None or parsed.lemma[trigger] in rules.about:
            return None
        nouns = parsed.having(trigger, "dobj", "nsubjpass", "nsubj")
        for preposition in parsed.having(trigger, "prep", "agent"):
            if parsed.lower[preposition] in _BETWEEN_PARTIES:
                nouns += parsed.having(preposition, "pobj")
        for noun in nouns:
            if parsed.pos[noun] not in _NOMINAL:
                continue
            for preposition in parsed.having(noun, "prep"):
                if parsed.lower[preposition] in rules.locative:
                    found = self._after_preposition(preposition, noun)
                    if found is not None:
                        return found
        return None

    def in_clause(self, trigger: int) -> PlaceMention | None:
        """The place of a clause that tells what happened meanwhile: "drowned when their boat sank off Malta"."""
        parsed = self._parsed
        for clause in parsed.having(trigger, "advcl"):
            if any(parsed.lower[c] in _MEANWHILE for c in parsed.having(clause, "advmod", "mark")):
                found = self.beside(clause, is_trigger=False)
                if found is not None:
                    return found
        return None

    def carrier(self, trigger: int) -> int | None:
        """The verb that a noun needs to be a deed: "went on strike", "staged a protest"."""
        parsed = self._parsed
        if parsed.pos[trigger] != "NOUN":
            return None
        above = parsed.head[trigger]
        if parsed.dep[trigger] == "pobj":
            above = parsed.head[above]
        elif parsed.dep[trigger] != "dobj":
            return None
        return above if parsed.pos[above] in _VERBAL and parsed.lemma[above] in self._rules.carrying else None

    def _leads_there(self, lemma: str, word: str) -> bool:
        rules = self._rules
        if lemma in rules.going:
            return word in rules.going_prepositions
        return lemma in rules.against and word in rules.against_prepositions

    def _after_preposition(self, preposition: int, governor: int) -> PlaceMention | None:
        parsed, rules = self._parsed, self._rules
        word = parsed.lower[preposition]
        for child in parsed.children[preposition]:
            if parsed.dep[child] == "prep":
                # "outside of Basra", "off the coast of Somalia"
                found = self._after_preposition(child, governor)
                if found is not None:
                    return found
            if parsed.dep[child] not in ("pobj", "pcomp"):
                continue
            if (
                word in rules.only_before_a_site
                and not self._is_site(child)
                and not self._leads_there(parsed.lemma[governor], word)
            ):
                return None
            return self._inside(child)
        return None

    def _is_site(self, noun: int) -> bool:
        parsed, rules = self._parsed, self._rules
        if parsed.lower[noun] in rules.sites or parsed.lemma[noun] in rules.sites:
            return True
        mention = self._places.get(noun)
        return mention is not None and mention.kind in ("site", "sea")

    def _inside(self, noun: int, depth: int = 0) -> PlaceMention | None:
        """The place named in a noun phrase: "the southern city of Kandahar", "a Basra hotel", "Iraq's border"."""
        parsed, rules = self._parsed, self._rules
        mention = self._places.get(noun)
        if mention is not None:
            return mention
        if depth > 3 or (parsed.pos[noun] in _VERBAL and depth):
            return None
        owner: PlaceMention | None = None
        for child in parsed.children[noun]:
            if parsed.dep[child] in _INTO_NAMES:
                found = self._inside(child, depth + 1)
                if found is None:
                    continue
                if found.kind != "country" or parsed.dep[child] not in _QUALIFIES:
                    return found
                # "near a U.S. garrison" is not in the United States, "in U.S. cities" is.
                if self._is_site(noun) and parsed.lemma[noun] not in rules.abroad:
                    owner = found
        for child in parsed.children[noun]:
            if parsed.dep[child] == "prep" and (
                parsed.lower[child] == "of" or parsed.lower[child] in rules.locative
            ):
                for inner in parsed.having(child, "pobj"):
                    found = self._inside(inner, depth + 1)
                    if found is not None:
                        return found
        return owner


def setting(parsed: Parsed, places: PlaceIndex) -> str | None:
    """The actor country (alpha-3) that the report plays in, or None when it names no country.

    Weighed are the dateline, the places where things happen, and the countries named, those of the first paragraphs
    most. It serves as the country of "police" or "the government" where nothing else tells it.
    """
    rules = places.rules
    score: dict[str, float] = defaultdict(float)
    weights = rules.setting
    for token, named, kind in places.named:
        weight = weights["adjective" if kind in ("adjective", "people") else "name"]
        score[named] += weight * _of_paragraph(parsed, token, rules)
    for mention in places.mentions:
        country = mention.country
        if country is None:
            continue
        if mention.dateline:
            score[country] += weights["dateline"] * rules.paragraphs[0]
        elif _is_located(parsed, mention, rules):
            score[country] += weights["place"] * _of_paragraph(parsed, mention.head, rules)
        elif mention.kind != "country":
            score[country] += weights["name"] * _of_paragraph(parsed, mention.head, rules)
    return max(score, key=lambda country: score[country]) if score else None


def _of_paragraph(parsed: Parsed, token: int, rules: PlaceRules) -> float:
    paragraph = parsed.sentences[parsed.sentence[token]].paragraph
    return rules.paragraphs[min(paragraph, len(rules.paragraphs) - 1)]


def _is_located(parsed: Parsed, mention: PlaceMention, rules: PlaceRules) -> bool:
    """Whether something is said to be there: the name depends on a locative preposition."""
    token = mention.head
    for _ in range(4):
        head = parsed.head[token]
        if head == token:
            return False
        if parsed.dep[token] == "pobj" and parsed.lower[head] in rules.locative:
            return True
        if parsed.dep[token] not in ("pobj", "prep", *_INTO_NAMES):
            return False
        token = head
    return False
