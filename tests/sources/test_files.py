"""Single files of folders, and digests that tell whether a file was read before."""

from __future__ import annotations

import hashlib
import io
import os
import sys
from pathlib import Path

import pytest

from dragoman.errors import InputError
from dragoman.records import Report
from dragoman.sources import expand, read_source, read_sources, source_digest

TEXT = "The minister met his counterpart on Tuesday, officials said, and they talked about the border.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "b.txt": TEXT,
        "a/z.txt": TEXT,
        "a/1.jsonl": '{"text": "One."}\n{"text": "Two."}\n',
        "a/bad.docx": "x",
        "c.csv": "id,text\n1,Three.\n",
        ".hidden.txt": "X.",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    return tmp_path


def seen(items: object) -> list[object]:
    assert isinstance(items, list)
    return [item if isinstance(item, Report) else str(item) for item in items]


def test_the_files_of_a_folder_give_what_the_folder_gives(folder: Path) -> None:
    single: list[Report | InputError] = []
    for found in expand([folder]):
        single.extend([found] if isinstance(found, InputError) else read_source(found))
    assert seen(single) == seen(list(read_source(folder)))
    assert len(single) == 8


def test_what_is_no_folder_is_given_as_it_is(folder: Path) -> None:
    paths = ["-", "https://a.example/x", "nowhere.txt", folder / "b.txt"]
    assert list(expand(paths)) == ["-", "https://a.example/x", "nowhere.txt", str(folder / "b.txt")]


def test_an_empty_folder(tmp_path: Path) -> None:
    (error,) = expand([tmp_path])
    assert isinstance(error, InputError)
    assert error.code == "D102"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_names_that_are_no_utf8_lead_to_their_files(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xe9.txt", "wb") as file:
        file.write(TEXT.encode())
    (name,) = expand([tmp_path])
    assert isinstance(name, str)
    assert seen(list(read_sources([name]))) == seen(list(read_source(tmp_path)))
    assert source_digest(name) is not None


def test_digests(folder: Path, tmp_path: Path) -> None:
    assert source_digest(folder / "b.txt") == hashlib.sha256(TEXT.encode()).hexdigest()
    assert source_digest(str(folder / "b.txt")) == source_digest(folder / "a" / "z.txt")
    assert source_digest(folder / "c.csv") != source_digest(folder / "b.txt")


@pytest.mark.parametrize("path", ["-", "https://a.example/x", "nowhere.txt", ".", "a" * 5_000, "a\0b"])
def test_what_has_no_digest(path: str) -> None:
    assert source_digest(path) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_read_for_a_digest(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert source_digest(tmp_path / "pipe") is None


def test_standard_input_of_every_kind() -> None:
    for data in (b"id,text\n1,Three.\n", b"<rss><channel><item><title>Three.</title></item></channel></rss>"):
        (report,) = read_source("-", stdin=io.BytesIO(data))
        assert isinstance(report, Report)
        assert (report.text, report.source) == ("Three.", "-")
