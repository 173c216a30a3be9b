"""From a TIMEX3 value to the days it covers, and the calendar arithmetic behind values.

Values follow TimeML 1.2.1 (Saurí et al. 2006), section on TIMEX3, and TIDES (Ferro et al. 2005) where that is silent.
Weeks are ISO 8601 weeks, Monday to Sunday. Seasons are those of the northern hemisphere in whole months; the winter
of a year begins in its December.
"""

from __future__ import annotations

import calendar
import re
from datetime import MAXYEAR, date, timedelta

from dragoman.records import Precision

Days = tuple[date | None, date | None, Precision]
"""First day, last day (both included) and how exactly they are known."""

NO_DAYS: Days = (None, None, "unknown")

_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_VALUE = re.compile(
    r"""(?P<year>\d{4})
        (?: -(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T.*)?)?
          | -W(?P<week>\d\d)(?P<weekend>-WE)?
          | -Q(?P<quarter>[1-4])
          | -H(?P<half>[12])
          | -(?P<season>SP|SU|FA|WI) )?
      | (?P<decade>\d{3})X
      | (?P<century>\d\d)XX""",
    re.VERBOSE,
)


def days_of(value: str) -> Days:
    """The days that a TIMEX3 value covers: "2022-10" is 1 to 31 October 2022, precision month.

    Lengths ("P3M"), vague values ("PAST_REF") and values with X in them cover none. A span longer than a month
    (quarter, season, decade, century) is known to the year at best, so its precision is "year"; a weekend's is "week".
    """
    match = _VALUE.fullmatch(value)
    if not match:
        return NO_DAYS
    try:
        return _days(match)
    except (ValueError, OverflowError):
        return NO_DAYS


def _days(match: re.Match[str]) -> Days:
    part = match.groupdict()
    if part["century"] or part["decade"]:
        size = 100 if part["century"] else 10
        first = int(part["century"] or part["decade"]) * size
        return date(first, 1, 1), date(first + size - 1, 12, 31), "year"
    year = int(part["year"])
    if part["day"]:
        day = date(year, int(part["month"]), int(part["day"]))
        return day, day, "day"
    if part["month"]:
        return _months(year, int(part["month"]), 1, "month")
    if part["week"]:
        monday = date.fromisocalendar(year, int(part["week"]), 1)
        first_day = monday + timedelta(days=5) if part["weekend"] else monday
        return first_day, monday + timedelta(days=6), "week"
    if part["quarter"]:
        return _months(year, 3 * int(part["quarter"]) - 2, 3, "year")
    if part["half"]:
        return _months(year, 6 * int(part["half"]) - 5, 6, "year")
    if part["season"]:
        return _months(year, _SEASON_MONTHS[part["season"]], 3, "year")
    return _months(year, 1, 12, "year")


def _months(year: int, month: int, count: int, precision: Precision) -> Days:
    first = date(year, month, 1)
    last_year, last_month = add_months(year, month, count - 1)
    return first, date(last_year, last_month, calendar.monthrange(last_year, last_month)[1]), precision


def add_months(year: int, month: int, count: int) -> tuple[int, int]:
    """Year and month (1 to 12) that lie `count` months after `month` of `year`."""
    total = year * 12 + month - 1 + count
    return total // 12, total % 12 + 1


def day_value(day: date) -> str:
    """ "1998-08-07" """
    return day.isoformat()


def week_value(day: date) -> str:
    """The ISO week that holds `day`: "1998-W32"."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def shift(day: date, count: int, unit: str) -> str | None:
    """The value of the unit that lies `count` units after the one `day` lies in; None beyond the calendar's ends.

    `unit` is a unit code of times.toml: D, W, M, Q, Y, DE, CE, or TS, TM and TH, which give the day.
    """
    try:
        if unit == "D":
            return day_value(day + timedelta(days=count))
        if unit in ("TH", "TM", "TS"):
            hours = {"TH": count, "TM": count / 60, "TS": count / 3600}[unit]
            return day_value(day + timedelta(days=int(hours / 24)))
        if unit in ("W", "2W"):
            return week_value(day + timedelta(weeks=count * (2 if unit == "2W" else 1)))
        if unit in ("M", "Q"):
            year, month = add_months(day.year, day.month, count * (3 if unit == "Q" else 1))
            value = f"{year:04d}-{month:02d}" if unit == "M" else f"{year:04d}-Q{(month + 2) // 3}"
        elif unit == "Y":
            year, value = day.year + count, f"{day.year + count:04d}"
        elif unit == "DE":
            year, value = day.year + 10 * count, f"{day.year // 10 + count:03d}X"
        else:
            year, value = day.year + 100 * count, f"{day.year // 100 + count:02d}XX"
    except OverflowError:
        return None
    return value if 0 < year <= MAXYEAR else None


def near_weekday(day: date, weekday: int, direction: int) -> date:
    """The nearest `weekday` (1 Monday to 7 Sunday) on or before `day`, or on or after it if `direction` is 1."""
    ahead = (weekday - day.isoweekday()) % 7
    return day + timedelta(days=ahead if direction > 0 or ahead == 0 else ahead - 7)


_NEAR, _NEAR_IF_FIRM = 45, 14
"""Days that a date may lie on the wrong side of publication and still be meant."""


def near_year(day: date, month: int, month_day: int | None, direction: int, firm: bool = False) -> int | None:
    """The year of the month or day of the year nearest to `day` on the side of `direction` (-1, 1, or 0 for either).

    A date that lies just on the other side (45 days) wins over one about a year away: the tense misleads there
    ("voted to meet Jan. 5"). Where its own verb shows it (`firm`), only one of the next days does. None when there
    is no such day near (30 February).
    """
    distances: dict[int, int] = {}
    for year in (day.year - 1, day.year, day.year + 1):
        try:
            if month_day is None:
                distances[year] = 30 * ((year - day.year) * 12 + month - day.month)
            else:
                distances[year] = (date(year, month, month_day) - day).days
        except ValueError:
            continue
    if not distances:
        return None
    nearest = min(distances, key=lambda year: abs(distances[year]))
    on_side = [year for year in distances if distances[year] * direction >= 0] or list(distances)
    chosen = min(on_side, key=lambda year: abs(distances[year]))
    near = _NEAR_IF_FIRM if firm else _NEAR
    return nearest if abs(distances[nearest]) <= near and abs(distances[chosen]) >= 300 else chosen


def easter(year: int) -> date:
    """Easter Sunday of the western church, by the Gregorian computus of Meeus, Jones and Butcher."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leap = century // 4
    shift_up = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap - shift_up + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holiday_day(rule: str, year: int) -> date:
    """The day of a holiday in `year`; `rule` is as in times.toml: "12-25", "11 4 4" or "easter -2".

    Raises ValueError for a rule that is none of these.
    """
    if rule.startswith("easter"):
        return easter(year) + timedelta(days=int(rule.split()[1]))
    if "-" in rule and " " not in rule:
        month, day = map(int, rule.split("-"))
        return date(year, month, day)
    month, number, weekday = map(int, rule.split())
    if number > 0:
        return near_weekday(date(year, month, 1), weekday, 1) + timedelta(weeks=number - 1)
    last = date(year, month, calendar.monthrange(year, month)[1])
    return near_weekday(last, weekday, -1) + timedelta(weeks=number + 1)
