"""Which actor is meant again: the actors a report has named so far, and who a pronoun or "the minister" refers to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.gazetteer.names import fold
from dragoman.records import Kind


@dataclass(slots=True)
class Entity:
    """An actor of the report and all that has been learned of it so far.

    `seen` is the last token that named it, `noted` the last adjective that did ("French"), `subject` whether that was the subject of its clause.
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
    seen: int = -1
    noted: int = -1
    sentence: int = -1
    subject: bool = False
    count: int = 0
    words: set[str] = field(default_factory=set)

    def learn(self, other: Entity) -> None:
        """Take over from `other`, who is the same actor, what is not known yet."""
        self.country = self.country or other.country
        self.sectors = self.sectors or other.sectors
        self.office = self.office or other.office
        self.organisation = self.organisation or other.organisation
        self.gender = self.gender or other.gender
        self.words |= other.words
        if other.named and not self.named:
            self.name, self.kind, self.named = other.name, other.kind, True


class Registry:
    """The actors of one report, in the order in which they are named."""

    def __init__(self, lists: Mapping[str, Any]) -> None:
        self.entities: list[Entity] = []
        self._keys: dict[tuple[str, ...], Entity] = {}
        self._lists = lists
        self._anaphors = {kind: frozenset(words) for kind, words in lists["anaphors"].items()}

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
        return known

    def get(self, *key: str) -> Entity | None:
        """The actor known under this key."""
        return self._keys.get(key)

    def see(self, entity: Entity, token: int, sentence: int, subject: bool) -> None:
        """Note that `entity` has just been named."""
        entity.seen, entity.sentence, entity.subject = token, sentence, subject
        entity.count += 1

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

    def holder(self, office: str, country: str | None) -> Entity | None:
        """The person who holds this office, of that country where one is given; the one named last of several."""
        holders = [
            e
            for e in self.entities
            if e.kind == "person" and e.office == office and (not country or e.country in (None, country))
        ]
        return max(holders, key=lambda e: e.seen, default=None)

    def unnamed(self, office: str, country: str) -> Entity | None:
        """The bearer of an office of a country who has not been named yet."""
        return next(
            (
                e
                for e in self.entities
                if e.kind == "office" and not e.named and not e.plural and (e.office, e.country) == (office, country)
            ),
            None,
        )

    def holders(self, office: str) -> list[Entity]:
        """All persons and offices of this name with a country, one a country, in the order they were named."""
        found: dict[str, Entity] = {}
        for entity in self.entities:
            if entity.office == office and entity.country and entity.kind in ("person", "office") and not entity.plural:
                found[entity.country] = entity
        return list(found.values())

    def antecedent(
        self, kind: str, token: int, sentence: int, never: Collection[Entity] = ()
    ) -> Entity | None:
        """Who a pronoun of `kind` ("m", "f", "thing", "many") at `token` refers to; none of `never`.

        Nearest sentence first, its subject before others, then the one named last: what Hobbs (1978) and centering
        theory agree on. None when nobody fits within three sentences.
        """
        fitting = [
            e for e in self.entities if e.seen < token and sentence - e.sentence <= 3 and _fits(e, kind) and e not in never
        ]
        return max(fitting, key=lambda e: (e.sentence, e.subject, e.seen), default=None)

    def described(self, noun: str, country: str | None, sentence: int) -> Entity | None:
        """Who "the minister", "the bloc", "the group" is: the last one named whose office or kind the noun can mean."""
        best: Entity | None = None
        for entity in self.entities:
            if country and entity.country and country != entity.country:
                continue
            if not self._means(noun, entity):
                continue
            if best is None or (entity.named, entity.seen) > (best.named, best.seen):
                best = entity
        return best if best is not None and sentence - best.sentence <= 12 else None

    def _means(self, noun: str, entity: Entity) -> bool:
        if entity.kind == "person":
            held = (entity.office or "").removeprefix("former ").split()
            return noun in held or (noun in self._anaphors["person"] and entity.named)
        for kind, words in self._anaphors.items():
            if noun in words and entity.kind == kind and entity.named:
                return True
        return False

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


def _fits(entity: Entity, kind: str) -> bool:
    if kind == "thing":
        return entity.kind in ("state", "organisation", "group", "office") and not entity.plural
    if kind == "many":
        return entity.plural or entity.kind in ("organisation", "group", "force", "people")
    return entity.kind == "person" and not entity.plural and entity.gender in (None, kind)
