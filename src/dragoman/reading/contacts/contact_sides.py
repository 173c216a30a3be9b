"""Who takes part in a contact, and what its sides are called. The words are in data/contacts.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dragoman.gazetteer.organisations import Organisations
from dragoman.reading.parse import Parsed
from dragoman.reading.what.arguments import Arguments
from dragoman.reading.what.draft import Draft
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Channel

_AT_HAND = 3
"""Tokens after a verb within which the other side stands that the parser did not tie to it."""


class Sides:
    """Finds the sides of the contacts of one report. `lists` is the table of contacts.toml."""

    def __init__(
        self,
        parsed: Parsed,
        mentions: Mentions | None,
        args: Arguments | None,
        organisations: Organisations,
        lists: Mapping[str, Any],
    ) -> None:
        self._parsed = parsed
        self._organisations = organisations
        self._mentions = mentions
        self._args = args
        sides = lists["sides"]
        self._no_kinds = frozenset(sides["no_kinds"])
        self._no_visitors = frozenset(sides["no_visitors"])
        self._no_sectors = frozenset(sides["no_sectors"])
        self._groups = frozenset(sides["groups"])
        self._multilateral = frozenset(sides["multilateral"])
        self._attending = frozenset(sides["attending"])
        self._weak = frozenset(lists["weak"]["words"])
        self._beside = frozenset(lists["weak"]["other_beside"])
        self._sport = frozenset(lists["sport"]["words"])

    def people(self, draft: Draft, channel: Channel) -> list[Mention]:
        """Those who take part: the sides of the event that can be sides of a contact; none when a side falls away."""
        lemma = self._parsed.lemma[draft.token]
        weak = lemma in self._weak
        if self._is_sport(draft.token):
            return []
        inferred = any(why.startswith("target") for why in draft.inferred)
        sources = [m for m in draft.sources if self._can_be_side(m, channel)]
        targets = [m for m in draft.targets if self._can_be_side(m, channel)]
        if inferred and channel not in self._beside and not self._is_at_hand(draft):
            bodies = self._bodies(draft.token, sources)
            if (
                lemma in self._multilateral
                and bodies
                and not any(m.named for m in sources if m not in bodies)
            ):
                return _distinct([*bodies[:1], *self._attendants(draft)])
            return _distinct([*sources, *self._attendants(draft)])
        if (draft.sources and not sources) or (draft.targets and not targets):
            return []
        if channel == "visit" and self._goes_to_attend(draft.token):
            return []
        they = (
            weak
            and self._parsed.pos[draft.token] == "VERB"
            and bool(sources)
            and self._parsed.pos[sources[0].head] == "PRON"
        )
        if they and targets and sources[0].head == targets[0].head:
            return []
        return _distinct([*sources, *targets, *self._attendants(draft)])

    def _can_be_side(self, mention: Mention, channel: Channel) -> bool:
        actor = mention.actor
        if actor.kind in self._no_kinds or (channel == "visit" and actor.kind in self._no_visitors):
            return False
        if mention.named or actor.organisation:
            return True
        return (not actor.sectors or actor.sectors[0] not in self._no_sectors) and self._is_settled(mention)

    def _is_settled(self, mention: Mention) -> bool:
        """Whether the report itself says whose these unnamed "ministers" or "leaders" are, here or elsewhere; of others
        the country is only that of the report's scene."""
        parsed, mentions = self._parsed, self._mentions
        if mentions is None or mention.actor.country is None or parsed.tag[mention.head] != "NNS":
            return True
        for same in mentions.of(mention.entity):
            if same.named:
                return True
            low, high = parsed.subtree(same.head)
            if any(m.actor.country == mention.actor.country and m.named for m in mentions.within(low, high)):
                return True
        return False

    def _bodies(self, trigger: int, sources: Sequence[Mention]) -> list[Mention]:
        """The organisation whose occasion it is: its members meet, or its name stands before the noun."""
        found = list(sources)
        if self._mentions is not None:
            found += self._mentions.within(self._parsed.subtree(trigger)[0], trigger)
        return [m for m in found if m.actor.organisation and not m.actor.country]

    def _is_at_hand(self, draft: Draft) -> bool:
        """Whether the inferred other side stands in the words for the first ("Greek and Turkish leaders") or right
        after the trigger."""
        token, mentions = draft.token, self._mentions
        for target in draft.targets:
            if 0 < target.start - token <= _AT_HAND and not target.place:
                return True
            for source in draft.sources:
                for same in mentions.of(source.entity) if mentions else [source]:
                    if same.start <= target.start and target.end <= same.end:
                        return True
        return False

    def _is_sport(self, token: int) -> bool:
        sentence = self._parsed.sentences[self._parsed.sentence[token]]
        return not self._sport.isdisjoint(self._parsed.lemma[sentence.start : sentence.end])

    def _goes_to_attend(self, verb: int) -> bool:
        """Whether a trip is made for an occasion there ("left for Geneva to attend the session"), not to its hosts."""
        parsed = self._parsed
        return any(
            parsed.lemma[c] in self._attending and parsed.child(c, "dobj", "prep") is not None
            for c in parsed.having(verb, "advcl", "xcomp")
        )

    def _attendants(self, draft: Draft) -> list[Mention]:
        """Who attends, joins or addresses the occasion."""
        verb = draft.light
        if self._args is None or verb is None or self._parsed.lemma[verb] not in self._attending:
            return []
        taken = {m.entity for m in (*draft.sources, *draft.targets)}
        return [
            m for m in self._args.actors(self._args.subject(verb)) if m.identified and m.entity not in taken
        ]

    def parties(self, draft: Draft, people: Sequence[Mention]) -> tuple[str, ...]:
        """Countries and organisations; sides of one country are told apart by their names. Empty when there are no two
        sides and no organisation whose members meet."""
        codes = tuple(dict.fromkeys(self._code(m) for m in people))
        if len(codes) > 1:
            return codes
        if not codes:
            return ()
        if people[0].actor.organisation and not people[0].actor.country:
            return codes if self._parsed.lemma[draft.token] in self._multilateral else ()
        return self._domestic(people)

    def _code(self, mention: Mention) -> str:
        """What a contact calls a side: a country, an organisation, or the name of a group that is no state's."""
        actor = mention.actor
        inner = self._mentions.within(mention.start, mention.end) if self._mentions else [mention]
        if not self._groups.isdisjoint(actor.sectors[:1]) or (actor.kind == "group" and not actor.country):
            for one in (mention, *inner):
                if one.named and one.actor.kind in ("group", "organisation"):
                    return one.actor.organisation or one.actor.name
            return actor.name
        if actor.kind in ("person", "office") and not actor.organisation:
            for one in inner:
                if one.actor.kind == "organisation" and one.actor.organisation and not one.actor.country:
                    return self._roof(one.actor.organisation)
        return actor.country or self._roof(actor.organisation) or actor.name

    def _roof(self, code: str | None) -> str:
        """The organisation that a body belongs to: the UN for the Security Council. "" for none."""
        organisation = self._organisations.by_code(code) if code else None
        return self._organisations.roof(organisation).code if organisation else code or ""

    def _domestic(self, people: Sequence[Mention]) -> tuple[str, ...]:
        """The sides of talks within one country: persons and bodies by their names."""
        named = [m for m in people if m.named and m.actor.kind in ("person", "organisation", "group")]
        names = tuple(dict.fromkeys(m.actor.organisation or m.actor.name for m in named))
        return names if len(names) > 1 else ()


def _distinct(found: Iterable[Mention]) -> list[Mention]:
    return list({(m.entity, m.actor.country): m for m in found}.values())
