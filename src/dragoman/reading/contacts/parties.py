"""What the sides of a contact are called: countries, organisations, groups. The words are in data/contacts.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.gazetteer.organisations import Organisations
from dragoman.reading.parse import Parsed
from dragoman.reading.what.draft import Draft
from dragoman.reading.who.mention import Mention, Mentions


class Parties:
    """Names the sides of the contacts of one report. `lists` is the table of contacts.toml."""

    def __init__(
        self,
        parsed: Parsed,
        mentions: Mentions | None,
        organisations: Organisations,
        lists: Mapping[str, Any],
    ) -> None:
        self._parsed = parsed
        self._mentions = mentions
        self._organisations = organisations
        self._groups = frozenset(lists["sides"]["groups"])
        self._state = frozenset(lists["sides"]["state"])
        self._multilateral = frozenset(lists["sides"]["multilateral"])

    def of(self, draft: Draft, people: Sequence[Mention]) -> tuple[str, ...]:
        """Countries and organisations; sides of one country are told apart by their names. Empty when there are no two
        sides and no organisation whose members meet."""
        codes = tuple(dict.fromkeys(self.code(m) for m in people))
        known = tuple(dict.fromkeys(self.code(m) for m in people if m.takes_a_side))
        codes = known if len(known) > 1 else codes
        if len(codes) > 1:
            return codes
        if not codes:
            return ()
        if people[0].actor.organisation and not people[0].actor.country:
            words = (draft.token, *draft.fired.objects)
            return codes if any(self._parsed.lemma[t] in self._multilateral for t in words) else ()
        return self._domestic(people)

    def code(self, mention: Mention) -> str:
        """What a contact calls a side: a country, an organisation, or the name of a group that is no state's."""
        actor = mention.actor
        inner = self._mentions.within(mention.start, mention.end) if self._mentions else [mention]
        if not self._groups.isdisjoint(actor.sectors[:1]) or (actor.kind == "group" and not actor.country):
            for one in (mention, *inner):
                if one.named and one.actor.kind in ("group", "organisation"):
                    return one.actor.organisation or one.actor.name
            return self._group_called(mention)
        if actor.kind in ("person", "office", "people") and not actor.organisation:
            for one in inner:
                if one.actor.kind == "organisation" and one.actor.organisation and not one.actor.country:
                    return self._roof(one.actor.organisation)
                if (
                    one.named
                    and one.actor.kind == "group"
                    and not self._groups.isdisjoint(one.actor.sectors[:1])
                ):
                    return one.actor.organisation or one.actor.name
        return actor.country or self._roof(actor.organisation) or actor.name

    def _group_called(self, mention: Mention) -> str:
        """What a group without a name is called: the only such group of its country that the report names, else the
        report's own word for it ("rebels")."""
        country = mention.actor.country
        named = {
            m.actor.organisation or m.actor.name
            for m in self._mentions or ()
            if m.named and m.actor.kind == "group" and m.actor.country == country
            if not self._groups.isdisjoint(m.actor.sectors[:1])
        }
        if country and len(named) == 1:
            return next(iter(named))
        of_people = [
            m for m in self._below(mention.head) if m.actor.kind == "group" and m.head != mention.head
        ]
        head = of_people[0].head if of_people else mention.head
        words = [*(c for c in self._parsed.having(head, "compound") if c < head), head]
        parsed = self._parsed
        return " ".join((parsed.text if parsed.pos[t] == "PROPN" else parsed.lower)[t] for t in words)

    def _roof(self, code: str | None) -> str:
        """The organisation that a body belongs to: the UN for the Security Council. "" for none."""
        organisation = self._organisations.by_code(code) if code else None
        return self._organisations.roof(organisation).code if organisation else code or ""

    def _domestic(self, people: Sequence[Mention]) -> tuple[str, ...]:
        """The sides of talks within one country: persons and bodies by their names."""
        named = [m for m in people if m.named and m.actor.kind in ("person", "organisation", "group")]
        if named and all(self._state.issuperset(m.actor.sectors[:1]) for m in named):
            return ()  # A minister who meets his president is in no contact with another side.
        names = tuple(dict.fromkeys(m.actor.organisation or m.actor.name for m in named))
        return names if len(names) > 1 else ()

    def names(self, people: Sequence[Mention]) -> tuple[str, ...]:
        """Who takes part by name, each organisation of theirs by its full name as well."""
        found: dict[str, None] = {}
        for mention in people:
            found[mention.actor.name] = None
            known = self._organisations.by_code(mention.actor.organisation or "")
            if known is not None:
                found[self._organisations.roof(known).name] = None
        return tuple(found)

    def _below(self, token: int) -> list[Mention]:
        return self._mentions.within(*self._parsed.subtree(token)) if self._mentions else []
