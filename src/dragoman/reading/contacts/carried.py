"""Contacts that events of other types carry: a treaty that two ministers sign, a letter of thanks, a meeting refused.

The words are in data/contacts.toml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.reading.what.arguments import Arguments
from dragoman.reading.what.draft import HAPPENED, Draft
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Event

_NEAR = 3
"""Nouns and prepositions between "thanks" and the letter that carries them."""


class Carried:
    """Finds the contacts that other events of one report carry. `lists` is the table of contacts.toml."""

    def __init__(
        self,
        parsed: Parsed,
        lists: Mapping[str, Any],
        args: Arguments | None = None,
        mentions: Mentions | None = None,
    ) -> None:
        self._parsed = parsed
        self._args = args
        self._mentions = mentions
        self._telling = frozenset(lists["facing"]["telling"])
        self._visits = frozenset(lists["channels"]["visit"])
        self._letters = frozenset(lists["channels"]["letter"])
        self._signing = frozenset(lists["signing"]["words"])
        self._signed_types = frozenset(lists["signing"]["types"])
        self._signers = frozenset(lists["signing"]["kinds"])
        self._facing = frozenset(lists["facing"]["words"])
        self._faced = frozenset(lists["facing"]["kinds"])
        self._refusing = frozenset(lists["refused"]["types"])
        self._channels = frozenset(w for c, words in lists["channels"].items() if c != "by" for w in words)

    def of_event(self, event: Event, draft: Draft) -> Draft | None:
        """The contact in an event that is none itself; None when it carries none."""
        if not (draft.sources and draft.targets) and not self._is_signing(event, draft):
            return None
        letter = self._letter(draft)
        if letter is not None:
            return replace(draft, fired=replace(draft.fired, token=letter, objects=()), mode=None)
        if event.type in self._refusing and event.mode == "meet":
            return replace(
                draft, fired=replace(draft.fired, token=self._refused(draft), objects=()), mode=None
            )
        if self._is_facing(draft):
            return replace(draft, mode=None)
        if self._is_signing(event, draft):
            return draft
        return self._on_visit(draft) or self._told_there(draft)

    def _on_visit(self, draft: Draft) -> Draft | None:
        """The visit that somebody who does something else is on: "the minister, on a visit to Tunis, condemned"."""
        parsed = self._parsed
        for guest in draft.sources:
            if guest.actor.kind not in self._faced or not guest.actor.country:
                continue
            for noun in (n for p in parsed.having(guest.head, "prep") for n in parsed.having(p, "pobj")):
                hosts = [m for m in self._below(noun) if m.place and m.actor.country != guest.actor.country]
                if parsed.lemma[noun] in self._visits and parsed.pos[noun] == "NOUN" and hosts:
                    return self._as(draft, noun, [guest], hosts[:1])
        return None

    def _told_there(self, draft: Draft) -> Draft | None:
        """The meeting at which somebody said it to another country's official: "told Hariri in Paris that"."""
        parsed, args = self._parsed, self._args
        if args is None or self._mentions is None:
            return None
        for verb in (draft.token, *parsed.ancestors(draft.token)):
            if parsed.lemma[verb] not in self._telling or parsed.pos[verb] != "VERB":
                continue
            spoken = [p for p in parsed.having(verb, "prep") if parsed.lower[p] == "in"]
            if not any(m.place for p in spoken for m in self._below(p)):
                continue
            speakers = [m for m in args.actors(args.subject(verb)) if self._is_official(m)]
            heard = [m for t in parsed.having(verb, "dobj", "dative") for m in args.actors(t)]
            hearers = [m for m in heard if self._is_official(m)]
            if speakers and hearers and speakers[0].actor.country != hearers[0].actor.country:
                return self._as(draft, verb, speakers[:1], hearers[:1])
        return None

    def _is_official(self, mention: Mention) -> bool:
        return mention.actor.kind in self._faced and bool(mention.actor.country) and mention.takes_a_side

    def _as(self, draft: Draft, token: int, sources: list[Mention], targets: list[Mention]) -> Draft:
        """A contact that the event only mentions: done, between other sides than the event's."""
        return replace(
            draft,
            fired=replace(draft.fired, token=token, objects=()),
            light=None,
            mode=None,
            sources=sources,
            targets=targets,
            status=HAPPENED,
            inferred=[],
        )

    def _below(self, token: int) -> list[Mention]:
        return self._mentions.within(*self._parsed.subtree(token)) if self._mentions else []

    def _is_facing(self, draft: Draft) -> bool:
        """Whether somebody of another country is called in: "summoned the Angolan ambassador"."""
        if self._parsed.lemma[draft.token] not in self._facing:
            return False
        called = [m for m in draft.targets if m.actor.kind in self._faced]
        own = {m.actor.country for m in draft.sources}
        return bool(called) and all(m.actor.country not in own for m in called)

    def _letter(self, draft: Draft) -> int | None:
        """The letter that brings thanks, congratulations or a protest: "sent a message of condolence to"."""
        parsed = self._parsed
        above = list(parsed.ancestors(draft.token))[:_NEAR]
        for token in (*draft.fired.objects, *above):
            if parsed.pos[token] == "NOUN" and parsed.lemma[token] in self._letters:
                return token
        return None

    def _refused(self, draft: Draft) -> int:
        """The word for the meeting that is refused, which tells its channel; the trigger where there is none."""
        inner = next((d.token for d in draft.inside if d.type == "CONSULT"), None)
        nouns = (t for t in draft.fired.objects if self._parsed.lemma[t] in self._channels)
        return inner if inner is not None else next(nouns, draft.token)

    def _is_signing(self, event: Event, draft: Draft) -> bool:
        """Whether people of two countries put their names to one paper, which they do face to face."""
        words = [draft.token] if draft.light is None else [draft.token, draft.light]
        signs = any(self._parsed.lemma[t] in self._signing for t in words)
        return signs and event.type in self._signed_types and len(self._countries(draft)) > 1

    def _countries(self, draft: Draft) -> set[str | None]:
        return {m.actor.country for m in self.signers(draft)}

    def signers(self, draft: Draft) -> Sequence[Mention]:
        """The people among the sides, whose country is known."""
        sides = (*draft.sources, *draft.targets)
        return [m for m in sides if m.actor.kind in self._signers and m.actor.country]
