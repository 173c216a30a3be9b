"""When were two sides in touch? Calls, visits, meetings, talks: channel, level, and the silence that one broke."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.names import plurals
from dragoman.reading.contacts.contact_sides import Sides
from dragoman.reading.contacts.gaps import GapFinder, Silence
from dragoman.reading.parse import Parsed
from dragoman.reading.what.arguments import Arguments
from dragoman.reading.what.draft import Draft, without
from dragoman.reading.what.merging import Told
from dragoman.reading.what.status import future
from dragoman.reading.when import event_date
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Channel, Contact, ContactStatus, DateRange, Event, StatedGap, Status, Time

_MODE_CHANNELS: Mapping[str, Channel] = {"phone": "phone", "visit": "visit"}
_DONE = frozenset({"happened", "habitual"})
_NEAR = 2
"""Sentences after a contact within which a stated gap may still speak of it."""


@dataclass(slots=True)
class _Rough:
    """A contact in the making: `draft` is the event that tells of it first, `tokens` all the triggers that do."""

    draft: Draft
    event: str
    parties: tuple[str, ...]
    people: list[Mention]
    channel: Channel
    date: DateRange
    status: ContactStatus
    tokens: list[int] = field(default_factory=list)
    gap: StatedGap | None = None


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
        self._weak = frozenset(lists["weak"]["words"])
        self._always_plural = frozenset(lists["asked"]["always_plural"])
        self._taken_up = frozenset(lists["taken_up"]["words"])
        self._any_channel = frozenset(lists["taken_up"]["any_channel"])
        self._determiners = frozenset(lists["taken_up"]["determiners"])

    def contacts(self, told: Iterable[tuple[Event, Told]]) -> tuple[Contact, ...]:
        """The contacts of a report, in text order. `told` are its events with what they came from."""
        rough: list[_Rough] = []
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
        kept = [r for r in rough if r.status != "denied" or r.gap is not None]
        return tuple(self._contact(r, number) for number, r in enumerate(kept, 1))

    def _contact(self, rough: _Rough, number: int) -> Contact:
        return Contact(
            id=f"k{number}",
            parties=rough.parties,
            names=tuple(dict.fromkeys(m.actor.name for m in rough.people)),
            channel=rough.channel,
            level=self._level(rough.people),
            date=rough.date,
            status=rough.status,
            event=rough.event,
            first_since=rough.gap,
            evidence=self._parsed.sentence_span(self._parsed.sentence[rough.draft.token]),
        )

    # One event

    def _of_event(self, event: Event, told: Told) -> Iterator[_Rough]:
        called_off = told.draft.contact
        if called_off is not None:
            yield from self._roughs(called_off, [called_off], told.date, event.id)
        elif event.type == "CONSULT":
            yield from self._roughs(told.draft, [told.draft, *told.again], told.date, event.id)
        if event.type in self._asked:
            for outer in (told.draft, *told.again):
                for inner in outer.inside:
                    if inner.type == "CONSULT" and not self._is_general(inner):
                        own = self._taken_in(inner, outer, event)
                        yield from self._roughs(own, [own], self._dated(inner.token), event.id)
            for noun in told.draft.fired.objects:
                if self._parsed.lemma[noun] in self._channels and self._parsed.pos[noun] == "NOUN":
                    yield from self._asked_for(told.draft, noun, event)

    def _is_general(self, draft: Draft) -> bool:
        """Whether no one contact is meant: "agreed on more high-level visits"."""
        token = draft.token
        return self._parsed.tag[token] == "NNS" and self._parsed.lemma[token] not in self._always_plural

    def _asked_for(self, draft: Draft, noun: int, event: Event) -> Iterator[_Rough]:
        """The contact that is the object of a request or an agreement itself: "proposed talks with Pyongyang"."""
        fired = replace(draft.fired, token=noun, objects=())
        inner = replace(draft, fired=fired, light=draft.token, mode=None, contact=None, inside=[])
        own = self._taken_in(inner, draft, event)
        yield from self._roughs(own, [own], self._dated(noun), event.id)

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

    def _roughs(self, main: Draft, drafts: Sequence[Draft], date: DateRange, event: str) -> Iterator[_Rough]:
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
                if told in self._telling and self._parsed.lemma[other.token] not in self._weak:
                    channel = min(channel, told, key=self._rank.__getitem__)
            draft = main if draft.token == main.token else draft
            people = self._sides.people(draft, channel)
            parties = self._sides.parties(draft, people)
            if not parties and draft is not main and not (draft.sources and draft.targets):
                people = self._sides.people(main, channel)
                parties = self._sides.parties(main, people)
            if not parties:
                continue
            own_date = date if draft is main else self._dated(draft.token)
            own_date = own_date if own_date.start else date
            yield _Rough(
                draft=draft,
                event=event,
                parties=parties,
                people=people,
                channel=channel,
                date=own_date,
                status=self._status(draft, own_date),
                tokens=[t for d, _ in own for t in (d.token, d.light) if t is not None],
            )

    def _status(self, draft: Draft, date: DateRange) -> ContactStatus:
        if draft.status.cancelled:
            return "cancelled"
        return future(draft.status.status, date, self._parsed.report.published)

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

    def _same(self, one: _Rough, other: _Rough) -> bool:
        """Whether two tell of one contact: same channel and sides, nothing that tells them apart."""
        retold = self._takes_up(other) and self._parsed.lemma[other.draft.token] in self._any_channel
        if not (retold or self._family[one.channel] == self._family[other.channel]):
            return False
        if not self._same_sides(one, other):
            return False
        done = {one.status in _DONE, other.status in _DONE}
        if len(done) > 1 and not (self._takes_up(other) and "cancelled" not in (one.status, other.status)):
            return False
        if "cancelled" in (one.status, other.status) and one.status != other.status:
            return False
        return not _dates_differ(one.date, other.date) and not _other_people(one, other)

    def _same_sides(self, one: _Rough, other: _Rough) -> bool:
        a, b = set(one.parties), set(other.parties)
        if a == b:
            return True
        if len(a) == 1 or len(b) == 1:
            return (a <= b or b <= a) and any(m.actor.organisation for m in (*one.people, *other.people))
        return len(a & b) > 1 and (a <= b or b <= a)

    def _takes_up(self, rough: _Rough) -> bool:
        """Whether the words only take up what was told: "the talks lasted an hour"."""
        parsed, token = self._parsed, rough.draft.token
        if parsed.lemma[token] not in self._taken_up:
            return False
        return any(
            parsed.dep[c] == "poss" or (parsed.dep[c] == "det" and parsed.lower[c] in self._determiners)
            for c in parsed.children[token]
        )

    def _join(self, one: _Rough, other: _Rough) -> None:
        one.tokens.extend(other.tokens)
        if len(other.parties) > len(one.parties):
            one.parties, one.people = other.parties, other.people
        known = {m.entity for m in one.people}
        one.people.extend(m for m in other.people if m.entity not in known and m.actor.kind == "person")
        if other.channel in self._telling:
            one.channel = min(one.channel, other.channel, key=self._rank.__getitem__)
        if one.date.start is None:
            one.date = other.date

    # Stated gaps

    def _state_gaps(self, rough: Sequence[_Rough]) -> None:
        """Give each stated gap to the contact that ended it: the one told by its words, or the last one before."""
        for silence in self._gaps.find():
            found = self._ended_by(silence, rough)
            if found is not None and found.gap is None:
                found.gap = silence.gap

    def _ended_by(self, silence: Silence, rough: Sequence[_Rough]) -> _Rough | None:
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


def _other_people(one: _Rough, other: _Rough) -> bool:
    """Whether both name persons of one country and not one of them is the same: two meetings of other ministers."""
    for country in {m.actor.country for m in one.people} & {m.actor.country for m in other.people}:
        a, b = (
            {m.entity for m in r.people if m.actor.kind == "person" and m.actor.country == country}
            for r in (one, other)
        )
        if a and b and not a & b:
            return True
    return False


def _dates_differ(one: DateRange, other: DateRange) -> bool:
    if one.start is None or other.start is None or one.end is None or other.end is None:
        return False
    return one.end < other.start or other.end < one.start
