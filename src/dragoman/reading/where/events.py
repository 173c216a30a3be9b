"""Where did an event happen?

An event's place is the object of a locative phrase ("in", "near", "on the outskirts of") that hangs on its trigger, on
the verb that carries it, or on its clause; or the name that the trigger itself takes ("the Kabul bombing", "visited
Moscow"). Of several such places the most precise counts ("in Iraq, near Mosul"). A place that somebody only speaks at
("told reporters in Geneva that ...") is not the event's. No such words, no place. `data/places.toml` holds the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.reading.parse import Parsed
from dragoman.reading.where.place_names import PlaceMention
from dragoman.records import Place

if TYPE_CHECKING:
    from dragoman.reading.where.find import PlaceIndex

_NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "PRON"})
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
_ARGUMENTS = ("dobj", "nsubjpass", "nsubj", "dative")
_MEANWHILE = frozenset({"when", "as", "while", "where", "after"})
_MOST_STEPS = 5
_DEEPEST = 3
_LONGEST_WAY = 10
_OTHER_CLAUSES = frozenset({"ccomp", "xcomp", "relcl", "parataxis", "advcl"})

# The more precise first; a name that the gazetteer lacks is a small place.
_PRECISION = {"site": 0, "town": 0, "city": 0, "": 0, "sea": 1, "region": 2, "admin1": 2, "country": 3}


def event_place(parsed: Parsed, places: PlaceIndex, trigger: int) -> Place | None:
    """Where the event of the trigger token happened; None when the report does not say."""
    if not places.mentions:
        return None
    finder = _EventPlace(parsed, places)
    found = finder.along(finder.chain(trigger))
    for deed in (trigger, finder.carrier(trigger)):
        if found is None and deed is not None:
            found = finder.among_arguments(deed)
    if found is None:
        found = finder.within(trigger)
    if found is None:
        found = _most_precise([place for token in finder.chain(trigger) for place in finder.seen_from(token)])
    return found.place if found else None


def _most_precise(found: list[PlaceMention]) -> PlaceMention | None:
    """The first of those that no other is more precise than; None when there are none."""
    return min(found, key=lambda mention: _PRECISION[mention.kind], default=None)


class _EventPlace:
    def __init__(self, parsed: Parsed, places: PlaceIndex) -> None:
        self._parsed = parsed
        self._places = places
        self._rules = places.rules

    def chain(self, trigger: int) -> list[int]:
        """The trigger and the words above it whose place is also its own."""
        chain = [trigger]
        while len(chain) < _MOST_STEPS and (above := self.above(chain[-1])) is not None:
            chain.append(above)
        return chain

    def along(self, chain: list[int]) -> PlaceMention | None:
        """The first place that is told beside one of the words; a more precise one may be told of who takes part."""
        below = chain[0]
        for token in chain:
            found = self.beside(token, below)
            if self._parsed.pos[token] in _VERBAL and (found is None or _PRECISION[found.kind] > 1):
                inner = self.in_clause(token) or self.among_arguments(token)
                if found is None or (inner and inner.country == found.country):
                    found = _most_precise([place for place in (found, inner) if place is not None])
            if found is not None:
                return found
            below = token
        return None

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

    def beside(self, token: int, below: int) -> PlaceMention | None:
        """The place that hangs on `token` itself, which was reached from `below` (the same for the trigger).

        The name it takes as noun or verb counts for the trigger alone.
        """
        parsed, rules = self._parsed, self._rules
        is_trigger = token == below
        leads = is_trigger or self._follows(below)
        lemma = parsed.lemma[token]
        located: list[PlaceMention] = []
        later: list[PlaceMention] = []
        if parsed.dep[token] == "relcl" and any(
            parsed.lower[c] == "where" for c in parsed.having(token, "advmod")
        ):
            named = self._inside(parsed.head[token])
            if named is not None:
                located.append(named)  # "flew to Khartoum, where he met the president"
        for child in parsed.children[token]:
            dep, word = parsed.dep[child], parsed.lower[child]
            if dep == "prep" or (dep == "dative" and parsed.pos[child] == "ADP"):
                found = self._after_preposition(child, token)
                if found is None:
                    continue
                if word in rules.locative:
                    located.append(found)
                elif word in rules.meanwhile or (leads and self._leads_there(lemma, word)):
                    later.append(found)
            elif is_trigger and dep in ("compound", "nmod", "poss") and parsed.pos[token] in _NOMINAL:
                mention = self._places.get(child)
                if mention is not None and mention.kind not in ("country", ""):
                    later.append(mention)
            elif is_trigger and dep in ("dobj", "nsubjpass") and lemma in rules.there:
                mention = self._inside(child)
                if mention is not None:
                    later.append(mention)
            elif dep in ("advmod", "npadvmod") and (mention := self._places.get(child)) is not None:
                later.append(mention)
        return _most_precise([*located, *later])

    def among_arguments(self, deed: int) -> PlaceMention | None:
        """The place of those who take part: "police in Jakarta arrested ...", "clashes with protesters in Cairo"."""
        parsed, rules = self._parsed, self._rules
        if parsed.child(deed, "ccomp") is not None or parsed.lemma[deed] in rules.about:
            # Who says it may be told to be somewhere, and says it there: "ministers, meeting in Reykjavik, pledged".
            speakers = [self._busy_at(noun) for noun in parsed.having(deed, "nsubj")]
            return next((mention for mention in speakers if mention is not None), None)
        nouns = parsed.having(deed, *_ARGUMENTS)
        for preposition in parsed.having(deed, "prep", "agent", "dative"):
            if parsed.lower[preposition] in rules.between_parties:
                nouns += parsed.having(preposition, "pobj")
        for noun in nouns:
            found = self._of_party(noun)
            if found is not None:
                return found
        for noun in parsed.having(deed, "dobj", "nsubjpass", "nsubj", "agent"):
            found = self._called_by_town(noun)
            if found is not None:
                return found
        return None

    def _called_by_town(self, noun: int) -> PlaceMention | None:
        """The town that somebody local is called by: "Moscow police arrested ..."."""
        parsed = self._parsed
        if parsed.dep[noun] == "agent":
            noun = next(iter(parsed.having(noun, "pobj")), noun)
        if parsed.lemma[noun] not in self._rules.local:
            return None
        named = [self._places.get(child) for child in parsed.having(noun, *_QUALIFIES, "poss")]
        return next((place for place in named if place and place.kind in ("city", "town", "country")), None)

    def _of_party(self, noun: int, depth: int = 0) -> PlaceMention | None:
        """The place where somebody is: "dozens of people in Cairo", "ministers meeting in Reykjavik"."""
        parsed, rules = self._parsed, self._rules
        if parsed.pos[noun] not in _NOMINAL or depth > _DEEPEST:
            return None
        busy = self._busy_at(noun)
        if busy is not None:
            return busy
        inner: list[int] = []
        for child in parsed.children[noun]:
            dep = parsed.dep[child]
            if dep == "prep":
                if parsed.lower[child] in rules.locative:
                    found = self._after_preposition(child, noun)
                    if found is not None:
                        return found
                elif parsed.lower[child] == "of" and parsed.lemma[noun] in rules.local:
                    found = self._after_preposition(child, noun)
                    if found is not None and found.kind in ("city", "town"):
                        return found
                elif parsed.lower[child] in rules.between_parties:
                    inner += parsed.having(child, "pobj")
        for token in inner:
            if token not in self._places:
                found = self._of_party(token, depth + 1)
                if found is not None:
                    return found
        return None

    def _busy_at(self, noun: int) -> PlaceMention | None:
        """Where somebody is doing something meanwhile: "ministers meeting in Reykjavik"."""
        parsed = self._parsed
        for clause in parsed.having(noun, "acl"):
            if parsed.tag[clause] == "VBG" and parsed.lemma[clause] not in self._rules.speaking:
                found = self.beside(clause, clause)
                if found is not None:
                    return found
        return None

    def in_clause(self, deed: int) -> PlaceMention | None:
        """The place of a clause that tells what happened meanwhile: "drowned when their boat sank off Malta"."""
        parsed = self._parsed
        for clause in parsed.having(deed, "advcl"):
            if any(parsed.lower[c] in _MEANWHILE for c in parsed.having(clause, "advmod", "mark")):
                found = self.beside(clause, clause) or self.among_arguments(clause)
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
        if lemma in rules.leaving and word in rules.leaving_prepositions:
            return True
        if lemma in rules.going:
            return word in rules.going_prepositions
        return lemma in rules.against and word in rules.against_prepositions

    def _follows(self, clause: int) -> bool:
        """Whether a clause comes after the going that it is joined to: "will fly to Havana to meet him"."""
        parsed = self._parsed
        if parsed.dep[clause] == "conj":
            return True
        purpose = any(parsed.lower[c] == "to" for c in parsed.having(clause, "aux"))
        return parsed.dep[clause] in ("advcl", "xcomp") and purpose

    def within(self, deed: int) -> PlaceMention | None:
        """The only place that is said to be where something is in the clause of the deed, however deep it stands."""
        parsed, rules = self._parsed, self._rules
        if parsed.lemma[deed] in rules.about or parsed.child(deed, "ccomp") is not None:
            return None
        precise = [m for m in self._places.mentions if m.country or _PRECISION[m.kind] < 2]  # not "in Asia"
        found = [m for m in precise if m.head != deed and self._leads_up(m.head, deed)]
        return found[0] if len({mention.place for mention in found}) == 1 else None

    def _leads_up(self, token: int, deed: int) -> bool:
        """Whether the way from a place up to the deed begins with a locative and never turns elsewhere."""
        parsed, rules = self._parsed, self._rules
        located = False
        for _ in range(_LONGEST_WAY):
            head, dep, word = parsed.head[token], parsed.dep[token], parsed.lower[token]
            if token == deed:
                return located
            if head == token or dep in _OTHER_CLAUSES or (parsed.pos[token] in _VERBAL and dep == "conj"):
                return False
            if dep == "prep":
                if word in rules.locative and word not in rules.only_before_a_site:
                    located = True
                elif word in rules.elsewhere:
                    return False
            elif not located and dep not in ("pobj", *_INTO_NAMES):
                return False
            token = head
        return False

    def seen_from(self, token: int) -> list[PlaceMention]:
        """The place that a direction is seen from: "50 km north of Baghdad"."""
        parsed = self._parsed
        found = [
            self._inside(noun)
            for direction in parsed.having(token, "advmod")
            if parsed.lower[direction] in self._rules.directions
            for preposition in parsed.having(direction, "prep")
            if parsed.lower[preposition] == "of"
            for noun in parsed.having(preposition, "pobj")
        ]
        return [mention for mention in found if mention is not None]

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
                and not self._is_site(governor)
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
        if mention is not None and not _PRECISION[mention.kind]:
            return mention
        if depth > _DEEPEST or (parsed.pos[noun] in _VERBAL and depth):
            return mention
        found: list[PlaceMention] = [mention] if mention else []
        owner: list[PlaceMention] = []
        for child in parsed.children[noun]:
            dep = parsed.dep[child]
            if dep in _INTO_NAMES and mention is None:
                inner = self._inside(child, depth + 1)
                if inner is None:
                    continue
                if inner.kind != "country" or dep not in _QUALIFIES:
                    found.append(inner)
                # "near a U.S. garrison" is not in the United States, "in U.S. cities" is.
                elif self._is_site(noun) and parsed.lemma[noun] not in rules.abroad:
                    owner.append(inner)
            elif dep == "prep" and (
                self._narrows(child, named=mention is not None)
                # "at the entrance to", "during a visit to"
                or (
                    parsed.lower[child] == "to" and (self._is_site(noun) or parsed.lemma[noun] in rules.going)
                )
            ):
                for token in parsed.having(child, "pobj"):
                    inner = self._inside(token, depth + 1)
                    if inner is not None:
                        found.append(inner)
        return _most_precise([*found, *owner])

    def _narrows(self, preposition: int, named: bool) -> bool:
        """Whether the phrase behind a noun says more precisely where it is: "the border of", "Iraq near Mosul"."""
        word, rules = self._parsed.lower[preposition], self._rules
        if named:
            return word in rules.locative and word not in rules.only_before_a_site
        if word in rules.only_before_a_site:
            parsed, governor = self._parsed, self._parsed.head[preposition]
            near = any(self._is_site(noun) for noun in (governor, *parsed.having(preposition, "pobj")))
            return near or self._leads_there(parsed.lemma[governor], word)
        return word == "of" or word in rules.locative
