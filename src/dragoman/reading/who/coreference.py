"""Which actor is meant again: the actors a report has named so far, and who a pronoun or "the minister" refers to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.gazetteer.names import fold
from dragoman.reading.parse import Parsed
from dragoman.records import Kind

PLAIN, SUBJECT, MAIN_SUBJECT = 0, 1, 2
"""How much a mention stands out in its sentence: any other place, a clause's subject, the main clause's subject."""

_PRONOUN_REACH = 3
"""Sentences that a pronoun reaches back."""
_DESCRIPTION_REACH = 12
"""Sentences that "the minister" reaches back."""
_DATELINE = 2
"""Tokens from the start within which the place of a dateline stands."""
_SHORTEST_ACRONYM = 3
"""Capitals of the shortest acronym that a report may use without explaining it; two letters mean too much."""


@dataclass(slots=True, eq=False)
class Entity:
    """An actor of the report and all that has been learned of it so far.

    `title` is the office in the report's words. `human` is True for one person, named or not; `role` for "leader" and
    the like until a body has told their sectors; `club` for an organisation of states; `many` for a plural noun;
    `local` for who belongs to where the report plays; `part` for a town or region. `first` and `seen` are the first
    and last token that named the actor, `noted` the last adjective that did ("French"); `sentence` is where it was
    named last, `rank` how much it stood out there. `called` are the nouns that described it ("a retired boxer").
    """

    number: int
    name: str
    kind: Kind
    country: str | None = None
    sectors: tuple[str, ...] = ()
    office: str | None = None
    organisation: str | None = None
    gender: str | None = None
    plural: bool = False
    named: bool = False
    human: bool = False
    title: str = ""
    role: bool = False
    club: bool = False
    many: bool = False
    local: bool = False
    part: bool = False
    first: int = -1
    seen: int = -1
    noted: int = -1
    sentence: int = -1
    rank: int = PLAIN
    words: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)

    def learn(self, other: Entity) -> None:
        """Take over from `other`, who is the same actor, what is not known yet."""
        self.country = self.country or other.country
        if not self.sectors or (self.role and not other.role and other.sectors):
            self.sectors, self.role = other.sectors or self.sectors, other.role
        elif other.named and not self.named and other.sectors and not other.human:
            self.sectors = other.sectors  # "the ruling movement Hamas": a name tells more than a noun
        self.office = self.office or other.office
        self.organisation = self.organisation or other.organisation
        self.gender = self.gender or other.gender
        self.human = self.human or other.human
        self.words |= other.words
        self.called |= other.called
        if other.named and not self.named:
            self.name, self.kind, self.named = other.name, other.kind, True

    def fits(self, kind: str) -> bool:
        """Whether a pronoun of this kind ("m", "f", "thing", "many") can mean the actor."""
        if kind == "thing":
            return not self.many and not self.human and self.kind not in ("people", "person")
        if kind == "many":
            return self.many or self.kind in ("group", "force", "people")
        return self.human and not self.plural and self.gender in (None, kind)


class Registry:
    """The actors of one report, in the order in which they are named."""

    def __init__(self, lists: Mapping[str, Any]) -> None:
        self._parsed: Parsed | None = None
        self.entities: list[Entity] = []
        self._keys: dict[tuple[str, ...], Entity] = {}
        self._anaphors = {kind: frozenset(words) for kind, words in lists["anaphors"].items()}

    def read(self, parsed: Parsed) -> None:
        """Let the words of `parsed` tell by which nouns and names it calls its actors."""
        self._parsed = parsed

    def enter(self, entity: Entity, keys: Iterable[tuple[str, ...]]) -> Entity:
        """The known actor under one of these keys, with what `entity` adds to it; else `entity` itself, as new."""
        keys = list(keys)
        known = next((self._keys[key] for key in keys if key in self._keys), None)
        if known is None:
            entity.number = len(self.entities)
            self.entities.append(entity)
            known = entity
        elif known is not entity:
            known.learn(entity)
        for key in keys:
            self._keys.setdefault(key, known)
        if known.named and known.kind not in ("person", "state"):
            initials = "".join(word[0] for word in known.name.split() if word[0].isupper())
            if len(initials) >= _SHORTEST_ACRONYM:
                self.call(known, initials)
        return known

    def get(self, *key: str) -> Entity | None:
        """The actor known under this key."""
        return self._keys.get(key)

    def call(self, entity: Entity, name: str) -> None:
        """Note that the report also calls the actor by this name, an acronym for one."""
        self._keys.setdefault(("name", fold(name)), entity)

    def see(self, entity: Entity, token: int, sentence: int, rank: int) -> None:
        """Note that `entity` is named at `token`."""
        entity.rank = max(entity.rank, rank) if entity.sentence == sentence else rank
        entity.first = token if entity.first < 0 else min(entity.first, token)
        entity.seen, entity.sentence = token, sentence
        if self._parsed is not None and entity.human and not entity.plural:
            self._describe(self._parsed, entity, token)

    def _describe(self, parsed: Parsed, entity: Entity, token: int) -> None:
        """Note the nouns that describe a person, and the name as it is written here, whatever the table's spelling."""
        if entity.kind == "person" and entity.named and parsed.pos[token] == "PROPN":
            entity.words.add(fold(parsed.text[token]))
        for part in (token, *parsed.having(token, "compound", "nmod", "appos")):
            if parsed.pos[part] in ("NOUN", "PROPN"):
                entity.called.add(parsed.lower[part] if parsed.pos[part] == "PROPN" else parsed.lemma[part])

    def person(self, last_name: str, first: Collection[str] = ()) -> Entity | None:
        """The person who bears this last name, the one named last when there are several.

        First names, when given, must not contradict those known.
        """
        name = fold(last_name)
        bearers = [e for e in self.entities if e.kind == "person" and e.named and name in e.words]
        if first:
            wanted = {fold(word) for word in first}
            bearers = [e for e in bearers if len(e.words) < 2 or wanted & e.words]
        else:
            bearers = [e for e in bearers if fold(e.name.split()[-1]) == name] or bearers
        return max(bearers, key=lambda e: e.seen, default=None)

    def holder(self, office: str, country: str | None, noun: str = "") -> Entity | None:
        """The person who holds this office, of that country where one is given.

        Of several the one called by this noun ("the emir" among monarchs), then who stood out most and was named last.
        """
        holders = [
            e
            for e in self.entities
            if e.kind == "person" and e.office == office and (not country or e.country in (None, country))
        ]
        return max(holders, key=lambda e: (noun in e.called, e.sentence, e.rank, e.seen), default=None)

    def guest(self, noun: str) -> Entity | None:
        """The human whom a noun can mean, named last, who is not of the country where the report begins."""
        home = next(
            (e.country for e in self.entities if e.kind == "state" and 0 <= e.first <= _DATELINE), None
        )
        home = home or self.main_country()
        found = [
            e
            for e in self.entities
            if e.human and not e.plural and (e.country or e.organisation) and e.country != home
        ]
        found = [e for e in found if self._means(noun, e)]
        return max(found, key=lambda e: e.seen, default=None) if home else None

    def others(self, entity: Entity, kinds: Collection[str], sentence: int) -> list[Entity]:
        """Actors of these kinds and of other countries that were spoken of a few sentences ago; the nearest last."""
        found = [
            e
            for e in self.entities
            if e is not entity
            and e.kind in kinds
            and not e.plural
            and e.country
            and e.country != entity.country
            and sentence - e.sentence <= _PRONOUN_REACH
            and max(e.seen, e.noted) >= 0
        ]
        return sorted(found, key=lambda e: max(e.seen, e.noted))

    def citizen(self, country: str, sentence: int) -> Entity | None:
        """The person of a country spoken of last, whom "the Norwegian" can mean."""
        found = [
            e
            for e in self.entities
            if e.human
            and e.named
            and not e.plural
            and (e.country == country or (e.organisation and not e.country))
            and sentence - e.sentence <= _PRONOUN_REACH
        ]
        return max(found, key=lambda e: (e.country is not None, e.seen), default=None)

    def several(self, sectors: Collection[str], sentence: int) -> Entity | None:
        """The many people or the group of these sectors spoken of last, whom "the attackers" can mean."""
        found = [
            e
            for e in self.entities
            if e.fits("many")
            and e.sectors
            and e.sectors[0] in sectors
            and sentence - e.sentence <= _PRONOUN_REACH
        ]
        return max(found, key=lambda e: e.seen, default=None)

    def only_group(self, sectors: Collection[str], sentence: int) -> Entity | None:
        """The named group of these sectors that was spoken of lately, when it is the only one."""
        found = [
            e
            for e in self.entities
            if e.named
            and e.kind in ("group", "organisation")
            and e.sectors
            and e.sectors[0] in sectors
            and sentence - e.sentence <= _PRONOUN_REACH
        ]
        return found[0] if len(found) == 1 else None

    def woman(self, token: int, sentence: int, never: Collection[Entity] = ()) -> Entity | None:
        """The woman, known to be one, who was spoken of last in this or the sentence before."""
        found = [
            e
            for e in self.entities
            if e.human
            and not e.plural
            and e.gender == "f"
            and 0 <= e.first < token
            and sentence - e.sentence <= 1
            and e not in never
        ]
        return max(found, key=lambda e: e.seen, default=None)

    def note(self, entity: Entity, token: int, sentence: int) -> None:
        """Note that an adjective or name before another noun speaks of `entity`."""
        entity.noted = token
        if entity.first < 0:
            entity.sentence = sentence

    def same(self, draft: Entity, sentence: int) -> Entity | None:
        """The unnamed actor spoken of last with the same noun ("a senior official", "the official")."""
        best: Entity | None = None
        for e in self.entities:
            alike = not e.named and not e.plural and (e.name, e.office) == (draft.name, draft.office)
            if alike and sentence - e.sentence <= _PRONOUN_REACH and draft.country in (None, e.country):
                best = e if best is None or e.seen > best.seen else best
        return best

    def unnamed(self, office: str, country: str | None) -> Entity | None:
        """The bearer of an office of a country (of any, if None) who has not been named yet."""
        for e in self.entities:
            unnamed = e.kind == "office" and not e.named and not e.plural and e.office == office
            if unnamed and country in (None, e.country):
                return e
        return None

    def compatriot(self, country: str, sentence: int) -> Entity | None:
        """The one named person of a country without an office who can be "the French president"."""
        found = [
            e
            for e in self.entities
            if e.kind == "person"
            and e.named
            and e.country == country
            and sentence - e.sentence <= _PRONOUN_REACH
        ]
        return found[0] if len(found) == 1 and not found[0].office else None

    def talked_of(self, sentence: int) -> Entity | None:
        """The person whom the sentence before is about, whom "the former boxer" describes anew."""
        for e in self.entities:
            if e.human and e.named and e.sentence == sentence - 1 and e.rank != PLAIN:
                return e
        return None

    def holders(self, office: str) -> list[Entity]:
        """All persons and offices of this name with a country, one a country, in the order they were named."""
        found: dict[str, Entity] = {}
        for entity in self.entities:
            held = entity.office is not None and office in (
                entity.office,
                entity.office.rpartition(" of ")[0],
            )
            if held and entity.country and entity.human and not entity.plural:
                found[entity.country] = entity
            elif held and entity.country and entity.kind == "office":
                found.setdefault(entity.country, entity)
        return list(found.values())

    def antecedent(
        self, kind: str, token: int, sentence: int, never: Collection[Entity] = ()
    ) -> Entity | None:
        """Who a pronoun of `kind` ("m", "f", "thing", "many") at `token` refers to; none of `never`.

        Nearest sentence first, its subjects before others, then the one named last: what Hobbs (1978) and centering
        theory agree on. None when nobody fits within three sentences.
        """
        best: Entity | None = None
        for e in self.entities:
            near = 0 <= e.first < token and sentence - e.sentence <= _PRONOUN_REACH
            if not near or not e.fits(kind) or e in never:
                continue
            if kind == "many" and best is not None and e.many != best.many:
                # "They" are many people before one body, unless those were named long ago.
                if e.many and sentence - e.sentence <= 1:
                    best = e
                elif sentence - best.sentence <= 1:
                    continue
            if best is None or (e.sentence, e.rank, e.named, e.seen) > (
                best.sentence,
                best.rank,
                best.named,
                best.seen,
            ):
                best = e
        return best

    def described(
        self,
        noun: str,
        country: str | None,
        sentence: int,
        may_be: Callable[[Entity], bool] = lambda entity: True,
    ) -> Entity | None:
        """Who "the minister", "the bloc", "the group" is: the last one named whose office or kind the noun can mean.

        `may_be` says who can't be meant: a subject is not described anew in its own clause.
        """
        best: Entity | None = None
        for entity in self.entities:
            if country and entity.country and country != entity.country:
                continue
            if not self._means(noun, entity) or not may_be(entity):
                continue
            key = (entity.named, entity.sentence, entity.rank, entity.seen)
            if best is None or key > (best.named, best.sentence, best.rank, best.seen):
                best = entity
        return best if best is not None and sentence - best.sentence <= _DESCRIPTION_REACH else None

    def _means(self, noun: str, entity: Entity) -> bool:
        if noun in entity.called and entity.named:
            return True
        if entity.human:
            if entity.office and noun in entity.office and _is_head(noun, entity.office):
                return True
            return noun in self._anaphors["person"] and entity.named and entity.kind == "person"
        if not entity.named or entity.part:
            return False
        name = entity.name.lower()
        if noun in name and noun in name.split():
            return entity.kind != "state"  # "the Commission", of the European Commission
        if "JRN" in entity.sectors:
            return noun == "agency" and entity.kind == "organisation"
        return noun in self._anaphors.get("club" if entity.club else entity.kind, ())

    def main_country(self) -> str | None:
        """The country that most actors of the report belong to; None when there is no such country."""
        counts = Counter(e.country for e in self.entities if e.country)
        (first, often), (_, less) = [*counts.most_common(2), (None, 0), (None, 0)][:2]
        return first if often > less else None

    def recent(self, kinds: Collection[str], how_many: int, token: int) -> list[Entity]:
        """The last `how_many` actors of these kinds from different countries, in the order they were named."""
        chosen: list[Entity] = []
        for entity in sorted(self.entities, key=lambda e: max(e.seen, e.noted), reverse=True):
            if max(entity.seen, entity.noted) >= token or entity.kind not in kinds or not entity.country:
                continue
            if all(entity.country != other.country for other in chosen):
                chosen.append(entity)
            if len(chosen) == how_many:
                return sorted(chosen, key=lambda e: max(e.seen, e.noted))
        return []


def _is_head(noun: str, office: str) -> bool:
    """Whether the noun alone means one who holds the office: "minister" a former minister of defence, no deputy."""
    held = office.removeprefix("former ").partition(" of ")[0].split()
    return bool(held) and noun == held[-1] and held[0] not in ("deputy", "vice", "assistant")
