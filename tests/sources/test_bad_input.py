"""Each thing that can't be read is named, with file, line, code and reason, and takes nothing else with it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.errors import InputError
from dragoman.records import Report
from dragoman.sources import read_source, read_sources
from dragoman.sources.limits import MAX_ROW, MAX_TEXT

ENGLISH = (
    "The foreign minister met his counterpart on Tuesday, officials said. They talked about the border.\n"
    "It was the first meeting since the war, and both of them said that there would be more.\n"
)
RUSSIAN = (
    "Министр иностранных дел встретился во вторник со своим коллегой, сообщили официальные лица.\n"
    "Это была первая встреча после войны, и обе стороны заявили, что переговоры будут продолжены.\n"
)
PAGE = (
    "<!doctype html><html><head><title>Talks</title></head><body><article><p>{}</p></article></body></html>"
)


def outcomes(path: Path | str) -> list[Report | InputError]:
    return list(read_source(path))


def only_error(path: Path | str) -> InputError:
    (outcome,) = outcomes(path)
    assert isinstance(outcome, InputError)
    return outcome


@pytest.mark.parametrize(
    ("name", "data", "code", "says"),
    [
        ("empty.txt", b"", "D102", "the file is empty"),
        ("blank.txt", b" \n\t\r\n", "D102", "nothing but blanks"),
        ("mark.txt", b"\xef\xbb\xbf", "D102", "the text is empty"),
        ("empty.html", b"", "D102", "the file is empty"),
        ("empty.jsonl", b"", "D102", "there is no row in it"),
        ("blank.jsonl", b"\n\n \n", "D102", "there is no row in it"),
        ("noise.txt", bytes(range(256)) * 40, "D103", "a binary file"),
        ("noise.html", bytes(range(256)) * 40, "D103", "a binary file"),
        ("noise.jsonl", bytes(range(256)) * 40, "D103", "a binary file"),
        ("report.txt", b"%PDF-1.7\n" + b"text " * 100, "D103", "a PDF file"),
        ("rows.jsonl", b"\x1f\x8b\x08" + b"x" * 100, "D103", "a gzip archive"),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + b"x" * 100, "D103", "a PNG picture"),
        ("controls.txt", b"abc\x01\x02\x03 def" * 50, "D103", "a binary file"),
        ("long.txt", b"a" * 30_000_000, "D105", "more than 8,000,000 bytes"),
        ("words.txt", b"word " * (MAX_TEXT // 5 + 1), "D105", "one report may have 2,000,000"),
        ("long.html", b"<p>" + b"a" * 30_000_000, "D105", "more than 16,000,000 bytes"),
        ("cut.txt", "Das Gespräch über Zölle".encode() + "ü".encode()[:1], "D104", "not saved whole"),
        ("cut16.txt", ENGLISH.encode("utf-16")[:-1], "D104", "not saved whole"),
        ("russian.txt", RUSSIAN.encode(), "D109", "the text is in Russian"),
        ("russian1251.txt", RUSSIAN.encode("cp1251"), "D109", "the text is in Russian"),
        ("russian16.txt", RUSSIAN.encode("utf-16"), "D109", "the text is in Russian"),
        ("russian.html", PAGE.format(RUSSIAN).encode(), "D109", "the text is in Russian"),
        (
            "links.html",
            b"<html><body><script>document.write('An article')</script></body></html>",
            "D102",
            "no article",
        ),
        ("table.ods", b"id,text\n1,a\n", "D107", "no source reads .ods files"),
        ("report.docx", b"PK\x03\x04", "D107", "no source reads .docx files"),
    ],
)
def test_unreadable_file(tmp_path: Path, name: str, data: bytes, code: str, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    error = only_error(path)
    assert error.code == code
    assert says in error.what
    assert str(error).startswith(f"{path}: ") or (
        error.line and str(error).startswith(f"{path}:{error.line}: ")
    )
    assert error.next_step


@pytest.mark.parametrize(
    ("row", "code", "says"),
    [
        (b"not json", "D106", "the row is no JSON: expecting value at column 1"),
        (b'{"text": "a" "b"}', "D106", "at column 14"),
        (b'{"text": "It ends', "D106", "the row ends too early to be JSON (invalid control character)"),
        (b'["text"]', "D106", "the row is a JSON list, not an object"),
        (b"null", "D106", "the row is a JSON null"),
        (b"17", "D106", "the row is a JSON number"),
        (b"{}", "D106", "the row has no text (it has no fields)"),
        (b'{"title": "a", "content": "b"}', "D106", "the row has no text (it has title, content)"),
        (b'{"text": null}', "D106", "the row has no text"),
        (b'{"text": NaN}', "D106", "the row has no text"),
        (b'{"text": 5}', "D106", '"text" is a JSON number, not text'),
        (b'{"text": ["a"]}', "D106", '"text" is a JSON list, not text'),
        (b'{"text": "  "}', "D102", "the text is empty"),
        (b'{"text": "Half \\ud83d"}', "D106", '"text" holds half a character'),
        (b'{"text": "a", "title": {"en": "b"}}', "D106", '"title" is a JSON object, not text'),
        (b'{"text": "a", "id": true}', "D106", '"id" is a JSON true or false'),
        (b'{"text": "a", "published": "yesterday"}', "D108", "'yesterday' is no publication date"),
        (b'{"text": "a", "date": "04/05/2024"}', "D108", "'04/05/2024' is no publication date"),
        (b'{"text": "a", "date": "2024-02-30"}', "D108", "'2024-02-30' is no publication date"),
        (b'{"text": "\xcc\xe8\xed\xe8\xf1\xf2\xf0 \xf1\xea\xe0\xe7\xe0\xeb"}', "D104", "not in UTF-8"),
        (b"[" * 200_000, "D106", "the row is no JSON"),
        (b'{"text": ' + b"9" * 5_000 + b"}", "D106", "the row is no JSON"),
        (f'{{"text": "{RUSSIAN.strip()}"}}'.replace("\n", " ").encode(), "D109", "the text is in Russian"),
        (b'{"text": "Ja.", "language": "nl"}', "D109", "the text is in Dutch"),
        (b'{"text": "' + b"a" * (MAX_TEXT + 1) + b'"}', "D105", "2,000,001 characters"),
        (b'{"text": "' + b"a" * MAX_ROW + b'"}', "D105", "more than 16,000,000 characters"),
    ],
)
def test_bad_row_is_named_and_the_others_read(tmp_path: Path, row: bytes, code: str, says: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"text": "One."}\n\n' + row + b'\n{"text": "Two."}\n')
    first, error, last = outcomes(path)
    assert isinstance(first, Report)
    assert isinstance(last, Report)
    assert (first.text, last.text) == ("One.", "Two.")
    assert isinstance(error, InputError)
    assert (error.code, error.line) == (code, 3)
    assert says in error.what
    assert str(error).startswith(f"{path}:3: ")


def test_rows_cut_off_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"text": "One."}\n{"text": "The minis')
    first, error = outcomes(path)
    assert isinstance(first, Report)
    assert isinstance(error, InputError)
    assert (error.code, error.line) == ("D106", 2)
    assert "It may not have been saved whole." in str(error)


def test_utf16_rows_cut_off_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes('{"text": "One."}\n{"text": "Two."}'.encode("utf-16")[:-1])
    *_, error = outcomes(path)
    assert isinstance(error, InputError)
    assert error.code == "D104"


def test_missing_file() -> None:
    error = only_error("nowhere/report.txt")
    assert (error.code, str(error)) == (
        "D101",
        "nowhere/report.txt: there is no such file or folder. Check the path. [D101]",
    )
    assert only_error("nowhere/report.csv").code == "D101"


def test_dangling_link(tmp_path: Path) -> None:
    link = tmp_path / "report.txt"
    link.symlink_to(tmp_path / "gone.txt")
    assert only_error(link).what == "the link points to nothing"
    assert only_error(tmp_path).what == "the link points to nothing"


def test_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The superuser, as whom tests may run, may read all; so the refusal is played.
    path = tmp_path / "report.txt"
    path.write_text(ENGLISH)

    def refuse(self: Path, mode: str) -> Iterator[bytes]:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    error = only_error(path)
    assert (error.where, error.what) == (str(path), "permission denied")
    assert error.next_step


def test_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> Iterator[os.DirEntry[str]]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    assert only_error(tmp_path).what == "permission denied"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens but can't be read")
def test_file_that_opens_but_fails(tmp_path: Path) -> None:
    link = tmp_path / "report.txt"
    link.symlink_to("/proc/self/mem")
    assert "it can't be read" in only_error(link).what


def test_name_too_long() -> None:
    assert "name too long" in only_error("a" * 5_000 + ".txt").what


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_name_that_is_no_utf8_can_be_shown(tmp_path: Path) -> None:
    os.mkdir(os.fsencode(tmp_path) + b"/\xe9t\xe9")
    with open(os.fsencode(tmp_path) + b"/\xe9t\xe9/a.txt", "wb") as file:
        file.write(ENGLISH.encode())
    (report,) = outcomes(tmp_path)
    assert isinstance(report, Report)
    assert report.source == f"{tmp_path}/\ufffdt\ufffd/a.txt"
    report.source.encode("utf-8")


def test_link_that_leads_back_up(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "report.txt").write_text(ENGLISH)
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    error, report = outcomes(tmp_path)
    assert isinstance(error, InputError)
    assert error.where == str(tmp_path / "a" / "again")
    assert "leads back to a folder above it" in error.what
    assert isinstance(report, Report)


def test_link_to_itself(tmp_path: Path) -> None:
    link = tmp_path / "report.txt"
    link.symlink_to(link)
    assert only_error(link).where == str(link)


def test_empty_folder(tmp_path: Path) -> None:
    (tmp_path / ".hidden.txt").write_text(ENGLISH)
    error = only_error(tmp_path)
    assert (error.code, error.what) == ("D102", "there is no file in the folder")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert only_error(tmp_path).what == "this is no regular file"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs an endless file")
def test_endless_file_is_left_in_time() -> None:
    assert only_error("/dev/zero").code == "D105"


def test_empty_standard_input() -> None:
    (error,) = read_source("-", stdin=io.BytesIO(b""))
    assert isinstance(error, InputError)
    assert (error.code, error.where) == ("D102", "-")


def test_a_batch_goes_on_past_every_error(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_text(ENGLISH)
    paths = [
        "nowhere",
        tmp_path / "bad.txt",
        tmp_path / "good.txt",
        tmp_path / "x.csv",
        tmp_path / "good.txt",
    ]
    kinds = [type(outcome).__name__ for outcome in read_sources(paths)]
    assert kinds == ["NotFound", "EmptyInput", "Report", "NotFound", "Report"]
