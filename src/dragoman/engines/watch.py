"""Feeds followed into the ledger, each on its schedule, and alerts raised, told and posted.

All that a run knows stands in the ledger: when each feed is due and what its server called the last version, how far
each rule was applied, which alerts were told and posted. A feed's state is written with the alerts that its reports
raise, and after the reports are in. So a run that is broken off, however hard, leaves out nothing: the next one asks
for that version again, finds most of it known, and goes on.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple, Protocol

import msgspec
from sqlalchemy import Connection, insert, select, update

from dragoman.engines.feeds_file import Feed, FeedsFile
from dragoman.engines.ingest import Reads, Step, Tally, ingest_reports
from dragoman.engines.schedule import LONGEST_OWN, after_failure, after_success, own_time
from dragoman.engines.webhook import Poster
from dragoman.errors import BrokenFile, EmptyInput, InputError, ServiceError
from dragoman.ledger import alerts, schema
from dragoman.ledger.alerts import Alert
from dragoman.ledger.store import Store
from dragoman.records import Report
from dragoman.sources import Fetched, Fetcher, Validators
from dragoman.sources.feed import feed_reports

PATIENCE = 30.0
"""Seconds that a server may ask to wait while others do; for longer its feed is put off."""

TIMEOUT = 30.0
"""Seconds for a feed as a whole."""

_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_TAIL = 4096
"""Bytes at a feed's end in which it is closed; servers put remarks behind."""

_NAP = 60.0
"""Longest sleep (seconds): a machine that slept, or whose clock was set, goes on within that."""

_POSTS = 50
"""Posts before feeds have their turn again."""

_MOST_POST_FAILURES = 30
_POST_AGAIN, _POST_AGAIN_LATEST = timedelta(minutes=1), timedelta(hours=1)
"""A post is tried again after a minute, then after twice as long each time: 30 tries take a day."""


class Clock(Protocol):
    """The time, and waiting for it."""

    def now(self) -> datetime:
        """This moment (UTC, without a zone)."""

    def sleep(self, seconds: float) -> None:
        """Let time pass."""


class SystemClock:
    """The machine's own."""

    def now(self) -> datetime:
        """This moment (UTC, without a zone)."""
        return datetime.now(UTC).replace(tzinfo=None)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


class Visit(NamedTuple):
    """One request to a feed: what came of it, when the next is `due`, and what was new. `error` is why it failed."""

    feed: Feed
    what: Literal["read", "unchanged", "failed"]
    due: datetime
    tally: Tally
    error: InputError | None = None
    failures: int = 0


class Tells(Protocol):
    """Who is told what happens."""

    def visit(self, visit: Visit) -> None:
        """A feed was asked."""

    def step(self, feed: Feed, step: Step) -> None:
        """A report of a feed was taken in, or could not be."""

    def alert(self, alert: Alert) -> None:
        """An alert was raised. It counts as told when this returns."""

    def refused(self, error: ServiceError, *, last: bool) -> None:
        """A webhook did not take an alert; `last` when it is not tried again."""


_NOTHING_YET = Validators()


@dataclass
class _State:
    """How far a feed was followed; a row of table feeds."""

    due: datetime
    validators: Validators = _NOTHING_YET
    ttl: timedelta = timedelta()
    failures: int = 0


class Watch:
    """Follows the feeds of a file.

    `fetcher` and `poster` get the hosts that the file allows from the caller. One feed is asked at a time.
    """

    def __init__(
        self,
        listed: FeedsFile,
        store: Store,
        reader: Reads,
        tells: Tells,
        *,
        fetcher: Fetcher,
        poster: Poster,
        clock: Clock | None = None,
    ) -> None:
        self._listed = listed
        self._store = store
        self._reader = reader
        self._tells = tells
        self._fetcher = fetcher
        self._poster = poster
        self._clock = clock or SystemClock()
        self._hooks = {hook.name: hook for hook in listed.webhooks}
        self._states: dict[str, _State] = {}

    def once(self) -> None:
        """Ask each feed that is due once, and post what is due. Raises LedgerError when the ledger can't be written."""
        self._begin()
        now = self._clock.now()
        for feed in self._listed.feeds:
            if self._states[feed.url].due <= now:
                self._visit(feed)
        self._post()

    def run(self, until: datetime | None = None) -> None:
        """Follow the feeds, for ever or up to a moment. Raises LedgerError when the ledger can't be written."""
        self._begin()
        while until is None or self._clock.now() < until:
            feed = min(self._listed.feeds, key=lambda feed: self._states[feed.url].due)
            due = self._states[feed.url].due
            if due <= self._clock.now():
                self._visit(feed)
            post = self._post()
            now = self._clock.now()
            due = min(self._states[feed.url].due for feed in self._listed.feeds)
            wait = min(filter(None, (due, post, until))) - now
            self._clock.sleep(min(max(wait.total_seconds(), 0.0), _NAP))

    # One feed

    def _visit(self, feed: Feed) -> None:
        state = self._states[feed.url]
        alone = self._fetcher.left_alone(feed.url)
        if alone > PATIENCE:
            # Another feed's server is on the same host, and asked for it.
            state.due = self._clock.now() + timedelta(seconds=alone)
            return
        started = self._clock.now()
        taken = Tally()
        try:
            fetched = self._fetcher.fetch(feed.url, conditional=state.validators)
            if not fetched.not_modified:
                entries = _Entries(fetched, feed.url)
                taken = ingest_reports(
                    feed.url,
                    iter(entries),
                    self._store,
                    self._reader,
                    tell=lambda step: self._tells.step(feed, step),
                )
                if entries.error is not None:
                    raise entries.error
        except InputError as error:
            self._failed(feed, state, started, taken, error)
        else:
            self._had(feed, state, started, taken, fetched)
        self._tell_alerts()

    def _had(self, feed: Feed, state: _State, started: datetime, taken: Tally, fetched: Fetched) -> None:
        if not fetched.not_modified:
            state.validators, state.ttl = fetched.validators, own_time(fetched.body)
        state.failures = 0
        state.due = started + after_success(feed.every, state.ttl)
        self._keep(feed, state, fetched_at=started, error=None)
        what: Literal["read", "unchanged"] = "unchanged" if fetched.not_modified else "read"
        self._tells.visit(Visit(feed, what, state.due, taken))

    def _failed(self, feed: Feed, state: _State, started: datetime, taken: Tally, error: InputError) -> None:
        state.failures += 1
        asked = min(timedelta(seconds=self._fetcher.left_alone(feed.url)), LONGEST_OWN)
        state.due = max(started + after_failure(feed.every, state.failures), self._clock.now() + asked)
        self._keep(feed, state, error=error.what)
        self._tells.visit(Visit(feed, "failed", state.due, taken, error, state.failures))

    def _keep(self, feed: Feed, state: _State, **more: object) -> None:
        """Write a feed's state, with the alerts that the reports so far raise."""
        table = schema.feeds
        row = {
            "etag": state.validators.etag,
            "last_modified": state.validators.last_modified,
            "ttl": int(state.ttl.total_seconds()),
            "due_at": state.due,
            "failures": state.failures,
            **more,
        }
        wanted = {hook.name: hook.rules for hook in self._listed.webhooks}
        with self._store.writing() as connection:
            alerts.raise_alerts(connection, self._listed.alerts, self._clock.now(), wanted)
            connection.execute(update(table).where(table.c.url == feed.url).values(row))

    # Alerts

    def _tell_alerts(self) -> None:
        with self._store.reading() as connection:
            found = alerts.untold(connection)
        for one in found:
            self._tells.alert(one)
            with self._store.writing() as connection:
                alerts.note_told(connection, [one], self._clock.now())

    def _post(self) -> datetime | None:
        """Post what is due, as far as webhooks take it; gives when there is more to post."""
        if not self._hooks:
            return None
        with self._store.reading() as connection:
            due = alerts.posts_due(connection, list(self._hooks), self._clock.now(), _POSTS)
        down: set[str] = set()
        for post in due:
            if post.webhook not in down and not self._posted(post):
                down.add(post.webhook)
        with self._store.reading() as connection:
            return alerts.next_post(connection, list(self._hooks))

    def _posted(self, post: alerts.Post) -> bool:
        hook = self._hooks[post.webhook]
        try:
            self._poster.post(hook.name, hook.url, msgspec.json.encode(post.alert))
        except ServiceError as error:
            last = post.failures + 1 >= _MOST_POST_FAILURES
            wait = min(_POST_AGAIN * 2 ** min(post.failures, 10), _POST_AGAIN_LATEST)
            with self._store.writing() as connection:
                alerts.note_refused(connection, post, self._clock.now() + wait, last=last)
            if last or not post.failures:
                self._tells.refused(error, last=last)
            return False
        with self._store.writing() as connection:
            alerts.note_posted(connection, post, self._clock.now())
        return True

    # Where it was

    def _begin(self) -> None:
        """Take up from where the last run was. Alerts that were raised and not told are told first."""
        now = self._clock.now()
        with self._store.writing() as connection:
            self._states = _states(connection, self._listed.feeds, now)
            alerts.begin(connection, self._listed.alerts)
        self._tell_alerts()


def _states(connection: Connection, feeds: Sequence[Feed], now: datetime) -> dict[str, _State]:
    table = schema.feeds
    found: dict[str, _State] = {}
    rows = {row.url: row for row in connection.execute(select(table))}
    for feed in feeds:
        row = rows.get(feed.url)
        if row is None:
            found[feed.url] = _State(now)
            new = {"url": feed.url, "due_at": now, "ttl": 0, "failures": 0}
            connection.execute(insert(table), new)
            continue
        ttl = timedelta(seconds=row.ttl)
        # A list that asks more often than before, or a clock that was set back, is not held up by what was noted.
        latest = now + (after_success(feed.every, ttl) if not row.failures else timedelta(days=1))
        due = min(row.due_at, latest)
        found[feed.url] = _State(due, Validators(row.etag, row.last_modified), ttl, row.failures)
    return found


class _Entries:
    """The entries of a feed. What is wrong with the feed as a whole ends them, and is kept in `error`."""

    def __init__(self, fetched: Fetched, source: str) -> None:
        self._fetched = fetched
        self._source = source
        self.error: InputError | None = None

    def __iter__(self) -> Iterator[Report | InputError]:
        fetched = self._fetched
        # In half a feed the last entry may be half a report, which is no new report when the whole feed comes.
        if fetched.body.strip() and not _END.search(fetched.body[-_TAIL:].replace(b"\0", b"")):
            self.error = BrokenFile("the feed is not closed: it was cut off, or is none", where=self._source)
            return
        try:
            yield from feed_reports(
                fetched.body, source=self._source, charset=fetched.charset, address=fetched.url
            )
        except EmptyInput as error:
            # Without an entry today: so are feeds of quiet desks. Without anything at all it is no feed.
            self.error = None if fetched.body.strip() else error
        except InputError as error:
            self.error = error
