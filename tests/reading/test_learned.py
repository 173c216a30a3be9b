"""Who holds which office, learned from reports and used for later ones: what teaches, what does not, and the file."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import dragoman
from dragoman.errors import DataFileError, OutputError
from dragoman.records import Actor

DAY = date(2006, 3, 1)
LATER = date(2006, 9, 1)
TAUGHT = "Norwegian Defense Minister Anne-Grete Strom-Erichsen criticised Chile on Monday."
ASKED = "Strom-Erichsen condemned Peru on Monday."


def source(reader: dragoman.Reader, text: str, day: date | None = DAY, id_: str | None = None) -> Actor:
    (event,) = reader.read(dragoman.Report(text, day, id=id_)).events
    return event.sources[0]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "learned.csv"


@pytest.fixture
def learner(file: Path) -> dragoman.Reader:
    return dragoman.Reader(learn=file)


def test_a_surname_alone_is_known_once_a_report_told_it(learner: dragoman.Reader) -> None:
    assert source(learner, ASKED).country is None
    source(learner, TAUGHT)
    minister = source(learner, ASKED, LATER)
    assert (minister.name, minister.country, minister.office, minister.sectors) == (
        "Anne-Grete Strom-Erichsen",
        "NOR",
        "minister of defence",
        ("GOV", "MIL"),
    )


def test_later_runs_know_it_by_the_file(learner: dragoman.Reader, file: Path) -> None:
    source(learner, TAUGHT, id_="r-17")
    learner.save_learned()
    assert rows(file) == [
        {
            "name": "Anne-Grete Strom-Erichsen",
            "aliases": "Strom-Erichsen",
            "country": "NOR",
            "organisation": "",
            "office": "minister of defence",
            "sectors": "GOV MIL",
            "from": "2006-03-01",
            "to": "2006-03-01",
            "report": "r-17",
            "date": "2006-03-01",
            "words": "Norwegian Defense Minister Anne-Grete Strom-Erichsen",
        }
    ]
    assert source(dragoman.Reader(learn=file), ASKED, LATER).country == "NOR"


def test_twice_learned_is_one_row_with_the_first_evidence(learner: dragoman.Reader, file: Path) -> None:
    for id_, day in (("one", DAY), ("two", LATER), ("three", date(2005, 12, 1))):
        source(learner, TAUGHT, day, id_)
    learner.save_learned()
    again = dragoman.Reader(learn=file)
    source(again, TAUGHT, date(2007, 1, 1), "four")
    again.save_learned()
    (row,) = rows(file)
    assert (row["from"], row["to"]) == ("2005-12-01", "2007-01-01")
    assert (row["report"], row["date"]) == ("one", "2006-03-01")


@pytest.mark.parametrize(
    ("text", "name", "country", "office", "words"),
    [
        (
            "Arne Lundestad, the interior minister of Norway, criticised Chile.",
            "Arne Lundestad",
            "NOR",
            "minister of interior",
            "Arne Lundestad, the interior minister of Norway",
        ),
        (
            "The Peruvian foreign minister, Julio Quispe, criticised Chile.",
            "Julio Quispe",
            "PER",
            "minister of foreign affairs",
            "The Peruvian foreign minister, Julio Quispe",
        ),
    ],
)
def test_what_teaches(
    learner: dragoman.Reader, text: str, name: str, country: str, office: str, words: str
) -> None:
    learner.read(dragoman.Report(text, DAY))
    assert learner.learned is not None
    (entry,) = learner.learned
    assert (entry.name, entry.country, entry.office, entry.words) == (name, country, office, words)


@pytest.mark.parametrize(
    "text",
    [
        "Defense Minister Carlos Fuentealba criticised Peru.",  # whose minister the words don't say
        "Norwegian Kari Testdal criticised Peru.",  # no office
        "Former Norwegian Defense Minister Kari Testdal criticised Peru.",  # held no longer
        "Norwegian Defense Minister Testdal criticised Peru.",  # not the full name
        "French President Jacques Chirac criticised Peru.",  # known already
        "The Norwegian defense minister criticised Peru.",  # no name
        "Norway criticised Peru.",
        "",
    ],
)
def test_what_teaches_nothing(learner: dragoman.Reader, text: str) -> None:
    learner.read(dragoman.Report(text, DAY))
    assert learner.learned is not None
    assert list(learner.learned) == []


def test_far_from_the_days_it_was_said_it_is_not_used(learner: dragoman.Reader) -> None:
    source(learner, TAUGHT)
    assert source(learner, ASKED, date(2008, 1, 1)).country == "NOR"
    assert source(learner, ASKED, date(2012, 1, 1)).country is None
    assert source(learner, ASKED, None).country == "NOR"


def test_a_surname_of_two_is_neither(learner: dragoman.Reader) -> None:
    source(learner, TAUGHT)
    source(learner, "Chilean Interior Minister Rosa Strom-Erichsen criticised Peru on Monday.")
    assert source(learner, ASKED, LATER).country is None


def test_a_report_of_another_bearer_of_the_surname_means_its_own(learner: dragoman.Reader) -> None:
    source(learner, TAUGHT)
    record = learner.read(
        dragoman.Report("Chilean envoy Rosa Strom-Erichsen arrived on Monday. " + ASKED, LATER)
    )
    accuser = next(e for e in record.events if e.type == "ACCUSE").sources[0]
    assert (accuser.name, accuser.country) == ("Rosa Strom-Erichsen", "CHL")


@pytest.mark.parametrize("name", ["Aage Jordan", "Aage Chad"])
def test_a_surname_that_means_something_else_stays_that(learner: dragoman.Reader, name: str) -> None:
    learner.read(dragoman.Report(f"Norwegian Defense Minister {name} criticised Peru on Monday.", DAY))
    state = source(learner, f"{name.split()[1]} condemned Peru on Monday.", LATER)
    assert state.kind == "state"


def test_nobody_whose_surname_comes_first_is_known_by_one_word(learner: dragoman.Reader) -> None:
    learner.read(dragoman.Report("Chinese Defense Minister Wang Testing criticised Peru on Monday.", DAY))
    assert learner.learned is not None
    assert [entry.aliases for entry in learner.learned] == [()]


def test_a_reader_that_learns_nothing(reader: dragoman.Reader, tmp_path: Path) -> None:
    assert reader.learned is None
    reader.save_learned()
    reader.read(dragoman.Report(TAUGHT, DAY))
    assert source(reader, ASKED).country is None


def test_the_file_is_data_that_a_reader_takes(learner: dragoman.Reader, file: Path) -> None:
    source(learner, TAUGHT)
    learner.save_learned()
    own = file.with_name("people.csv")
    file.rename(own)
    assert source(dragoman.Reader(data=[own]), ASKED).country == "NOR"


# The file


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("Ane Lindahl,,,,minister,GOV,2004,2005,r,2004,words", "both empty"),
        ("Ane Lindahl,,NOR,,minister,GOV,2006,2005,r,2004,words", "before the first"),
        (",,NOR,,minister,GOV,2004,2005,r,2004,words", "name is empty"),
        ("Ane Lindahl,,NOR,,minister,GOV,soon,2005,r,2004,words", "from"),
        ("Ane Lindahl,,NOR,,minister,GOV,2004,2005,r,2004,words,more", "12 fields"),
    ],
)
def test_a_malformed_file_is_an_error_with_its_line(file: Path, row: str, what: str) -> None:
    head = "name,aliases,country,organisation,office,sectors,from,to,report,date,words\n"
    file.write_text(head + row + "\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=what) as error:
        _ = dragoman.Reader(learn=file).learned
    assert (error.value.where, error.value.line) == (str(file), 2)


def test_a_file_that_cannot_be_written_stays_as_it_was(
    learner: dragoman.Reader, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source(learner, TAUGHT)
    learner.save_learned()
    before = file.read_bytes()
    source(learner, TAUGHT, LATER)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="no space left"):
        learner.save_learned()
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_workers_learn_in_the_order_of_the_reports(file: Path) -> None:
    def reports() -> Iterator[dragoman.Report]:
        yield dragoman.Report(ASKED, DAY)
        yield dragoman.Report(TAUGHT, DAY)
        yield from (dragoman.Report(ASKED, LATER) for _ in range(3))

    records = list(dragoman.Reader(learn=file).read_many(reports(), workers=2))
    assert [record.events[0].sources[0].country for record in records] == [None, *["NOR"] * 4]


# The command


def test_the_command_learns_and_keeps_it(file: Path, tmp_path: Path, dragoman_command: object) -> None:
    assert callable(dragoman_command)
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text(json.dumps({"text": TAUGHT, "id": "a", "published": "2006-03-01"}))
    second.write_text(json.dumps({"text": ASKED, "id": "b", "published": "2006-09-01"}))
    assert dragoman_command("read", first, "--json", "--learn", file) == 0
    assert [row["report"] for row in rows(file)] == ["a"]
    out = tmp_path / "out.jsonl"
    assert dragoman_command("read", second, "--json", "--learn", file, "--out", out, "--workers", "2") == 0
    (record,) = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert record["events"][0]["sources"][0]["country"] == "NOR"
    assert dragoman_command("read", second, "--learn", tmp_path / "none" / "l.csv") == 2
    assert dragoman_command("read", second, "--learn", out, "--out", out) == 2


@pytest.fixture
def dragoman_command(monkeypatch: pytest.MonkeyPatch) -> object:
    from dragoman.cli.main import main

    def run(*arguments: str | Path) -> int:
        monkeypatch.setattr("sys.argv", ["dragoman", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        return int(end.value.code or 0)

    return run
