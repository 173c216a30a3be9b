"""Which fields of a record may be changed, and which values make sense there?

A value is what Python has or a text, as the command line gives it: "2024-04-03", "2024-04" or "2024-04-01..2024-04-03"
is a date, lists are parted by ";", nothing at all empties the field.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date as Date
from typing import Any, get_args

from sqlalchemy import Connection, select

from dragoman.codebook import Codebook
from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.questions.asking import party
from dragoman.records import STATUSES, Act, Channel, ContactStatus, Hedge, Measure, Stance

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")

Columns = dict[str, Any]
"""Columns of the record's own table that a value sets."""

Sides = dict[str, list[str]]
"""Rows of other tables: for "sources", "targets", "parties", "speaker", "actor" the ids of those it names."""


class Checked:
    """Values that were checked: `columns` of the record's table, and `sides`, whom other tables name."""

    def __init__(self) -> None:
        self.columns: Columns = {}
        self.sides: Sides = {}


class Checker:
    """Checks values for the fields of one record. `now` is its row as it stands. Raises LedgerError for a bad value."""

    def __init__(self, connection: Connection, book: Codebook, kind: str, now: Mapping[str, Any]) -> None:
        self._connection = connection
        self._book = book
        self._kind = kind
        self._now = now

    def check(self, changes: Mapping[str, Any]) -> Checked:
        """What the changes come to. Raises LedgerError naming the fields there are, or the values that one takes."""
        fields = FIELDS[self._kind]
        checked = Checked()
        for name, value in changes.items():
            if name not in fields:
                raise LedgerError(
                    f"{name!r} of {self._kind}s can't be changed",
                    next_step=f"These can: {', '.join(fields)}.",
                )
            fields[name](self, name, value, checked)
        if self._kind == "event":
            self._settle_event(checked, set(changes))
        return checked

    def type(self, name: str, value: Any, checked: Checked) -> None:
        checked.columns[name] = self._one_of(name, str(value).upper(), self._book.types)

    def mode(self, name: str, value: Any, checked: Checked) -> None:
        checked.columns[name] = _text(value)

    def contexts(self, name: str, value: Any, checked: Checked) -> None:
        checked.columns[name] = " ".join(self._one_of(name, one, self._book.contexts) for one in _list(value))

    def text(self, name: str, value: Any, checked: Checked) -> None:
        checked.columns[name] = _text(value)

    def needed(self, name: str, value: Any, checked: Checked) -> None:
        text = _text(value)
        if text is None:
            raise LedgerError(f"{name!r} can't be empty", next_step="Give a text.")
        checked.columns[name] = text

    def number(self, name: str, value: Any, checked: Checked) -> None:
        text = _text(value)
        try:
            checked.columns[name] = None if text is None else float(text)
        except ValueError:
            raise LedgerError(
                f"{value!r} is no number for {name!r}", next_step="Write it in digits."
            ) from None

    def truth(self, name: str, value: Any, checked: Checked) -> None:
        checked.columns[name] = self._one_of(name, str(value).lower(), ("true", "false")) == "true"

    def country(self, name: str, value: Any, checked: Checked) -> None:
        text = _text(value)
        checked.columns[name] = party(self._connection, text).code if text is not None else None

    def date(self, name: str, value: Any, checked: Checked) -> None:
        start, end, precision = _interval(name, value)
        checked.columns |= {"date_start": start, "date_end": end, "date_precision": precision}
        checked.columns["day"] = start or self._published()

    def sides(self, name: str, value: Any, checked: Checked) -> None:
        checked.sides[name] = list(dict.fromkeys(party(self._connection, one).code for one in _list(value)))

    def side(self, name: str, value: Any, checked: Checked) -> None:
        found = [party(self._connection, one).code for one in _list(value)]
        if len(found) > 1:
            raise LedgerError(f"{name!r} is one actor, not {len(found)}", next_step="Name one.")
        checked.sides[name] = found

    def _published(self) -> Date | None:
        table = schema.reports
        asked = select(table.c.published).where(table.c.key == self._now["report_key"])
        day: Date | None = self._connection.execute(asked).scalar()
        return day

    def _settle_event(self, checked: Checked, given: set[str]) -> None:
        """Mode, quad class and score follow the type."""
        columns = checked.columns
        if "type" not in given and "mode" not in given:
            return
        kind = columns.get("type", self._now["type"])
        mode = columns["mode"] if "mode" in given else self._now["mode"]
        if mode is not None and not self._book.has_mode(kind, mode):
            if "mode" in given:
                known = ", ".join(self._book.modes(kind)) or "none"
                raise LedgerError(f"{mode!r} is no mode of {kind}", next_step=f"There are: {known}.")
            mode = None
        columns |= {
            "mode": mode,
            "quad": self._book.quad_of(kind),
            "score": self._book.score(kind, mode),
        }

    def _one_of(self, name: str, value: str, known: Iterable[str]) -> str:
        if value not in (values := list(known)):
            raise LedgerError(
                f"{value!r} is no value of {name!r}", next_step=f"There are: {', '.join(values)}."
            )
        return value


Check = Callable[[Checker, str, Any, Checked], None]


def _one_of(known: Sequence[str]) -> Check:
    def check(checker: Checker, name: str, value: Any, checked: Checked) -> None:
        checked.columns[name] = checker._one_of(name, str(value), known)

    return check


_HEDGE = _one_of(get_args(Hedge))

FIELDS: Mapping[str, Mapping[str, Check]] = {
    "event": {
        "type": Checker.type,
        "mode": Checker.mode,
        "contexts": Checker.contexts,
        "status": _one_of(STATUSES),
        "hedge": _HEDGE,
        "date": Checker.date,
        "place": Checker.text,
        "place_country": Checker.country,
        "place_admin1": Checker.text,
        "latitude": Checker.number,
        "longitude": Checker.number,
        "sources": Checker.sides,
        "targets": Checker.sides,
    },
    "claim": {
        "speaker": Checker.side,
        "act": _one_of(get_args(Act)),
        "hedge": _HEDGE,
        "via": Checker.text,
    },
    "figure": {
        "measure": _one_of(get_args(Measure)),
        "low": Checker.number,
        "high": Checker.number,
        "approximate": Checker.truth,
        "unit": Checker.text,
        "event_id": Checker.text,
    },
    "contact": {
        "channel": _one_of(get_args(Channel)),
        "level": Checker.text,
        "status": _one_of(get_args(ContactStatus)),
        "date": Checker.date,
        "parties": Checker.sides,
    },
    "position": {
        "actor": Checker.side,
        "issue": Checker.needed,
        "stance": _one_of(get_args(Stance)),
        "date": Checker.date,
    },
}
"""The fields of each kind of record that a person may change, and how a value is checked."""


def _text(value: Any) -> str | None:
    text = "" if value is None else " ".join(str(value).split())
    return text or None


def _list(value: Any) -> list[str]:
    parts = value.split(";") if isinstance(value, str) else list(value or [])
    return [text for part in parts if (text := _text(part)) is not None]


def _interval(name: str, value: Any) -> tuple[Date | None, Date | None, str]:
    """First day, last day and precision of "2024-04-03", "2024-04", "2024" or two of them joined by ".."."""
    text = _text(value.isoformat() if isinstance(value, Date) else value)
    if text is None:
        return None, None, "unknown"
    first, parted, last = text.partition("..")
    start, _, precision = _days(name, first)
    _, end, other = _days(name, last) if parted else _days(name, first)
    if start > end:
        raise LedgerError(f"{text!r} ends before it begins", next_step="Write the earlier day first.")
    if parted and precision == other == "day":
        precision = "day" if start == end else "week" if (end - start).days <= 7 else "month"
    return start, end, precision


def _days(name: str, text: str) -> tuple[Date, Date, str]:
    found = _PARTIAL.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None, "the pattern has a year"
        if month is None:
            return Date(year, 1, 1), Date(year, 12, 31), "year"
        if day is None:
            return Date(year, month, 1), Date(year, month, calendar.monthrange(year, month)[1]), "month"
        return Date(year, month, day), Date(year, month, day), "day"
    except (ValueError, calendar.IllegalMonthError):
        raise LedgerError(
            f"{text!r} is no date for {name!r}",
            next_step="Write 2024-04-03, 2024-04, 2024, or two joined by '..'.",
        ) from None
