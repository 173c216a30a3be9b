"""What does a claim claim, and which way? The proposition apart from its negation and from the words that report it.

"Moscow denied shelling the hospital" and "Kyiv said Moscow had shelled the hospital" claim the same of the world, one
with the other sign. What they are compared by stands here: words, names, states, days, numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date as Date
from functools import cached_property
from typing import Any, Literal

from msgspec import Struct

from dragoman.gazetteer import countries
from dragoman.records import Act, Actor, Claim, Event, Record

Stance = Literal["asserts", "denies", "confirms", "doubts", "demands", "proposes"]

_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_NOT = ("n't", "n’t")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DATE = r"\b(?:(?:on|in|at|this|last|next|since) )?(?:{words})(?:'s)?\b(?: \d{{1,2}}(?:, \d{{4}})?)?"
"""When something was, in words: dates are compared apart."""
_CHARGE = re.compile(r"^(.{0,40}?) of (?=(?:\w+ly )?\w+ing\b)")
"""What somebody is accused of: "Iran of (secretly) making"."""
_POSSESSIVE = frozenset({"its", "his", "her", "their", "our", "my"})
_OF_STATES = frozenset({"state", "office", "force", "people"})
"""Kinds of actors whose capitals name a state, which is compared by its code."""


class Proposition(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A claim as it is compared with others; plain values, so that a ledger can keep it.

    `key` orders and names it: the day, the report's id, its SHA-256 (16 hex digits), the claim. `words` are what is
    claimed, with pronouns told and negation left out. `negated` says whether these words were negated, `sign` whether
    the speaker holds what they say (1) or that it is not so (-1). `states` are those of whom something is claimed,
    `side` is the speaker's: alpha-3 codes, codes of organisations, or names in lower case. `published` is the report's
    day, `days` is when it happened, where the report dates it, `places` where (degrees north and east), where the
    report places it. `disputes` are ids of claims of the report that this one disputes, `answered` the places in the
    claim's `disputed_by` of those who do so by no claim of their own. `setting` is all that the report names.
    """

    key: tuple[str, str, str, str]
    words: str
    sign: int
    negated: bool
    act: Act
    stance: Stance
    stems: frozenset[str]
    names: frozenset[str]
    states: frozenset[str]
    side: str | None = None
    published: Date | None = None
    days: tuple[Date, Date] | None = None
    places: tuple[tuple[float, float], ...] = ()
    numbers: frozenset[str] = frozenset()
    disputes: tuple[str, ...] = ()
    answered: tuple[int, ...] = ()
    setting: frozenset[str] = frozenset()

    @property
    def report(self) -> str:
        """The report's id as its record shows it."""
        return self.key[1]

    @property
    def claim(self) -> str:
        """The claim's id in its record."""
        return self.key[3]

    @property
    def name(self) -> str:
        """The claim's id in a ledger."""
        return f"{self.key[2]}-{self.key[3]}"

    @property
    def sides(self) -> frozenset[str]:
        """Whom it speaks of, and whose it is."""
        return self.states if self.side is None else self.states | {self.side}


class Propositions:
    """Makes propositions of claims. `lists` is the table claim_groups.toml."""

    def __init__(self, lists: Mapping[str, Any]) -> None:
        cues, content = lists["cues"], lists["content"]
        self._denying = tuple(cues["denying"])
        self._denying_phrases = tuple(cues["denying_phrases"])
        self._doubting = tuple(cues["doubting"])
        self._negations = frozenset(content["negations"])
        self._false = frozenset(content["false"])
        self._kept = _alternatives(content["kept"])
        self._breaks = tuple(content["breaks"])
        self._truths = frozenset(content["truths"])
        self._openers = frozenset(content["openers"])
        self._pronouns = frozenset(content["pronouns"])
        self._dates = re.compile(_DATE.format(words=_any_of(content["dates"])), re.I)
        self._plain = frozenset(content["plain_names"])
        self._little = frozenset(lists["words"]["little"])
        self._stem = int(lists["words"]["stem"])
        reach = int(content["frame_reach"])
        frames = _any_of(content["frames"])
        self._frame = re.compile(
            rf".{{0,{reach}}}?\b({frames})\b[\w\s,]{{0,20}}?\b(that|whether|if)\b\s+", re.I
        )

    @cached_property
    def _countries(self) -> countries.Countries:
        return countries.load()

    def of(self, record: Record) -> Iterator[Proposition]:
        """The propositions of a record, in the order of its claims."""
        if not record.claims:
            return
        report = record.report
        sha = report.sha256[:16]
        day = report.published.isoformat() if report.published else ""
        setting = self._names(record, 0, len(report.text)) | {
            state for actor in record.actors for state in _states(actor)
        }
        for claim in record.claims:
            yield self._of(record, claim, (day, report.id or sha, sha, claim.id), frozenset(setting))

    def _of(
        self, record: Record, claim: Claim, key: tuple[str, str, str, str], setting: frozenset[str]
    ) -> Proposition:
        start, end = claim.content.start, claim.content.end
        events = [event for event in record.events if event.id in claim.about]
        inside = [actor for actor in record.actors if start <= actor.start and actor.end <= end]
        words, negated, doubted = self._claimed(self._told(record, claim, inside))
        if claim.act == "accuse":
            words = _CHARGE.sub(r"\1 ", words)
        cue = claim.cue.text.lower()
        denied = cue.startswith(self._denying) or any(phrase in cue for phrase in self._denying_phrases)
        doubted = doubted or any(word.startswith(self._doubting) for word in cue.split())
        doubted = doubted or claim.content.text.lower().startswith("whether ")
        sign = -1 if negated != denied else 1
        speaker = self._label(claim.speaker) if claim.speaker is not None else ""
        states = {state for actor in inside for state in _states(actor)}
        if self._is_own_deed(claim, words) and speaker:
            words = f"{speaker} {words}"
            states |= set(_states(claim.speaker)) if claim.speaker is not None else set()
        side = next(_states(claim.speaker), None) if claim.speaker is not None else None
        if side is not None and not states and words:
            # What a claim leaves unsaid is mostly the speaker's own country: "the vote had been rigged".
            words = f"{words}, {speaker}"
        names = self._names(record, start, end)
        return Proposition(
            key=key,
            words=words,
            sign=sign,
            negated=negated,
            act=claim.act,
            stance=_stance(claim, sign, doubted),
            stems=frozenset(self._stems(words)) - {name[: self._stem] for name in names},
            names=frozenset(names),
            states=frozenset(states),
            side=side,
            published=record.report.published,
            days=_days(events),
            places=tuple(_points(events)),
            numbers=frozenset(_NUMBER.findall(claim.content.text)),
            disputes=claim.disputes,
            answered=tuple(_answered(record, claim)),
            setting=setting,
        )

    def _told(self, record: Record, claim: Claim, inside: list[Actor]) -> str:
        """The content with pronouns and the seats of governments replaced by whom they stand for."""
        text, last, pieces = record.report.text, claim.content.start, []
        for actor in sorted(inside, key=lambda actor: (actor.start, -actor.end)):
            word = actor.text.lower()
            if actor.start < last or not (word in self._pronouns or self._is_seat(actor.text)):
                continue
            label = self._label(actor) + ("'s" if word in _POSSESSIVE else "")
            pieces += [text[last : actor.start], label]
            last = actor.end
        return "".join([*pieces, text[last : claim.content.end]])

    def _is_seat(self, text: str) -> bool:
        """Whether a state is called by its capital or the seat of its government: Moscow, the White House."""
        entry = self._countries.name_lookup(text)
        return entry is not None and entry.kind in ("capital", "seat")

    def _is_place(self, actor: Actor) -> bool:
        """Whether a town or region stands for its state; it tells one deed from another."""
        return actor.kind == "state" and self._countries.name_lookup(actor.text) is None

    def _label(self, actor: Actor) -> str:
        country = self._countries.by_alpha3(actor.country) if actor.country else None
        return country.name if country is not None else actor.name

    def _claimed(self, text: str) -> tuple[str, bool, bool]:
        """What is claimed, whether it was negated, and whether it was only doubted."""
        negated = doubted = False
        text = self._kept.sub(" ", text)
        frame = self._frame.match(text)
        if frame is not None:
            before = _lower_words(frame[0])
            turned = any(word in self._negations for word in before)
            if frame[1].lower() in self._truths:
                negated = turned
            else:
                doubted = turned or frame[2].lower() != "that"
            negated ^= any(word in self._false for word in before)
            text = text[frame.end() :]
        clause = len(text)
        for sign in self._breaks:
            found = text.find(sign, 1)
            clause = found if 0 <= found < clause else clause
        for match in _WORD.finditer(text[:clause]):
            if match[0].lower() in self._negations or match[0].lower().endswith(_NOT):
                negated = not negated
                break
        negated ^= any(word in self._false for word in _lower_words(text[:clause]))
        text = self._dates.sub(" ", text)
        kept = [word for word in text.split() if self._counts(word.strip(".,;:\"'“”‘’").lower())]
        while kept and kept[0].lower() in self._openers:
            kept.pop(0)
        return " ".join(kept).strip(' .,;:"“”'), negated, doubted

    def _counts(self, word: str) -> bool:
        return word not in self._negations and not word.endswith(_NOT) and word not in self._false

    def _is_own_deed(self, claim: Claim, words: str) -> bool:
        """Whether the content is a deed without its doer: "denied shelling the hospital"."""
        first = words.split(" ", 1)[0].lower()
        if claim.content.text.split(" ", 1)[0].lower() in self._openers:
            return False
        return claim.act in ("deny", "claim_responsibility") and (
            first.endswith("ing") or first in ("the", "any", "a", "an")
        )

    def _stems(self, words: str) -> Iterator[str]:
        for word in _LETTERS.findall(words.lower()):
            if word not in self._little and len(word) > 2:
                yield word[: self._stem]

    def _names(self, record: Record, start: int, end: int) -> set[str]:
        """The words with capitals that name no state, in lower case."""
        states = [
            range(actor.start, actor.end)
            for actor in record.actors
            if actor.kind in _OF_STATES and actor.country is not None and not self._is_place(actor)
        ]
        known = [range(actor.start, actor.end) for actor in record.actors if actor.name[:1].isupper()]
        found = set()
        text = record.report.text
        for match in _LETTERS.finditer(text, start, end):
            word = match[0]
            if not word[0].isupper() or len(word) < 2 or word.lower() in self._plain:
                continue
            if any(match.start() in state for state in states):
                continue
            if word.lower() in self._little:
                continue
            if self._opens_sentence(text, match.start()) and not any(match.start() in one for one in known):
                continue
            found.add(word.lower())
        return found

    @staticmethod
    def _opens_sentence(text: str, start: int) -> bool:
        before = text[:start].rstrip(" \t\n\"'“‘(")
        return not before or before[-1] in ".!?"


def _stance(claim: Claim, sign: int, doubted: bool) -> Stance:
    if doubted:
        return "doubts"
    if claim.act == "demand":
        return "demands" if sign > 0 else "denies"
    if claim.act == "propose":
        return "proposes" if sign > 0 else "denies"
    if sign < 0:
        return "denies"
    return "confirms" if claim.act == "confirm" else "asserts"


def _states(actor: Actor) -> Iterator[str]:
    """The code by which an actor's side is compared: none for one that nobody knows."""
    if actor.country is not None:
        yield actor.country
    elif actor.organisation is not None:
        yield actor.organisation
    elif actor.kind in ("group", "organisation") and actor.name[:1].isupper():
        yield actor.name.lower()


def _days(events: list[Event]) -> tuple[Date, Date] | None:
    """The days of the events that the report itself dates."""
    dated = [(e.date.start, e.date.end) for e in events if e.date.text is not None]
    known = [(start, end) for start, end in dated if start is not None and end is not None]
    return (min(s for s, _ in known), max(e for _, e in known)) if known else None


def _points(events: list[Event]) -> Iterator[tuple[float, float]]:
    for event in events:
        place = event.place
        if place is not None and place.latitude is not None and place.longitude is not None:
            yield place.latitude, place.longitude


def _answered(record: Record, claim: Claim) -> Iterator[int]:
    """The places of those who dispute the claim by word of the report alone."""
    answering = [o.speaker for o in record.claims if claim.id in o.disputes and o.speaker is not None]
    told = {(speaker.name, speaker.country) for speaker in answering}
    for place, actor in enumerate(claim.disputed_by):
        if (actor.name, actor.country) not in told:
            yield place


def _lower_words(text: str) -> list[str]:
    return [match[0].lower() for match in _WORD.finditer(text)]


def _alternatives(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any_of(phrases)})\b", re.I)


def _any_of(words: list[str]) -> str:
    return "|".join(map(re.escape, words))
