"""`dragoman watch`: what it prints and writes, what it refuses, and the example in the docs."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman.engines.feeds_file import load_feeds
from dragoman.engines.ingest import Tally
from dragoman.engines.schedule import after_failure, own_time
from dragoman.engines.watch import Watch
from dragoman.errors import DataFileError
from dragoman.ledger.alerts import Alert

DOCS = Path(__file__).parents[2] / "docs"


def test_the_example_in_the_docs(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.+?)```", (DOCS / "watch.md").read_text(encoding="utf-8"), re.S)
    path = tmp_path / "feeds.toml"
    path.write_text(example, encoding="utf-8")
    listed = load_feeds(path)
    assert {rule.__struct_config__.tag for rule in listed.alerts} == {"silence", "event", "dispute", "toll"}
    assert listed.webhooks
    assert listed.feeds


FEED = '[[feeds]]\nurl = "https://a.example/feed"\n'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "feeds"),
        ("feeds = 3", "feeds: Expected `array`, got `int`"),
        ("[[feeds]]\nname = 'a'", "feeds 1: this key is missing: `url`"),
        (FEED + "evry = '5 min'", "feeds 1: there is no key `evry`"),
        (FEED + "every = '5 fortnights'", "feeds 1, every: '5 fortnights' is no span of time"),
        (FEED + "every = '5 s'", "feeds 1, every: a feed is asked once a minute at most"),
        (FEED + FEED, "feeds: the url 'https://a.example/feed' stands there 2 times"),
        ("[[feeds]]\nurl = 'ftp://a.example/feed'", "feeds 1, url: 'ftp://a.example/feed' is no address"),
        (FEED + "[[alerts]]\nname='a'\nkind='taste'", "alerts 1, kind: not a value that it takes: 'taste'"),
        (FEED + "[[alerts]]\nname='a'\nkind='silence'\ndays=0", "alerts 1, days: Expected `int` >= 1"),
        (
            FEED + "[[alerts]]\nname='a'\nkind='event'\ntypes=['WAR']\nsource='FRA'",
            "alerts 1, types: there is no type 'WAR'; there are: AGREE",
        ),
        (FEED + "[[alerts]]\nname='a'\nkind='event'\ntypes=['ASSAULT']", "alerts 1: name who does it"),
        (
            FEED + "[[webhooks]]\nname='a'\nurl='https://b.example'\nrules=['c']",
            "webhooks 1, rules: there is no rule 'c'; there is none",
        ),
        ("feeds = [", "it is no TOML"),
    ],
)
def test_what_is_wrong_in_the_list_is_named(tmp_path: Path, dragoman: Any, text: str, what: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load_feeds(path)
    assert caught.value.where == str(path)
    assert what in caught.value.what


def test_a_wrong_list_is_wrong_usage(tmp_path: Path, dragoman: Any) -> None:
    run = dragoman("watch", tmp_path / "none.toml", "--ledger", tmp_path / "ledger.db")
    assert run.status == 2
    assert "none.toml: it can't be read: no such file" in run.err
    assert not (tmp_path / "ledger.db").exists()


@pytest.mark.parametrize(
    ("head", "minutes"),
    [
        ("<rss><channel><ttl>45</ttl><item/>", 45),
        ("<rss><channel><item><ttl>45</ttl></item>", 0),
        ("<rss><channel><ttl>9999999</ttl>", 1440),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 360),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 60),
        ("<rss>", 0),
    ],
)
def test_the_time_that_a_feed_asks_for(head: str, minutes: int) -> None:
    assert own_time(head.encode()).total_seconds() == minutes * 60


def test_backing_off() -> None:
    from datetime import timedelta

    every = timedelta(minutes=15)
    waits = [after_failure(every, failures).total_seconds() / 60 for failures in (1, 2, 3, 6, 7, 5000)]
    assert waits == [15, 30, 60, 360, 360, 360]
    assert after_failure(timedelta(days=2), 3) == timedelta(days=2)


ALERT = {
    "rule": "talks",
    "kind": "silence",
    "summary": "Chile and Norway in touch again",
    "sentence": "They \x1b[31mspoke\non Monday.",
    "day": date(2024, 3, 4),
    "records": ("a-k1",),
    "report": "a",
    "title": "Talks",
    "publisher": "Wire",
    "url": "https://a.example/1",
    "published": date(2024, 3, 5),
}


@pytest.mark.parametrize("ends", [None, KeyboardInterrupt])
def test_alerts_are_shown_and_written_once(
    tmp_path: Path, dragoman: Any, monkeypatch: pytest.MonkeyPatch, ends: type[BaseException] | None
) -> None:
    from datetime import UTC, datetime

    from dragoman.engines.watch import Visit

    path, written = tmp_path / "feeds.toml", tmp_path / "alerts.jsonl"
    path.write_text(
        FEED + "[[alerts]]\nname='talks'\nkind='silence'\ndays=9\nbetween=['Norway', 'Atlantis']",
        encoding="utf-8",
    )
    # The last line of a run that was killed.
    written.write_text('{"id": "one"}\n{"id": "tw', encoding="utf-8")

    def watched(self: Watch) -> None:
        tells = self._tells
        for name in ("one", "two"):
            tells.alert(Alert(id=name, raised_at=datetime(2024, 3, 5, 6, 7, tzinfo=UTC), **ALERT))
        (feed,) = self._listed.feeds
        tells.visit(Visit(feed, "read", datetime(2024, 3, 5, 6, 22), Tally(new=2, events=3)))
        if ends:
            raise ends

    monkeypatch.setattr(Watch, "once", watched)
    place = tmp_path / "ledger.db"
    run = dragoman("watch", path, "--once", "--alerts", written, "--ledger", place)
    assert run.status == 0
    assert (
        run.out.count("ALERT  talks   2024-03-05 06:07 UTC\n  Chile and Norway in touch again\n  “They") == 2
    )
    assert "\x1b" not in run.out
    assert "Wire, 2024-03-05, Talks\n  https://a.example/1" in run.out
    assert "Watching 1 feed into" in run.err
    assert "rule 'talks': nobody is known by the name 'Atlantis' yet" in run.err
    assert "https://a.example/feed: 2 new reports, 3 events\n" in run.err
    assert f"2 new reports into {place}, 2 alerts\n" in run.err
    assert ("ended; the next run goes on" in run.err) == (ends is not None)
    lines = written.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in (lines[0], *lines[2:])] == ["one", "two"]
    assert json.loads(lines[2])["raised_at"] == "2024-03-05T06:07:00Z"


def test_a_feed_that_fails(tmp_path: Path, dragoman: Any) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text('[[feeds]]\nname = "inside"\nurl = "http://127.0.0.1:9/feed"\n', encoding="utf-8")
    run = dragoman("watch", path, "--once", "--ledger", tmp_path / "ledger.db")
    assert run.status == 1
    assert (
        "inside: 127.0.0.1 is 127.0.0.1, which is no public address, so it is not fetched (again at"
        in run.err
    )
