"""The list of feeds that `dragoman watch` follows: a TOML file with feeds, rules for alerts, and webhooks.

docs/watch.md describes each key. What is wrong in it is told with the key that is at fault.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from os import PathLike
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from dragoman.errors import DataFileError, DragomanError
from dragoman.ledger.alert_rules import EventRule, Rule, SilenceRule, TollRule
from dragoman.ledger.questions.filters import codes
from dragoman.sources.address import is_address
from dragoman.sources.target import target_of

EVERY = timedelta(minutes=15)
"""How often a feed is asked that says nothing of it."""

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=7)
"""Between two requests to one feed."""

_MOST_BYTES = 4_000_000
_SPAN = re.compile(r"(\d{1,6}) ?(s|seconds?|min|minutes?|h|hours?|d|days?)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_NEXT = "Mend it; docs/watch.md describes the file."

Words = Annotated[str, Meta(min_length=1)]


class Feed(Struct, frozen=True, kw_only=True):
    """A feed: its address, what to call it, and the time between two requests."""

    url: str
    name: str
    every: timedelta = EVERY


class Webhook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where alerts are posted as JSON. `rules` are names of those whose alerts it gets; empty for all."""

    name: Words
    url: Words
    rules: tuple[str, ...] = ()


class FeedsFile(Struct, frozen=True, kw_only=True):
    """What the file says. `private_hosts` may be gone to although their addresses are not public."""

    feeds: tuple[Feed, ...]
    alerts: tuple[Rule, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    private_hosts: tuple[str, ...] = ()


class _FeedRow(Struct, kw_only=True, forbid_unknown_fields=True):
    url: Words
    name: Words | None = None
    every: Words | None = None


class _Rows(Struct, kw_only=True, forbid_unknown_fields=True):
    feeds: Annotated[list[_FeedRow], Meta(min_length=1)]
    every: Words | None = None
    alerts: list[Rule] = []
    webhooks: list[Webhook] = []
    private_hosts: list[str] = []


def load_feeds(path: str | PathLike[str]) -> FeedsFile:
    """Read the file. Raises DataFileError, which names the file and the key that is at fault."""
    where = str(path)
    rows = _rows(where, _toml(where))
    check = _Check(where)
    check.names("feeds", "url", [feed.url for feed in rows.feeds])
    check.names("alerts", "name", [rule.name for rule in rows.alerts])
    check.names("webhooks", "name", [hook.name for hook in rows.webhooks])
    every = check.span("every", rows.every, EVERY)
    feeds = []
    for number, row in enumerate(rows.feeds, 1):
        check.address(f"feeds {number}, url", row.url)
        own = check.span(f"feeds {number}, every", row.every, every)
        feeds.append(Feed(url=row.url, name=row.name or row.url, every=own))
    for number, rule in enumerate(rows.alerts, 1):
        check.rule(f"alerts {number}", rule)
    for number, hook in enumerate(rows.webhooks, 1):
        check.address(f"webhooks {number}, url", hook.url)
        for name in hook.rules:
            check.one_of(f"webhooks {number}, rules", "rule", name, [rule.name for rule in rows.alerts])
    return FeedsFile(
        feeds=tuple(feeds),
        alerts=tuple(rows.alerts),
        webhooks=tuple(rows.webhooks),
        private_hosts=tuple(host.lower() for host in rows.private_hosts),
    )


def _toml(where: str) -> dict[str, Any]:
    try:
        with Path(where).open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DataFileError(
            f"it can't be read: {reason}", where=where, next_step="Check the path."
        ) from error
    if len(data) > _MOST_BYTES:
        raise DataFileError("it is too large for a list of feeds", where=where, next_step=_NEXT)
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataFileError(f"it is no TOML: {error}", where=where, next_step=_NEXT) from error


def _rows(where: str, told: dict[str, Any]) -> _Rows:
    try:
        return msgspec.convert(told, _Rows)
    except msgspec.ValidationError as error:
        raise DataFileError(_plain(str(error)), where=where, next_step=_NEXT) from error


def _plain(said: str) -> str:
    """What msgspec says ("... - at `$.feeds[0].url`"), with the key in front and counted from 1."""
    what, _, path = said.partition(" - at `$")
    key = re.sub(r"\[(\d+)\]", lambda found: f" {int(found[1]) + 1},", path.strip("`.")).replace(".", " ")
    what = what.replace("Object contains unknown field", "there is no key").replace(
        "Object missing required field", "this key is missing:"
    )
    what = re.sub(r"^Invalid value", "not a value that it takes:", what)
    key = key.replace("key in", "").strip(" ,")
    return f"{key}: {what}" if key else what


class _Check:
    """Checks single values, and names the key in what it raises."""

    def __init__(self, where: str) -> None:
        self._where = where

    def _wrong(self, key: str, what: str) -> DataFileError:
        return DataFileError(f"{key}: {what}", where=self._where, next_step=_NEXT)

    def names(self, list_: str, key: str, values: Iterable[str]) -> None:
        for value, times in Counter(values).items():
            if times > 1:
                raise self._wrong(list_, f"the {key} {value!r} stands there {times} times")

    def span(self, key: str, words: str | None, without: timedelta) -> timedelta:
        if words is None:
            return without
        found = _SPAN.fullmatch(words.strip())
        if found is None:
            raise self._wrong(key, f'{words!r} is no span of time such as "15 min", "2 h" or "1 day"')
        span = timedelta(seconds=int(found[1]) * _SECONDS[found[2][0]])
        if not SHORTEST <= span <= LONGEST:
            raise self._wrong(key, "a feed is asked once a minute at most, and once in 7 days at least")
        return span

    def address(self, key: str, url: str) -> None:
        if not is_address(url):
            raise self._wrong(key, f"{url!r} is no address that begins with http:// or https://")
        try:
            target_of(url, "")
        except DragomanError as error:
            raise self._wrong(key, error.what) from error

    def one_of(self, key: str, kind: str, value: str, known: Iterable[str]) -> None:
        allowed = list(known)
        if value not in allowed:
            there = f"there are: {', '.join(allowed)}" if allowed else "there is none"
            raise self._wrong(key, f"there is no {kind} {value!r}; {there}")

    def rule(self, key: str, rule: Rule) -> None:
        """Codes that there are, and who and what go together."""
        for kind, values in _coded(rule):
            for value in values:
                self.one_of(
                    f"{key}, {kind}s" if kind != "status" else f"{key}, status", kind, value, codes(kind)
                )
        if isinstance(rule, EventRule):
            if rule.between and (rule.source or rule.target):
                raise self._wrong(key, "give either between, or source and target")
            if not (rule.between or rule.source or rule.target):
                raise self._wrong(key, "name who does it: source, target or between")
        if isinstance(rule, (EventRule, SilenceRule)) and rule.between and len(set(rule.between)) < 2:
            raise self._wrong(f"{key}, between", "name two different sides")


def _coded(rule: Rule) -> Iterable[tuple[str, tuple[str, ...]]]:
    match rule:
        case EventRule():
            return (("type", rule.types), ("status", rule.status))
        case TollRule():
            return (("measure", rule.measures),)
    return ()
