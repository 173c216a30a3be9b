"""When is a feed asked again? Not before its own time, its server's, and the list's; later after errors."""

from __future__ import annotations

import re
from datetime import timedelta

LONGEST_OWN = timedelta(days=1)
"""A feed may ask for this long (its ttl, Retry-After): one that asks for a year has a mistake in it."""

LONGEST_BACK_OFF = timedelta(hours=6)
"""Between two tries of a feed that can't be had, unless it is asked more rarely than that anyway."""

_MOST_DOUBLINGS = 10
_HEAD = 64_000
_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_TTL = re.compile(rb"<ttl>\s*(\d{1,7})\s*</ttl>")
_PERIOD = re.compile(rb"<sy:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*</sy:updatePeriod>")
_FREQUENCY = re.compile(rb"<sy:updateFrequency>\s*(\d{1,5})\s*</sy:updateFrequency>")
_PERIODS = {b"hourly": 1, b"daily": 24, b"weekly": 168, b"monthly": 720, b"yearly": 8760}
"""Hours of each."""


def own_time(body: bytes) -> timedelta:
    """How long a feed asks to be left between two requests, `LONGEST_OWN` at most; nothing when it does not say.

    By its `ttl` in minutes (RSS 2.0), else by updatePeriod and updateFrequency (RSS 1.0's syndication module). They
    stand before the first entry.
    """
    head = body[:_HEAD]
    first = _ITEM.search(head)
    head = head[: first.start()] if first else head
    if (ttl := _TTL.search(head)) is not None:
        return min(timedelta(minutes=int(ttl[1])), LONGEST_OWN)
    if (period := _PERIOD.search(head)) is None:
        return timedelta()
    frequency = _FREQUENCY.search(head)
    times = max(int(frequency[1]), 1) if frequency else 1
    return min(timedelta(hours=_PERIODS[period[1]] / times), LONGEST_OWN)


def after_success(every: timedelta, own: timedelta) -> timedelta:
    """The time until the next request to a feed that answered; `own` is what it asks for."""
    return max(every, own)


def after_failure(every: timedelta, failures: int) -> timedelta:
    """The time until the next try after so many failures in a row (1 or more): doubled with each after the first."""
    longest = max(LONGEST_BACK_OFF, every)
    times: int = 2 ** min(failures - 1, _MOST_DOUBLINGS)
    return min(every * times, longest)
