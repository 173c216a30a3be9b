"""The publication date of a report, in the forms that files carry it. One that can't be read is said to be so."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from datetime import date as Date
from email.utils import parsedate_to_datetime

from dragoman.errors import BadDate

_MONTH_FORMS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")
# "2024-04-04 10:15:00", "2024-04-04T10:15Z" and the like: the day as written, whatever the clock and zone.
_ISO_START = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?\Z", re.DOTALL)
_COMPACT = re.compile(r"(\d{8})(?:T?\d{6}Z?)?\Z")
# Milliseconds since 1970, as pandas writes dates to JSON. Smaller numbers would be ambiguous.
_MILLISECONDS = range(100_000_000_000, 10_000_000_000_000)


def publication_date(value: object, *, where: str = "", line: int | None = None) -> Date | None:
    """The day that `value` names; None for a missing one (None, NaN or blank).

    Reads dates and datetimes (the day in their own zone), ISO 8601 days and times, YYYYMMDD (text or number),
    milliseconds since 1970, "4 April 2024", "April 4, 2024" and e-mail dates. Raises BadDate for anything else,
    "04/05/2024" among them: it is two dates.
    """
    if value is None or value != value or (isinstance(value, str) and not value.strip()):
        return None
    day: Date | None = None
    if isinstance(value, str):
        day = _from_text(value.strip())
    elif isinstance(value, Date):
        day = value.date() if isinstance(value, datetime) else value
    elif (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and (isinstance(value, int) or value.is_integer())
    ):
        number = int(value)
        if number in _MILLISECONDS:
            day = datetime.fromtimestamp(number / 1000, UTC).date()
        else:
            day = _from_text(str(number))
    if day is None:
        raise BadDate(f"{str(value)[:60]!r} is no publication date that can be read", where=where, line=line)
    return day


def _from_text(text: str) -> Date | None:
    iso, compact = _ISO_START.match(text), _COMPACT.match(text)
    try:
        if iso:
            return Date.fromisoformat(iso[1])
        if compact:
            return datetime.strptime(compact[1], "%Y%m%d").date()
    except ValueError:
        return None
    for form in _MONTH_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text).date() if ":" in text else None
    except (ValueError, OverflowError, IndexError):
        return None
