"""What the contact ledger of two sides consists of: contacts, who tells of each, and what its stated gaps are worth."""

from __future__ import annotations

from datetime import date as Date
from typing import Literal

from msgspec import Struct

from dragoman.ledger.answers import Answer
from dragoman.ledger.questions.sides import Side

Check = Literal["agrees", "contradicted", "unknown"]

ANY = "any"
"""The level of the line that takes all contacts together, whatever their level."""


class Telling(Struct, frozen=True):
    """How one report tells of a contact.

    `report` and `contact` are ids. `publishers` are those of the report and of its copies. `published` is its day.
    `evidence` is the sentence. `channel`, `level`, `status` and `first_since` are as this report has them.
    """

    report: str
    contact: str
    publishers: tuple[str, ...]
    url: str | None
    published: Date | None
    channel: str
    level: str | None
    status: str
    first_since: str | None
    evidence: str


class Before(Struct, frozen=True):
    """The contact before: `level` is a rank, or "any"; `contact` its id, `day` its day, `days` the days since then."""

    level: str
    contact: str
    day: Date
    days: int


class GapCheck(Struct, frozen=True):
    """A gap that reports state, and what the ledger says to it.

    `stated` is the earlier date (ISO day, month or year), `words` the report's words. `check` is "agrees",
    "contradicted" or "unknown"; `contact` and `day` name the contact that bears the gap out or contradicts it, and
    `why` says it in a sentence. A report is never a witness for its own words.
    """

    stated: str
    words: str
    check: Check
    contact: str | None
    day: Date | None
    why: str


class PairContact(Struct, frozen=True, kw_only=True):
    """One contact of two sides, by however many reports it is told.

    `id` is the first, by the alphabet, of the ids that the contact has in its reports; `incident` is the id of its
    incident (of its event, where that belongs to none). `day` is its day, or the first of the days up to `day_last`
    that it may have been on; `precision` is day, week, month, year or unknown, and then `day` is that of the first
    report. `parties` are codes. `channel` and `level` are what most reports say, `status` is what the latest say;
    `rank` is the level without the office ("ministers" of "ministers of defence"). `names` are the people. `reports`
    counts the reports in `told`, `publishers` are those of the reports and their copies. `evidence` and `url` are those
    of the report that states a gap, else of the first. `first_since` is the most exact stated gap (ISO day, month or
    year), with the report's words and its `check`; `gaps` are all of them. `previous` are the contacts before: the last
    of all, and the last at each rank; `days_since_previous` are the days since the last of all.
    """

    id: str
    incident: str
    day: Date | None
    day_last: Date | None
    precision: str
    parties: tuple[str, ...]
    channel: str
    level: str | None
    rank: str | None
    status: str
    names: tuple[str, ...]
    reports: int
    publishers: tuple[str, ...]
    evidence: str
    url: str | None
    first_since: str | None
    first_since_words: str | None
    check: Check | None
    days_since_previous: int | None
    previous: tuple[Before, ...]
    gaps: tuple[GapCheck, ...]
    told: tuple[Telling, ...]


class LastContact(Struct, frozen=True):
    """The last contact at a level: `level` is a rank, or "any" for all of them.

    `contacts` counts those at that level, `days` are the days of silence from the last one to the day asked for.
    """

    level: str
    contact: str
    day: Date
    days: int
    channel: str
    names: tuple[str, ...]
    contacts: int


class Contacts(Answer[PairContact]):
    """The contact ledger of the sides `a` and `b`, the earliest contact first.

    `levels` are the last contacts at each level up to the day `today`, whatever the rows were narrowed down to.
    """

    def __init__(
        self, rows: tuple[PairContact, ...], a: Side, b: Side, today: Date, levels: tuple[LastContact, ...]
    ) -> None:
        super().__init__(PairContact, rows)
        self.a = a
        self.b = b
        self.today = today
        self.levels = Answer(LastContact, levels)
