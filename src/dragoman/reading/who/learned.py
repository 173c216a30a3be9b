"""Who holds which office, learned from the news itself: a title or apposition teaches it, later reports use it.

"Norwegian Defense Minister Anne-Grete Strom-Erichsen" in one report tells who "Strom-Erichsen" is in the next. Only
words that name the person, an office and whose office it is teach anything, and nobody is learned whom the gazetteer
knows. What is learned can be kept in a file that has the columns of `people.csv` and those of the evidence.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from pathlib import Path
from typing import Any

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.countries import NameEntry
from dragoman.gazetteer.names import Names, fold
from dragoman.gazetteer.offices import Office
from dragoman.gazetteer.organisations import Organisation
from dragoman.gazetteer.people import People, Person
from dragoman.gazetteer.rows import Row, load_rows
from dragoman.gazetteer.writing import write_table
from dragoman.reading.parse import Parsed
from dragoman.reading.who.mention import Mention, Mentions

COLUMNS = (
    *("name", "aliases", "country", "organisation", "office", "sectors", "from", "to"),
    *("report", "date", "words"),
)
_NEEDED = ("name", "country", "office", "sectors", "from", "to", "words")
_HEADER = """\
# Who holds which office, learned from reports by dragoman. The columns are those of people.csv, and the evidence:
# from, to: the first and last day on which a report said so. report, date, words: the first report that did.
"""
_APART = 2
"""Tokens between a name and its apposition: the comma and an article."""
_LONGEST = 16
"""Tokens that a name with its title or apposition may have; more is a whole clause."""


@dataclass(frozen=True, slots=True)
class Learned:
    """One person in one office, as reports tell it.

    `start` and `end` are the first and last day on which a report said so (None: the report had no date). `report` is
    the id or source of the first report that did, `date` its day, `words` what it said.
    """

    name: str
    aliases: tuple[str, ...]
    country: str | None
    organisation: str | None
    office: str
    sectors: tuple[str, ...]
    start: Date | None
    end: Date | None
    report: str
    date: Date | None
    words: str

    @property
    def key(self) -> Hashable:
        """What makes it the same person in the same office."""
        return fold(self.name), self.office, self.country, self.organisation

    def seen(self, on: Date | None) -> Learned:
        """The same, seen on that day too; the first evidence stays."""
        if on is None:
            return self
        return replace(self, start=min(self.start or on, on), end=max(self.end or on, on))

    def days_from(self, on: Date | None) -> int:
        """How many days the office was last or first heard of before or after that day; 0 without days."""
        if on is None or self.start is None or self.end is None:
            return 0
        return max((self.start - on).days, (on - self.end).days, 0)


class Roster:
    """What has been learned so far, by name; it grows as reports are read.

    `lists` is the table of `data/who.toml`.
    """

    def __init__(self, lists: Mapping[str, Any], entries: Sequence[Learned] = ()) -> None:
        self._reach: int = lists["learned"]["days"]
        self._surname_first = frozenset(lists["learned"]["surname_first"])
        self._given = frozenset(name for names in lists["given_names"].values() for name in names)
        self._all: dict[Hashable, Learned] = {}
        self._names: Names[Hashable] = Names()
        for entry in entries:
            self._add(entry)

    def __iter__(self) -> Iterator[Learned]:
        return iter(self._all.values())

    def __len__(self) -> int:
        return len(self._all)

    def opens(self, piece: str | None) -> bool:
        """Whether a learned name begins with this piece (names.opening)."""
        return piece in self._names.openings

    def longest(self, words: Sequence[str], start: int, on: Date | None) -> tuple[int, Person] | None:
        """The person learned whom the words from `words[start]` on name, and how many words do.

        None where two learned people bear the name, and where what was learned is too far from the day `on`.
        """
        match = self._names.longest(words, start)
        if match is None:
            return None
        near = [entry for entry in map(self._all.__getitem__, match[1]) if entry.days_from(on) <= self._reach]
        if len({fold(entry.name) for entry in near}) != 1:
            return None
        best = min(near, key=lambda entry: entry.days_from(on))
        return match[0], Person(best.name, best.country, best.organisation, best.office, best.sectors)

    def learn(self, parsed: Parsed, mentions: Mentions, gazetteer: Gazetteer) -> None:
        """Learn from one report. `gazetteer` are the shipped tables with the user's: whom they know is not learned."""
        report = parsed.report
        taught: set[int] = set()
        for mention in mentions:
            if mention.entity in taught or not _holds_office(mention):
                continue
            told = _evidence(parsed, mention, mentions)
            words = next((w for w in told if _tells(w.split(), mention, gazetteer, report.published)), None)
            if words is None:
                continue
            taught.add(mention.entity)
            actor = mention.actor
            known = gazetteer.people.find(actor.name) or gazetteer.people.find(actor.name, report.published)
            if known is not None:
                continue
            entry = Learned(
                name=actor.name,
                aliases=self._aliases(actor.name, actor.country, gazetteer, report.published),
                country=actor.country,
                organisation=None if actor.country else actor.organisation,
                office=actor.office or "",
                sectors=actor.sectors,
                start=report.published,
                end=report.published,
                report=report.id or report.source or report.url or report.sha256[:16],
                date=report.published,
                words=words,
            )
            known_already = self._all.get(entry.key)
            if known_already is None:
                self._add(entry)
            else:
                self._all[entry.key] = known_already.seen(report.published)

    def _add(self, entry: Learned) -> None:
        self._all[entry.key] = entry
        for name in (entry.name, *entry.aliases):
            self._names.add(name, entry.key)

    def _aliases(
        self, name: str, country: str | None, gazetteer: Gazetteer, on: Date | None
    ) -> tuple[str, ...]:
        """The surname alone, unless it means something else ("Jordan"), is a first name as well, or comes first."""
        if country in self._surname_first:
            return ()
        parts = name.split()
        at = next((i for i, part in enumerate(parts) if i and part.islower()), len(parts) - 1)
        surname = " ".join(parts[at:])
        words = surname.split()
        taken = next(gazetteer.named(words, 0, None, on), None) or gazetteer.people.find(surname)
        fit = len(surname) > 2 and surname[-1].isalpha() and surname not in self._given
        return (surname,) if fit and not taken else ()


class LearningPeople(People):
    """The people of the gazetteer, and behind them those learned from reports, who never override them."""

    def __init__(self, known: People, roster: Roster) -> None:
        self._known = known
        self._roster = roster
        super().__init__(())

    def longest(
        self, words: Sequence[str], start: int = 0, on: Date | None = None
    ) -> tuple[int, Person] | None:
        """The person named from `words[start]` on; of two names as long the gazetteer's."""
        known = self._known.longest(words, start, on)
        learned = self._roster.longest(words, start, on)
        return learned if learned and (known is None or learned[0] > known[0]) else known

    def opens(self, piece: str | None) -> bool:
        """Whether a name of the gazetteer's or a learned one begins with this piece."""
        return self._known.opens(piece) or self._roster.opens(piece)

    def find(self, name: str, on: Date | None = None) -> Person | None:
        """The person that the whole of `name` names; the gazetteer's before the learned one."""
        known = self._known.find(name, on)
        words = name.split()
        learned = None if known else self._roster.longest(words, 0, on)
        return learned[1] if learned and learned[0] == len(words) else known


def with_learned(gazetteer: Gazetteer, roster: Roster) -> Gazetteer:
    """The gazetteer that also knows whom `roster` holds, now and as it grows."""
    return replace(gazetteer, people=LearningPeople(gazetteer.people, roster))


# What teaches


def _holds_office(mention: Mention) -> bool:
    actor = mention.actor
    return bool(
        mention.named
        and actor.kind == "person"
        and actor.office
        and not actor.office.startswith("former ")
        and (actor.country or actor.organisation)
        and len(actor.name.split()) > 1
    )


def _evidence(parsed: Parsed, mention: Mention, mentions: Mentions) -> Iterator[str]:
    """The words that may tell the office of a person named in full: with the title, then with an apposition."""
    if fold(mention.actor.name) not in fold(parsed.span(mention.start, mention.end).text):
        return
    sentence = parsed.sentences[parsed.sentence[mention.head]]
    if mention.end < sentence.end and parsed.pos[mention.end] == "PROPN":
        return  # The parser has cut the name.
    reaches = [(mention.start, mention.end)]
    for other in mentions.of(mention.entity):
        if sentence.start <= other.start and other.end <= mention.start <= other.end + _APART:
            reaches.append((other.start, mention.end))
        elif mention.end <= other.start <= mention.end + _APART:
            reaches.append((mention.start, max(other.end, parsed.subtree(other.head)[1])))
    for start, end in reaches:
        if end - start <= _LONGEST and end <= sentence.end:
            yield " ".join(parsed.span(start, end).text.split())


def _tells(words: Sequence[str], mention: Mention, gazetteer: Gazetteer, on: Date | None) -> bool:
    """Whether the words themselves name the office, and the country or organisation whose it is."""
    words = [word.rstrip(",;:") for word in words]
    actor = mention.actor
    office = whose = False
    for at in range(len(words)):
        for _, entry in gazetteer.named(words, at, actor.country, on):
            if isinstance(entry, Office):
                office = office or entry.office == actor.office
                whose = whose or (entry.country is not None and entry.country == actor.country)
            elif isinstance(entry, NameEntry):
                whose = whose or entry.alpha3 == actor.country
            elif isinstance(entry, Organisation):
                whose = whose or (not actor.country and entry.code == actor.organisation)
    return office and whose


# The file


def load(path: Path, lists: Mapping[str, Any]) -> Roster:
    """The roster in the file `path`; an empty one where there is no such file yet.

    Raises DataFileError for a malformed row.
    """
    if not path.exists():
        return Roster(lists)
    return Roster(lists, load_rows((path,), _NEEDED, _make, lambda entry: entry.key))


def _make(row: Row) -> Learned:
    start, end = row.date("from", last=False), row.date("to", last=True)
    if start and end and end < start:
        raise row.error("to: the last day is before the first")
    country, organisation = row.country(), row.text("organisation") or None
    if not (country or organisation):
        raise row.error("country and organisation are both empty")
    return Learned(
        name=row.required("name"),
        aliases=row.many("aliases"),
        country=country,
        organisation=organisation,
        office=row.required("office"),
        sectors=row.sectors(),
        start=start,
        end=end,
        report=row.text("report"),
        date=row.date("date", last=False),
        words=row.text("words"),
    )


def save(roster: Roster, path: Path) -> None:
    """Write the roster to `path` in one go: whatever happens, the file there is the old one or the new one, whole.

    Raises OutputError when it can't be written.
    """
    write_table(path, _HEADER, COLUMNS, map(_row, roster))


def _row(entry: Learned) -> list[str]:
    def day(date: Date | None) -> str:
        return date.isoformat() if date else ""

    return [
        entry.name,
        "|".join(entry.aliases),
        entry.country or "",
        entry.organisation or "",
        entry.office,
        " ".join(entry.sectors),
        day(entry.start),
        day(entry.end),
        entry.report,
        day(entry.date),
        entry.words,
    ]
