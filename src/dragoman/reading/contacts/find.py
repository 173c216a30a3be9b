"""When were two sides in touch? Calls, visits, meetings, talks: channel, level, and the silence that one broke."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.names import plurals
from dragoman.reading.contacts.carried import Carried
from dragoman.reading.contacts.contact_sides import Sides
from dragoman.reading.contacts.gaps import GapFinder, Silence
from dragoman.reading.contacts.rough import Rough, dates_differ, other_people
from dragoman.reading.parse import Parsed
from dragoman.reading.what.arguments import Arguments
from dragoman.reading.what.draft import Draft, without
from dragoman.reading.what.merging import Told
from dragoman.reading.what.status import future
from dragoman.reading.when import event_date
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Channel, Contact, ContactStatus, DateRange, Event, Status, Time

_MODE_CHANNELS: Mapping[str, Channel] = {"phone": "phone", "visit": "visit"}
_DONE = frozenset({"happened", "habitual"})
_NEAR = 2
"""Sentences after a contact within which a stated gap may still speak of it."""

_WIDER = 2
"""Parties more that make it another contact: two of the six meet on the sidelines of the talks of all."""


class ContactFinder:
    """Makes contacts of the events of one report. `lists` is the table of contacts.toml.

    `times` are the report's time expressions; `dated` gives the date of the event at a token. Without `mentions` and
    `args` sides are taken as the events name them, and who attends an occasion stays unknown.
    """

    def __init__(
        self,
        parsed: Parsed,
        times: Sequence[Time],
        gazetteer: Gazetteer,
        lists: Mapping[str, Any],
        args: Arguments | None = None,
        mentions: Mentions | None = None,
        dated: Callable[[int], DateRange] | None = None,
    ) -> None:
        self._parsed = parsed
        self._dated = dated or (lambda token: event_date(parsed, times, token))
        self._sides = Sides(parsed, mentions, args, gazetteer.organisations, lists)
        self._carried = Carried(parsed, lists, args, mentions)
        self._gaps = GapFinder(parsed, times, lists)
        self._levels = {office.office: office.level for office in gazetteer.offices if office.level}
        channels = lists["channels"]
        self._by = channels["by"]
        kinds = {k: words for k, words in channels.items() if k not in ("by", "leaders")}
        self._channels: dict[str, Channel] = {word: c for c, words in kinds.items() for word in words}
        self._leaders = frozenset(channels["leaders"])
        self._family = {c: number for number, same in enumerate(lists["families"]["same"]) for c in same}
        self._rank = {c: number for number, c in enumerate(lists["families"]["rank"])}
        self._telling = frozenset(lists["families"]["telling"])
        self._asked: Mapping[str, Status] = lists["asked"]["types"]
        self._unfulfilled = frozenset(lists["unfulfilled"]["words"])
        self._called_off = frozenset(lists["unfulfilled"]["called_off"])
        self._refusals = frozenset(lists["refused"]["words"])
        self._weak = frozenset(lists["weak"]["words"])
        self._always_plural = frozenset(lists["asked"]["always_plural"])
        self._taken_up = frozenset(lists["taken_up"]["words"])
        self._any_channel = frozenset(lists["taken_up"]["any_channel"])
        self._determiners = frozenset(lists["taken_up"]["determiners"])

    def contacts(self, told: Iterable[tuple[Event, Told]]) -> tuple[Contact, ...]:
        """The contacts of a report, in text order. `told` are its events with what they came from."""
        rough: list[Rough] = []
        for event, one in told:
            for fresh in self._of_event(event, one):
                earlier = next((r for r in rough if self._same(r, fresh)), None)
                if earlier is None:
                    rough.append(fresh)
                else:
                    self._join(earlier, fresh)
        if not rough:
            return ()
        rough.sort(key=lambda r: r.draft.token)
        self._state_gaps(rough)
        kept = [r for r in rough if r.status != "denied" or r.refused or r.gap is not None]
        return tuple(self._contact(r, number) for number, r in enumerate(kept, 1))

    def _contact(self, rough: Rough, number: int) -> Contact:
        return Contact(
            id=f"k{number}",
            parties=rough.parties,
            names=self._sides.names(rough.people),
            channel=rough.channel,
            level=self._level(rough.people),
            date=rough.date,
            status=rough.status,
            event=rough.event,
            first_since=rough.gap,
            evidence=self._parsed.sentence_span(self._parsed.sentence[rough.draft.token]),
        )

    # One event

    def _of_event(self, event: Event, told: Told) -> Iterator[Rough]:
        called_off = told.draft.contact
        if called_off is not None:
            yield from self._roughs(called_off, [called_off], told.date, event)
        elif event.type == "CONSULT":
            yield from self._roughs(told.draft, [told.draft, *told.again], told.date, event)
        elif (carried := self._carried.of_event(event, told.draft)) is not None:
            yield from self._of_other(event, carried, told.date)
        if event.type in self._asked:
            for outer in (told.draft, *told.again):
                for inner in outer.inside:
                    if inner.type == "CONSULT" and not self._is_general(inner):
                        own = self._taken_in(inner, outer, event)
                        yield from self._roughs(own, [own], self._dated(inner.token), event)
            for token in told.draft.fired.objects:
                telling = self._parsed.pos[token] in ("NOUN", "VERB")
                if telling and self._parsed.lemma[token] in self._channels:
                    yield from self._asked_for(told.draft, token, event)

    def _of_other(self, event: Event, draft: Draft, date: DateRange) -> Iterator[Rough]:
        """The contact that an event of another type carries: a letter, a signing, a refusal."""
        for rough in self._roughs(draft, [draft], date, event):
            if event.mode == "meet":
                rough.status, rough.refused = "denied", True
            yield rough

    def _is_general(self, draft: Draft) -> bool:
        """Whether no one contact is meant: "agreed on more high-level visits"."""
        token = draft.token
        return self._parsed.tag[token] == "NNS" and self._parsed.lemma[token] not in self._always_plural

    def _asked_for(self, draft: Draft, token: int, event: Event) -> Iterator[Rough]:
        """The contact that is the object of a request or an agreement itself: "proposed talks with Pyongyang", "invited
        the president to visit"."""
        fired = replace(draft.fired, token=token, objects=())
        inner = replace(draft, fired=fired, light=draft.token, mode=None, contact=None, inside=[])
        own = self._taken_in(inner, draft, event)
        yield from self._roughs(own, [own], self._dated(token), event)

    def _taken_in(self, inner: Draft, outer: Draft, event: Event) -> Draft:
        """A contact asked for or agreed on: not yet so, and between who asks or agrees where it names fewer sides."""
        status = outer.status
        if status.status in _DONE:
            status = replace(status, status=self._asked[event.type])
        if inner.sources and inner.targets:
            return replace(inner, status=status)
        return replace(
            inner, status=status, sources=outer.sources, targets=without(outer.targets, outer.sources)
        )

    def _roughs(self, main: Draft, drafts: Sequence[Draft], date: DateRange, event: Event) -> Iterator[Rough]:
        """The contacts that the drafts of one event tell of, one a family of channels."""
        families: dict[int, list[tuple[Draft, Channel]]] = {}
        lemmas = self._parsed.lemma
        telling = next((d for d in drafts if lemmas[d.token] not in self._any_channel), drafts[0])
        for draft in drafts:
            channel = self._channel(telling if lemmas[draft.token] in self._any_channel else draft)
            families.setdefault(self._family[channel], []).append((draft, channel))
        for own in families.values():
            draft, channel = own[0]
            for other, told in own[1:]:
                if told in self._telling and lemmas[other.token] not in self._weak:
                    channel = min(channel, told, key=self._rank.__getitem__)
            draft = main if draft.token == main.token else draft
            people = self._people(draft, channel, event)
            if not people and draft is not main and not (draft.sources and draft.targets):
                people = self._people(main, channel, event)
            if not people:
                rest = ((d, c, self._people(d, c, event)) for d, c in own[1:])
                draft, channel, people = next((one for one in rest if one[2]), (draft, channel, []))
            if not people:
                continue
            own_date = date if draft is main else self._dated(draft.token)
            first = self._rough(draft, channel, people, own_date if own_date.start else date, event)
            yield from self._told_apart(first, own[1:], event)
            if channel != "visit" and self._sides.has_visitor(people):
                yield replace(first, channel="visit", tokens=[], loose=True)
            for part in self._sides.one_by_one(draft, channel, people):
                parties = self._sides.parties(draft, part)
                yield replace(first, people=part, parties=parties, tokens=[*first.tokens])

    def _told_apart(
        self, first: Rough, again: Sequence[tuple[Draft, Channel]], event: Event
    ) -> Iterator[Rough]:
        """Contacts of other people or days that the event takes for the same; the others are noted in `first`."""
        for draft, channel in again:
            people = self._people(draft, channel, event)
            fresh = self._rough(draft, channel, people, self._dated(draft.token), event) if people else None
            if fresh is not None and (self._others(first, fresh) or dates_differ(first.date, fresh.date)):
                yield fresh
            else:
                first.tokens.extend(t for t in (draft.token, draft.light) if t is not None)

    def _people(self, draft: Draft, channel: Channel, event: Event) -> list[Mention]:
        """Who takes part; none when there are no two sides."""
        people = self._sides.people(draft, channel)
        if not self._sides.parties(draft, people) and channel == "visit":
            people = self._sides.with_host(draft, event.place.country if event.place else None)
        return people if self._sides.parties(draft, people) else []

    def _rough(
        self, draft: Draft, channel: Channel, people: list[Mention], date: DateRange, event: Event
    ) -> Rough:
        return Rough(
            draft=draft,
            event=event.id,
            parties=self._sides.parties(draft, people),
            people=people,
            channel=channel,
            date=date,
            status=self._status(draft, date),
            tokens=[t for t in (draft.token, draft.light) if t is not None],
            refused=draft.status.status == "denied" and self._is_said(draft, self._refusals),
            loose=self._sides.only_mentions(draft),
        )

    def _status(self, draft: Draft, date: DateRange) -> ContactStatus:
        called_off = draft.status.status == "denied" and self._is_said(draft, self._called_off)
        if draft.status.cancelled or called_off or self._never_came(draft):
            return "cancelled"
        return future(draft.status.status, date, self._parsed.report.published)

    def _is_said(self, draft: Draft, words: frozenset[str]) -> bool:
        """Whether one of these words gives the event its status."""
        return any(self._parsed.lemma[w] in words for w in draft.status.words)

    def _never_came(self, draft: Draft) -> bool:
        """Whether what was planned is told as past: "had been due to meet", "was to have met"."""
        parsed = self._parsed
        verb = draft.token if draft.light is None else draft.light
        if parsed.pos[verb] != "VERB" or draft.status.status != "planned":
            return False
        outer = parsed.head[verb]
        if parsed.dep[verb] not in ("xcomp", "ccomp", "acomp") or outer == verb:
            return False
        chain = [outer, parsed.head[outer]]
        governed = any(parsed.lemma[t] in self._unfulfilled for t in chain)
        have = {parsed.lower[c] for t in chain for c in parsed.having(t, "aux")}
        to_have = {parsed.lower[c] for c in parsed.having(verb, "aux")}
        return governed and ("had" in have or {"to", "have"} <= to_have)

    def _channel(self, draft: Draft) -> Channel:
        parsed = self._parsed
        before = [parsed.lemma[t] for t in parsed.having(draft.token, "compound", "amod", "nmod")]
        objects = [parsed.lemma[t] for t in draft.fired.objects]
        for word in (*before, *objects, parsed.lemma[draft.token]):
            if word in self._by:
                return self._by[word]  # type: ignore[no-any-return]
        own = parsed.lemma[draft.token]
        told = self._channels.get(own)
        if told in ("talks", "meeting", "phone", None) and (by := self._means(draft)) is not None:
            return by
        if (by_object := next((c for w in objects if (c := self._channels.get(w))), None)) is not None:
            return by_object
        mode = draft.fired.row.mode
        if mode is not None and mode in _MODE_CHANNELS:
            return _MODE_CHANNELS[mode]
        owners = [parsed.lemma[t] for t in parsed.having(draft.token, "poss")]
        if told == "meeting" and self._leaders.intersection((*before, *owners)):
            return "summit"
        return next((c for w in before if (c := self._channels.get(w))), None) or told or "meeting"

    def _means(self, draft: Draft) -> Channel | None:
        """What "by telephone" and "via video link" beside the trigger, or its object, say."""
        parsed = self._parsed
        around = [draft.token] if draft.light is None else [draft.token, draft.light]
        for token in around:
            for child in parsed.having(token, "prep", "dobj", "npadvmod"):
                for word in (child, *parsed.children[child]):
                    if parsed.lemma[word] in self._by:
                        return self._by[parsed.lemma[word]]  # type: ignore[no-any-return]
                    for inner in parsed.having(word, "compound"):
                        if parsed.lemma[inner] in self._by:
                            return self._by[parsed.lemma[inner]]  # type: ignore[no-any-return]
        return None

    def _level(self, people: Sequence[Mention]) -> str | None:
        """The office that both sides hold, in the plural, or the level of the first office known."""
        offices = [m.actor.office for m in people if m.actor.office]
        if not offices:
            return None
        if len(offices) > 1 and len(set(offices)) == 1:
            return next(iter(plurals(offices[0])), offices[0])
        return next((level for office in offices if (level := self._levels.get(office))), None)

    # One contact told twice

    def _same(self, one: Rough, other: Rough) -> bool:
        """Whether two tell of one contact: same channel and sides, nothing that tells them apart."""
        retold = self._takes_up(other) and self._parsed.lemma[other.draft.token] in self._any_channel
        if not (retold or self._family[one.channel] == self._family[other.channel]):
            return False
        if not self._same_sides(one, other):
            return False
        if one.channel != other.channel and not self._takes_up(other) and self._is_another(one, other):
            return False
        done = {one.status in _DONE, other.status in _DONE}
        if len(done) > 1 and not (self._takes_up(other) and "cancelled" not in (one.status, other.status)):
            return False
        if "cancelled" in (one.status, other.status) and one.status != other.status:
            return False
        apart = dates_differ(one.date, other.date) and not (one.loose or other.loose)
        return not apart and not self._others(one, other)

    def _others(self, one: Rough, other: Rough) -> bool:
        """Whether other people met, or the visit went the other way."""
        back = one.channel == other.channel == "visit" and self._sides.other_guests(one.people, other.people)
        wider = abs(len(set(one.parties)) - len(set(other.parties))) >= _WIDER and not self._takes_up(other)
        return back or wider or other_people(one, other)

    def _is_another(self, one: Rough, other: Rough) -> bool:
        """Whether one of them is "a summit", and not the talks that were told."""
        parsed = self._parsed
        nouns = [r.draft.token for r in (one, other) if r.channel == "summit" and r.draft.light is None]
        return any(parsed.lower[c] in ("a", "an") for t in nouns for c in parsed.having(t, "det"))

    def _same_sides(self, one: Rough, other: Rough) -> bool:
        a, b = set(one.parties), set(other.parties)
        if a == b:
            return True
        if len(a) == 1 or len(b) == 1:
            return (a <= b or b <= a) and any(m.actor.organisation for m in (*one.people, *other.people))
        return len(a & b) > 1 and (a <= b or b <= a)

    def _takes_up(self, rough: Rough) -> bool:
        """Whether the words only take up what was told: "the talks lasted an hour"."""
        parsed, token = self._parsed, rough.draft.token
        if parsed.lemma[token] not in self._taken_up:
            return False
        return any(
            parsed.dep[c] == "poss" or (parsed.dep[c] == "det" and parsed.lower[c] in self._determiners)
            for c in parsed.children[token]
        )

    def _join(self, one: Rough, other: Rough) -> None:
        one.tokens.extend(other.tokens)
        if len(other.parties) > len(one.parties):
            one.parties, one.people = other.parties, other.people
        known = {m.entity for m in one.people}
        one.people.extend(m for m in other.people if m.entity not in known and m.actor.kind == "person")
        if other.channel in self._telling:
            one.channel = min(one.channel, other.channel, key=self._rank.__getitem__)
        if one.date.start is None or (one.loose and not other.loose and other.date.start is not None):
            one.date, one.loose = other.date, other.loose

    # Stated gaps

    def _state_gaps(self, rough: Sequence[Rough]) -> None:
        """Give each stated gap to the contact that ended it: the one told by its words, or the last one before."""
        for silence in self._gaps.find():
            found = self._ended_by(silence, rough)
            if found is not None and found.gap is None:
                found.gap = silence.gap

    def _ended_by(self, silence: Silence, rough: Sequence[Rough]) -> Rough | None:
        if silence.ended:
            home = self._parsed.sentence[silence.token]
            done = [r for r in rough if r.status in _DONE and r.gap is None]
            apart = {id(r): abs(self._parsed.sentence[r.draft.token] - home) for r in done}
            nearest = min(done, key=lambda r: apart[id(r)], default=None)
            if nearest is not None and apart[id(nearest)] <= 1:
                return nearest
        for one in rough:
            if silence.words.intersection(one.tokens):
                return one if silence.denied == (one.status == "denied") else None
        if silence.denied or not silence.retold:
            return None
        sentence = self._parsed.sentence[silence.token]
        near = [
            r
            for r in rough
            if r.status != "denied"
            and 0 <= sentence - self._parsed.sentence[r.draft.token] <= _NEAR
            and r.draft.token < silence.token
        ]
        if near:
            return near[-1]
        return next((r for r in rough if self._parsed.sentence[r.draft.token] == sentence), None)
