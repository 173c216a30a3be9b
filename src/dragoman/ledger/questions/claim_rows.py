"""What answers about claims consist of: a claim, a group of claims, and one statement of a group's history."""

from __future__ import annotations

from datetime import date as Date

from msgspec import Struct

from dragoman.ledger.claims import Conflict
from dragoman.ledger.standpoints import Why


class Disputer(Struct, frozen=True):
    """Somebody who takes the other side: by a claim of their own (`claim`), or by word of the report on this one.

    `name` and `country` (alpha-3) are None where nobody is named. `words` are the report's: what the other claim says,
    or the words that tell of the dispute. `reason` is the reason given. `day` is the report's.
    """

    name: str | None
    country: str | None
    words: str
    reason: str | None
    day: Date | None
    report: str
    claim: str


class ClaimRow(Struct, frozen=True):
    """One attributed statement.

    `day` is the report's. `speaker` is the resolved name, `country` alpha-3, `organisation` a short name, `office` the
    one held then; all None where nobody is named. `act` is the speech act, `stance` how the speaker stands to what the
    group is about, `hedge` how sure the speaker is. `cue` are the words that tell that somebody speaks, `content` what
    is said, at `content_start` to `content_end` (characters of the report's text, end exclusive); `quoted` whether it
    stands in quotation marks. `via` is the medium that it came through. `reason` is given where the claim disputes.
    `disputed_by` are those on the other side. `group` names the claims about the same thing. `revision` is 1 as read.
    """

    id: str
    day: Date | None
    speaker: str | None
    country: str | None
    organisation: str | None
    office: str | None
    act: str
    stance: str | None
    hedge: str
    cue: str
    content: str
    content_start: int
    content_end: int
    quoted: bool
    via: str | None
    reason: str | None
    disputed_by: tuple[Disputer, ...]
    group: str | None
    report: str
    title: str | None
    publisher: str | None
    url: str | None
    revision: int


class Side(Struct, frozen=True):
    """Somebody who takes a stance in a group: since when (first day), in which reports, in what words at first.

    `reason` is the first reason that a report gives for it. `country` is alpha-3.
    """

    name: str
    country: str | None
    since: Date | None
    words: str
    reason: str | None
    reports: tuple[str, ...]


class ClaimGroupRow(Struct, frozen=True):
    """Claims about the same thing.

    `id` is the id of the first claim. `about` is in the words of the most typical claim, without negation. `since` and
    `until` are the first and last day on which a report told of it, `reports` and `claims` how many do. `disputed` says
    whether somebody denies what somebody else says, or denies it by an act of denial. Whoever speaks stands under each
    stance taken, the first to speak first; a claim whose speaker is not named has nobody there. `conflicts` are numbers
    of one measure that can't all hold.
    """

    id: str
    about: str
    since: Date | None
    until: Date | None
    reports: int
    claims: int
    disputed: bool
    asserted_by: tuple[Side, ...]
    denied_by: tuple[Side, ...]
    confirmed_by: tuple[Side, ...]
    doubted_by: tuple[Side, ...]
    conflicts: tuple[Conflict, ...]


class Statement(Struct, frozen=True):
    """One stance in a group's history.

    `stance` is asserts, denies, confirms, doubts, demands or proposes. `words` are what the claim says; for somebody
    who disputes the claim by word of its report alone (`in_report`), the words that tell so. `why` is what joined the
    claim to the group, None where it is alone. All else as in a claim's row.
    """

    day: Date | None
    stance: str
    speaker: str | None
    country: str | None
    office: str | None
    act: str
    hedge: str | None
    cue: str
    words: str
    reason: str | None
    via: str | None
    in_report: bool
    publisher: str | None
    url: str | None
    report: str
    claim: str
    group: str
    why: Why | None
