"""Folders, standard input and files whose names say nothing."""

from __future__ import annotations

import io
import os
import threading
from datetime import date
from pathlib import Path

import pytest

from dragoman.errors import InputError
from dragoman.records import Report
from dragoman.sources import read_source

TEXT = "The minister met his counterpart on Tuesday, officials said, and they talked about the border.\n"
PAGE = f"<html><body><article><p>{TEXT}</p></article></body></html>"
ROWS = '{"text": "One."}\n{"text": "Two."}\n'


def texts(outcomes: object) -> list[str]:
    assert isinstance(outcomes, list)
    return [item.text.strip() if isinstance(item, Report) else item.code for item in outcomes]


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name, text in {
        "b.txt": "B.",
        "a/z.txt": "Z.",
        "a/1.jsonl": ROWS,
        "c.TXT": "C.",
        ".hidden/x.txt": "X.",
        ".y.txt": "Y.",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "notes.md").write_text("# Notes")
    outcomes = list(read_source(tmp_path, published=date(2024, 4, 4)))
    assert texts(outcomes) == ["One.", "Two.", "Z.", "B.", "C.", "D107"]
    assert [item.source for item in outcomes if isinstance(item, Report)][2] == str(tmp_path / "a" / "z.txt")
    assert {item.published for item in outcomes if isinstance(item, Report)} == {date(2024, 4, 4)}


def test_the_files_of_a_folder_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A.")
    (tmp_path / "b.txt").write_text("B.")
    outcomes = read_source(tmp_path)
    next(outcomes)
    (tmp_path / "b.txt").unlink()
    assert [type(item).__name__ for item in outcomes] == ["NotFound"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (TEXT, [TEXT.strip()]),
        ("\n\n" + TEXT, [TEXT.strip()]),
        (PAGE, [TEXT.strip()]),
        ("\n  <!DOCTYPE HTML>\n" + PAGE, [TEXT.strip()]),
        ("\ufeff" + PAGE, [TEXT.strip()]),
        (ROWS, ["One.", "Two."]),
        ("\n\n" + ROWS, ["One.", "Two."]),
        ('{"text": "One."', ["D106"]),
        ("{\n", ["D106"]),
        ("{so} it begins, the minister said.", ["{so} it begins, the minister said."]),
        ("<Reuters> The minister spoke.", ["<Reuters> The minister spoke."]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_standard_input_is_told_by_how_it_begins(data: str, expected: list[str], encoding: str) -> None:
    outcomes = list(read_source("-", stdin=io.BytesIO(data.encode(encoding))))
    assert texts(outcomes) == expected
    assert all((item.source if isinstance(item, Report) else item.where) == "-" for item in outcomes)


def test_a_file_without_an_ending_is_told_by_how_it_begins(tmp_path: Path) -> None:
    (tmp_path / "rows").write_text(ROWS)
    (tmp_path / "page").write_text(PAGE)
    assert texts(list(read_source(tmp_path))) == [TEXT.strip(), "One.", "Two."]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_followed_row_by_row(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    go_on = threading.Event()

    def write() -> None:
        with pipe.open("wb", buffering=0) as stream:
            stream.write(b'{"text": "One."}\n')
            # The second row is written only when the first has been read.
            go_on.wait(30)
            stream.write(b'{"text": "Two."}\n')

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    rows = read_source(pipe)
    first = next(rows)
    go_on.set()
    second = next(rows)
    assert texts([first, second]) == ["One.", "Two."]
    assert list(rows) == []
    writer.join(30)


def test_errors_are_given_not_raised() -> None:
    assert isinstance(next(read_source("nowhere.txt")), InputError)
