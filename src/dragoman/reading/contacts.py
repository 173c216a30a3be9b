"""When were two sides in touch? Calls, visits, meetings, talks: channel, level, and the silence that a contact broke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import Any

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.names import plurals
from dragoman.reading.mentions import Mention
from dragoman.reading.merging import Told
from dragoman.reading.parse import Parsed
from dragoman.reading.what import Draft
from dragoman.records import Channel, Contact, StatedGap, Time

_MODE_CHANNELS: Mapping[str, Channel] = {"phone": "phone", "visit": "visit"}


@dataclass(frozen=True, slots=True)
class Silence:
    """A gap that the report states, and the token of the contact that ended it."""

    token: int
    gap: StatedGap


class ContactFinder:
    """Makes contacts of the CONSULT events of one report. `lists` is the table of contacts.toml."""

    def __init__(
        self, parsed: Parsed, times: Sequence[Time], gazetteer: Gazetteer, lists: Mapping[str, Any]
    ) -> None:
        self._parsed = parsed
        self._times = times
        self._levels = {office.office: office.level for office in gazetteer.offices if office.level}
        self._channels: dict[str, Channel] = {
            word: channel for channel, words in lists["channels"].items() for word in words
        }
        self._first = frozenset(lists["first"]["words"])
        self._since = frozenset(lists["first"]["since"])

    def contact(self, told: Told, number: int, event: str) -> Contact | None:
        """The contact that a CONSULT event is; None when it names fewer than one party."""
        draft = told.draft
        people = [*draft.sources, *draft.targets]
        parties = self._parties(people)
        if not parties:
            return None
        cancelled = draft.status.cancelled
        gap = next((g for d in (draft, *told.again) if (g := self._gap(d)) is not None), None)
        return Contact(
            id=f"k{number}",
            parties=parties,
            names=tuple(dict.fromkeys(m.actor.name for m in people)),
            channel=self._channel(told),
            level=self._level(people),
            date=told.date,
            status="cancelled" if cancelled else draft.status.status,
            event=event,
            first_since=gap,
            evidence=self._parsed.sentence_span(self._parsed.sentence[draft.token]),
        )

    def _parties(self, people: Sequence[Mention]) -> tuple[str, ...]:
        """Countries and organisations; actors of one country are told apart by their names."""
        codes = list(dict.fromkeys(m.actor.country or m.actor.organisation or m.actor.name for m in people))
        if len(codes) == 1 and len({m.entity for m in people}) > 1:
            return tuple(dict.fromkeys(m.actor.organisation or m.actor.name for m in people))
        return tuple(codes)

    def _channel(self, told: Told) -> Channel:
        drafts = (told.draft, *told.again)
        for draft in drafts:
            if draft.mode in _MODE_CHANNELS:
                return _MODE_CHANNELS[draft.mode]
        for draft in drafts:
            for word in self._words(draft):
                if word in self._channels:
                    return self._channels[word]
        return "meeting"

    def _words(self, draft: Draft) -> list[str]:
        """The lemmas that tell of the channel: what stands before the trigger, then the trigger itself."""
        parsed = self._parsed
        before = parsed.having(draft.token, "compound", "amod", "nmod")
        return [*(parsed.lemma[t] for t in before), parsed.lemma[draft.token]]

    def _level(self, people: Sequence[Mention]) -> str | None:
        """The office that both sides hold, in the plural, or the level of the first office known."""
        offices = [m.actor.office for m in people if m.actor.office]
        if not offices:
            return None
        if len(offices) > 1 and len(set(offices)) == 1:
            return next(iter(plurals(offices[0])), offices[0])
        return next((level for office in offices if (level := self._levels.get(office))), None)

    def _gap(self, draft: Draft) -> StatedGap | None:
        """What the sentence of the draft says of the last time: "first since October 2022", "first in 20 years"."""
        parsed = self._parsed
        sentence = parsed.sentences[parsed.sentence[draft.token]]
        first = next(
            (
                t
                for t in range(sentence.start, sentence.end)
                if parsed.lower[t] in self._first and self._qualifies(t, draft)
            ),
            None,
        )
        if first is None:
            return None
        for token in range(first + 1, sentence.end):
            if parsed.lower[token] in self._since:
                following = self._time_at(token + 1, sentence.end)
                if following is not None and following.start is not None:
                    return StatedGap(_stated(following), self._text(first, following))
            if parsed.lower[token] in ("in", "for"):
                following = self._time_at(token + 1, sentence.end)
                if following is not None and (earlier := self._before(following)):
                    return StatedGap(earlier, self._text(first, following))
        return None

    def _qualifies(self, first: int, draft: Draft) -> bool:
        """Whether "first" speaks of this contact: it modifies the trigger, or "for the first time" its verb."""
        parsed = self._parsed
        head = parsed.head[first]
        if head == draft.token:
            return True
        return parsed.lemma[head] == "time" and draft.token in (*parsed.ancestors(head), draft.token)

    def _time_at(self, token: int, end: int) -> Time | None:
        if token >= end:
            return None
        low, high = self._parsed.start[token], self._parsed.end[min(token + 3, end) - 1]
        return next((t for t in self._times if low <= t.span.start < high), None)

    def _text(self, first: int, until: Time) -> str:
        return self._parsed.report.text[self._parsed.start[first] : until.span.end]

    def _before(self, duration: Time) -> str | None:
        """The date a duration ("P20Y", "P3M") before publication, as exact as the duration's own unit."""
        published = self._parsed.report.published
        value = duration.value
        if published is None or not value.startswith("P") or value[-1] not in "YM":
            return None
        if not value[1:-1].isdigit():
            return None
        count = int(value[1:-1])
        if value[-1] == "Y":
            return f"{published.year - count:04d}"
        month = published.year * 12 + published.month - 1 - count
        return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _stated(time: Time) -> str:
    """The earlier date in ISO form, as exact as the report has it."""
    start: Date | None = time.start
    if start is None:
        return time.value
    return {"year": f"{start:%Y}", "month": f"{start:%Y-%m}"}.get(time.precision, start.isoformat())
