"""Ingest: each report once, copies told apart, failures passed over, broken-off runs gone on with, memory bounded."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from dragoman import Ledger, Reader, Record, Report
from dragoman.engines import ingest as module
from dragoman.engines.ingest import Step, Tally, ingest
from dragoman.errors import LedgerError, ReadingError
from dragoman.ledger import schema
from dragoman.records import Event, Span

DAY = date(2009, 5, 12)


def story(number: int, words: str = "") -> str:
    """A report of its own; `words` stand in its first sentence."""
    town = ["Karvane", "Sorgut", "Halden", "Osterby", "Lindby", "Bergheim"][number % 6] + chr(
        97 + number % 26
    )
    return (
        f"Police in {town} said {words}on Monday that case number {number} was closed after the court of {town} had "
        f"heard {number + 3} witnesses. The mayor of {town} thanked those who came. A new hall for {number * 7} people "
        f"opens there in autumn, and the old one near the river will be pulled down when the {number} shops in it have "
        f"moved to the market of {town}."
    )


class Canned:
    """Makes an event of a report's first word, and fails where the text says so."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.most_ahead = 0

    def outcomes(
        self, reports: Iterable[Report], workers: int = 1
    ) -> Generator[Record | ReadingError, None, None]:
        ahead: list[Report] = []
        for report in reports:
            ahead.append(report)
            self.most_ahead = max(self.most_ahead, len(ahead))
            if len(ahead) == 4 * workers:
                yield from map(self._one, ahead)
                ahead.clear()
        yield from map(self._one, ahead)

    def _one(self, report: Report) -> Record | ReadingError:
        self.read.append(report.text)
        if "UNREADABLE" in report.text:
            return ReadingError("reading failed: as the text says", where=report.source or "")
        word = Span.of(report.text, 0, len(report.text.split()[0]))
        return Record(
            report,
            events=(Event(id="e1", type="CONSULT", quad="verbal cooperation", trigger=word, evidence=word),),
        )


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db") as made:
        yield made


def write(path: Path, *texts: str, **fields: Any) -> Path:
    rows = [{"id": f"r{n}", "text": text, "published": "2009-05-12"} | fields for n, text in enumerate(texts)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def told(ledger: Ledger, table: Any, *names: str) -> list[tuple[Any, ...]]:
    with ledger.store.reading() as connection:
        rows = connection.execute(select(*(table.c[name] for name in names)).order_by(table.c.key))
        return [tuple(row) for row in rows]


def counts(tally: Tally) -> dict[str, int]:
    return {name: number for name, number in asdict(tally).items() if number}


# What comes in


def test_reports_come_in_order_and_the_second_run_changes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder / "b.jsonl", *map(story, range(10)))
    (folder / "a.txt").write_text(story(50))
    reader = Canned()
    first = ingest([folder], ledger.store, reader, published=DAY)
    assert counts(first) == {"new": 11, "events": 11}
    assert [text for (text,) in told(ledger, schema.reports, "text")] == [story(50), *map(story, range(10))]
    before = ledger.digest()
    again = ingest([folder], ledger.store, reader, published=DAY)
    assert counts(again) == {"known": 11, "passed": 2}
    assert len(reader.read) == 11
    assert ledger.digest() == before


def test_a_file_that_grew_is_read_from_where_it_was(ledger: Ledger, tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", *map(story, range(3)))
    ingest([path], ledger.store, Canned())
    write(path, *map(story, range(5)))
    reader = Canned()
    assert counts(ingest([path], ledger.store, reader)) == {"new": 2, "known": 3, "events": 2}
    assert reader.read == [story(3), story(4)]


def test_standard_input_and_two_files_of_one_text(ledger: Ledger, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(story(1))
    tally = ingest([tmp_path / "a.txt", tmp_path / "b.txt"], ledger.store, Canned(), published=DAY)
    assert counts(tally) == {"new": 1, "same": 1, "events": 1}
    assert [kind for (kind,) in told(ledger, schema.copies, "kind")] == ["first", "same"]


def test_copies_keep_what_is_their_own(ledger: Ledger, tmp_path: Path) -> None:
    first = write(
        tmp_path / "a.jsonl", story(1), title="Closed", publisher="Meridian", url="http://a.example/1"
    )
    near = f"Case closed in Sorgut\n\n{story(1)}\n\nCopyright 2009 The Courier"
    other = write(
        tmp_path / "b.jsonl", near, title="Case closed", publisher="Courier", url="http://b.example/9"
    )
    reader = Canned()
    assert counts(ingest([first, other], ledger.store, reader)) == {"new": 1, "near": 1, "events": 1}
    assert reader.read == [story(1)]
    assert told(ledger, schema.copies, "kind", "title", "publisher", "url", "text") == [
        ("first", "Closed", "Meridian", "http://a.example/1", None),
        ("near", "Case closed", "Courier", "http://b.example/9", near),
    ]


def test_characters_that_cannot_be_stored_keep_offsets_true(ledger: Ledger, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", "Chile\0 thanked Norway.", title="Th\0nks")
    assert counts(ingest([path], ledger.store, Canned())) == {"new": 1, "events": 1}
    assert told(ledger, schema.reports, "text", "title") == [
        ("Chile\N{REPLACEMENT CHARACTER} thanked Norway.", "Th\N{REPLACEMENT CHARACTER}nks")
    ]
    assert counts(ingest([path], ledger.store, Canned())) == {"known": 1, "passed": 1}


# What fails


def test_failures_are_told_and_tried_again(ledger: Ledger, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps({"text": story(1)}) + "\nno json\n" + json.dumps({"text": story(2)}) + "\n")
    steps: list[Step] = []
    paths = [tmp_path / "none.txt", bad, write(tmp_path / "c.jsonl", story(3), f"UNREADABLE {story(4)}")]
    tally = ingest(paths, ledger.store, Canned(), tell=steps.append)
    assert counts(tally) == {"new": 3, "failed": 3, "events": 3}
    assert [type(step.error).__name__ for step in steps if step.what == "failed"] == [
        "NotFound",
        "BadRow",
        "ReadingError",
    ]
    assert told(ledger, schema.inputs, "source") == []
    assert counts(ingest(paths, ledger.store, Canned())) == {"known": 3, "failed": 3}


def test_a_copy_is_read_where_its_original_cannot_be(ledger: Ledger, tmp_path: Path) -> None:
    lost = story(1, "with some UNREADABLE words ")
    path = write(tmp_path / "a.jsonl", lost, story(1, "with some other words "), story(2))
    reader = Canned()
    tally = ingest([path], ledger.store, reader)
    assert counts(tally) == {"new": 2, "failed": 1, "events": 2}
    assert [text for (text,) in told(ledger, schema.reports, "text")] == [
        story(1, "with some other words "),
        story(2),
    ]
    # The one that was lost is a copy of the one that was read in its stead, and the file is in.
    assert [kind for (kind,) in told(ledger, schema.copies, "kind")] == ["first", "near", "first"]
    assert told(ledger, schema.inputs, "reports") == [(3,)]
    assert counts(ingest([path], ledger.store, Canned())) == {"known": 3, "passed": 1}


@pytest.mark.parametrize("workers", [1, 3])
def test_copies_of_a_report_that_is_still_read_wait_for_it(
    ledger: Ledger, tmp_path: Path, workers: int
) -> None:
    texts = [story(1), story(2), story(1, "again "), story(2), story(3), story(3, "too ")]
    path = write(tmp_path / "a.jsonl", *texts)
    reader = Canned()
    tally = ingest([path], ledger.store, reader, workers=workers)
    assert counts(tally) == {"new": 3, "same": 1, "near": 2, "events": 3}
    assert reader.read == [story(1), story(2), story(3)]


def test_a_run_that_is_broken_off_is_gone_on_with(ledger: Ledger, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *map(story, range(12)), story(3, "once more "))
    with Ledger(tmp_path / "other.db") as undisturbed:
        ingest([path], undisturbed.store, Canned())
        expected = undisturbed.digest()

    def stop(step: Step) -> None:
        if step.what == "new" and step.record is not None and step.record.report.id == "r6":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([path], ledger.store, Canned(), tell=stop)
    assert len(told(ledger, schema.reports, "id")) == 7
    assert counts(ingest([path], ledger.store, Canned())) == {"new": 5, "near": 1, "known": 7, "events": 5}
    assert ledger.digest() == expected


def test_a_ledger_that_cannot_be_written_is_told(ledger: Ledger, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", story(1))
    with ledger.store.writing() as connection:
        schema.signature_bands.drop(connection)
    with pytest.raises(LedgerError, match="signature_bands"):
        ingest([path], ledger.store, Canned())


# Memory


def test_input_without_end_is_taken_bit_by_bit(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = 0

    def endless(path: str, published: date | None = None, fetcher: object = None) -> Iterator[Report]:
        nonlocal taken
        while True:
            taken += 1
            yield Report(story(taken), DAY, str(taken), path)

    monkeypatch.setattr(module, "read_source", endless)
    reader = Canned()

    def stop(step: Step) -> None:
        if step.record is not None and step.record.report.id == "20":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([tmp_path / "pipe"], ledger.store, reader, tell=stop)
    assert taken <= 24


def test_copies_that_wait_do_not_fill_the_memory(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 2_000)
    path = write(
        tmp_path / "a.jsonl",
        story(1),
        *[story(1, f"{word} ") for word in ["so", "then", "now", "thus", "well", "also", "yet", "too"]],
    )
    steps: list[Step] = []
    assert counts(ingest([path], ledger.store, Canned(), tell=steps.append)) == {
        "new": 1,
        "near": 8,
        "events": 1,
    }


# The real reader


def test_workers_make_the_same_ledger(reader: Reader, tmp_path: Path) -> None:
    texts = [
        f"France accused Russia of attack number {n} in Norway on Monday, which killed {n + 2} soldiers."
        for n in range(5)
    ]
    path = write(tmp_path / "a.jsonl", *texts)
    digests = set()
    for workers in (1, 2):
        with Ledger(tmp_path / f"{workers}.db") as made:
            assert ingest([path], made.store, reader, workers=workers).new == 5
            digests.add(made.digest())
    assert len(digests) == 1
