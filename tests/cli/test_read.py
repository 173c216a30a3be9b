"""`dragoman read`: what goes in, what comes out, in which order, with which exit status."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

Dragoman = Callable[..., Any]

MEETING = "Norway's foreign minister met his Chilean counterpart in Oslo on Monday.\n"
BLAME = "Chile condemned Norway on Sunday. At least 12 people were killed in a bomb attack, police said.\n"
PAGE = (
    "<html><head><title>Talks in Oslo</title><meta property='article:published_time' content='2020-03-04'></head>"
    f"<body><article><h1>Talks in Oslo</h1><p>{MEETING}</p><p>{BLAME}</p></article></body></html>"
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with two texts, a page and a file of rows."""
    (tmp_path / "blame.txt").write_text(BLAME)
    (tmp_path / "meeting.txt").write_text(MEETING)
    (tmp_path / "page.html").write_text(PAGE)
    rows = [{"id": str(n), "text": text, "date": "2020-03-04"} for n, text in enumerate([MEETING, BLAME])]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def test_one_file_as_json(dragoman: Dragoman, files: Path) -> None:
    run = dragoman("read", files / "meeting.txt", "--published", "2020-03-04", "--json")
    assert (run.status, run.err) == (0, "")
    (record,) = run.records
    assert record["schema"] == "dragoman/1"
    assert record["report"]["source"] == str(files / "meeting.txt")
    assert record["report"]["published"] == "2020-03-04"
    (event,) = record["events"]
    assert (event["type"], event["date"]["start"]) == ("CONSULT", "2020-03-02")
    assert MEETING[event["evidence"]["start"] : event["evidence"]["end"]] == event["evidence"]["text"]


def test_one_file_as_a_summary(dragoman: Dragoman, files: Path) -> None:
    run = dragoman("read", files / "meeting.txt", "--published", "2020-03-04")
    assert (run.status, run.err) == (0, "")
    assert "meeting.txt" in run.out
    assert "CONSULT" in run.out
    assert "2020-03-02" in run.out
    assert "met his Chilean counterpart" in run.out


def test_several_files_come_in_the_order_given(dragoman: Dragoman, files: Path) -> None:
    names = ["rows.jsonl", "meeting.txt", "page.html", "blame.txt"]
    run = dragoman("read", *(files / name for name in names), "--published", "2020-03-04", "--json")
    assert (run.status, run.err) == (0, "")
    sources = [Path(record["report"]["source"]).name for record in run.records]
    assert sources == ["rows.jsonl", "rows.jsonl", "meeting.txt", "page.html", "blame.txt"]
    assert [record["report"]["id"] for record in run.records[:2]] == ["0", "1"]
    assert run.records[3]["report"]["title"] == "Talks in Oslo"


def test_a_folder_is_read_by_name(dragoman: Dragoman, files: Path) -> None:
    run = dragoman("read", files, "--published", "2020-03-04", "--json")
    assert run.status == 0
    sources = [Path(record["report"]["source"]).name for record in run.records]
    assert sources == ["blame.txt", "meeting.txt", "page.html", "rows.jsonl", "rows.jsonl"]


@pytest.mark.parametrize("name", ["meeting.txt", "page.html", "rows.jsonl"])
def test_standard_input_is_read_as_the_file_would_be(dragoman: Dragoman, files: Path, name: str) -> None:
    whole = dragoman("read", files / name, "--published", "2020-03-04", "--json").records
    run = dragoman("read", "-", "--published", "2020-03-04", "--json", stdin=(files / name).read_bytes())
    assert run.status == 0
    for one, other in zip(whole, run.records, strict=True):
        assert other["report"].pop("source") == "-"
        del one["report"]["source"]
        assert one == other


def test_every_line_keeps_to_the_schema(dragoman: Dragoman, files: Path) -> None:
    schema = json.loads(dragoman("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    records = dragoman("read", files, "--json").records
    assert len(records) == 5
    for record in records:
        validator.validate(record)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**records[0], "events": [{"type": "CONSULT"}]})


@pytest.mark.parametrize("form", [["--json"], []])
def test_out_holds_what_would_be_printed(dragoman: Dragoman, files: Path, form: list[str]) -> None:
    out = files.parent / "records.out"
    arguments = ["read", files / "rows.jsonl", files / "meeting.txt", "--published", "2020-03-04", *form]
    printed = dragoman(*arguments)
    written = dragoman(*arguments, "--out", out)
    assert (written.status, written.out, written.err) == (0, "", "")
    assert out.read_text(encoding="utf-8") == printed.out != ""


def test_out_may_not_be_what_is_read(dragoman: Dragoman, files: Path) -> None:
    for inputs, out in (
        ([files / "rows.jsonl"], "rows.jsonl"),
        ([files], "rows.jsonl"),
        ([files], "new.jsonl"),
    ):
        run = dragoman("read", *inputs, "--json", "--out", files / out)
        assert run.status == 2
        assert "being read" in run.err
    assert (files / "rows.jsonl").stat().st_size > 0
    assert not (files / "new.jsonl").exists()


def test_two_workers_print_the_same_bytes(dragoman: Dragoman, files: Path) -> None:
    rows = [json.dumps({"id": str(n), "text": f"{MEETING} {BLAME} No. {n}."}) + "\n" for n in range(40)]
    (files / "many.jsonl").write_text("".join(rows))
    arguments = ["read", files / "many.jsonl", "nowhere.txt", files / "page.html", "--json"]
    one = dragoman(*arguments, "--published", "2020-03-04")
    two = dragoman(*arguments, "--published", "2020-03-04", "--workers", "2")
    assert len(one.records) == 41
    assert two == one


# What is wrong with the call


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing argument 'FILE...'"),
        (["a.txt", "--published", "yesterday"], "'yesterday' is no publication date"),
        (["a.txt", "--published", "2024-02-30"], "'2024-02-30' is no publication date"),
        (["a.txt", "--published", "04/05/2024"], "Write it as YYYY-MM-DD."),
        (["a.txt", "--published", ""], "it is empty"),
        (["a.txt", "--workers", "0"], "--workers"),
        (["a.txt", "--workers", "two"], "--workers"),
        (["a.txt", "--jsn"], "No such option: --jsn"),
        (["a.txt", "--data", "nowhere/who.toml"], "nowhere/who.toml: there is no such file"),
        (["a.txt", "--out", "nowhere/out.jsonl"], "can't write nowhere/out.jsonl: no such file or directory"),
    ],
)
def test_wrong_usage(dragoman: Dragoman, arguments: list[str], says: str) -> None:
    run = dragoman("read", *arguments)
    assert (run.status, run.out) == (2, "")
    assert says in run.err
    assert run.err.startswith("Usage: dragoman read [OPTIONS] FILE...\n")


def test_wrong_command(dragoman: Dragoman) -> None:
    run = dragoman("raed", "a.txt")
    assert run.status == 2
    assert "No such command 'raed'" in run.err


def test_no_command_shows_the_help(dragoman: Dragoman) -> None:
    run = dragoman()
    assert run.status == 2
    assert "Commands:\n  read " in run.out + run.err


def test_version(dragoman: Dragoman) -> None:
    run = dragoman("--version")
    assert run.status == 0
    assert run.out.startswith("dragoman ")


@pytest.mark.parametrize("command", ["read", "schema"])
def test_help_is_plain_text_of_80_columns(dragoman: Dragoman, command: str) -> None:
    run = dragoman(command, "--help")
    assert run.status == 0
    assert run.out.isascii()
    assert "<" not in run.out
    assert max(map(len, run.out.splitlines())) <= 80


# What is wrong with an input


def test_a_missing_file_is_named_and_the_others_are_read(dragoman: Dragoman, files: Path) -> None:
    run = dragoman(
        "read",
        files / "meeting.txt",
        "nowhere.txt",
        files / "blame.txt",
        "--published",
        "2020-03-04",
        "--json",
    )
    assert run.status == 1
    assert run.err == "dragoman: nowhere.txt: there is no such file or folder. Check the path. [D101]\n"
    assert [Path(record["report"]["source"]).name for record in run.records] == ["meeting.txt", "blame.txt"]


@pytest.mark.parametrize(
    ("name", "data", "code", "says"),
    [
        ("empty.txt", b"", "D102", "the file is empty"),
        ("noise.txt", bytes(range(256)) * 40, "D103", "a binary file"),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(100), "D103", "a PNG picture"),
        ("long.txt", b"a" * 30_000_000, "D105", "more than 8,000,000 bytes"),
        (
            "russian.txt",
            "Министр иностранных дел встретился во вторник со своим коллегой в Москве.".encode(),
            "D109",
            "the text is in Russian",
        ),
        ("table.ods", b"id,text\n1,a\n", "D107", "no source reads .ods files"),
    ],
)
def test_a_bad_file_is_named_with_the_reason(
    dragoman: Dragoman, tmp_path: Path, name: str, data: bytes, code: str, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    run = dragoman("read", path, "--json")
    assert (run.status, run.out) == (1, "")
    assert run.err.startswith(f"dragoman: {path}: ")
    assert says in run.err
    assert run.err.endswith(f"[{code}]\n")
    assert run.err.count("\n") == 1


def test_a_broken_row_is_named_by_its_line(dragoman: Dragoman, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        f'{{"id": "a", "text": {json.dumps(MEETING)}}}\n{{"text": \n{{"id": "c", "text": "Talks."}}\n'
    )
    run = dragoman("read", path, "--published", "2020-03-04", "--json")
    assert run.status == 1
    assert run.err.startswith(f"dragoman: {path}:2: the row ")
    assert [record["report"]["id"] for record in run.records] == ["a", "c"]


def test_a_report_that_reading_fails_on_is_named_and_the_others_are_read(
    dragoman: Dragoman, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dragoman.reading import reader as reading

    real = reading.Reader.record

    def record(self: Any, parsed: Any) -> Any:
        if parsed.report.id == "0":
            raise IndexError("list index out of range")
        return real(self, parsed)

    monkeypatch.setattr(reading.Reader, "record", record)
    run = dragoman("read", files / "rows.jsonl", "--json")
    assert run.status == 1
    assert [record["report"]["id"] for record in run.records] == ["1"]
    assert run.err.startswith(
        f"dragoman: {files / 'rows.jsonl'} (0): reading failed: IndexError: list index out"
    )
    assert run.err.endswith("[D502]\n")


def test_an_unknown_model(dragoman: Dragoman, files: Path) -> None:
    run = dragoman("read", files / "meeting.txt", "--model", "no_such_model", "--json")
    assert run.status == 1
    assert run.err.startswith("dragoman: the parsing model 'no_such_model' can't be loaded")
    assert run.err.endswith("[D301]\n")


# Dates


def test_a_report_without_a_date(dragoman: Dragoman, files: Path) -> None:
    run = dragoman("read", files / "meeting.txt", "--json")
    assert run.status == 0
    (record,) = run.records
    (warning,) = record["warnings"]
    assert warning.startswith("no publication date")
    assert run.err == f"dragoman: {files / 'meeting.txt'}: {warning}\n"
    assert record["report"]["published"] is None
    assert record["events"][0]["date"]["start"] is None


def test_a_date_in_the_future(dragoman: Dragoman, files: Path) -> None:
    run = dragoman("read", files / "meeting.txt", "--published", "2150-01-01", "--json")
    assert run.status == 0
    assert run.records[0]["warnings"] == ["the publication date 2150-01-01 lies in the future"]
    assert run.err.endswith(": the publication date 2150-01-01 lies in the future\n")


def test_a_date_of_its_own_goes_before_the_one_given(dragoman: Dragoman, files: Path) -> None:
    run = dragoman("read", files / "rows.jsonl", "--published", "1999-01-01", "--json")
    assert {record["report"]["published"] for record in run.records} == {"2020-03-04"}


def test_the_same_warning_is_told_a_few_times_and_then_counted(dragoman: Dragoman, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f'{{"id": "{n}", "text": "Talks."}}\n' for n in range(10)))
    run = dragoman("read", path, "--json")
    assert run.err.count("\n") == 4
    assert f"{path} (2): no publication date" in run.err
    assert f"{path}: the same of 7 more reports (no publication date)" in run.err
    assert all(record["warnings"] for record in run.records)


# A user's own data


def test_an_organisation_of_ones_own(dragoman: Dragoman, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("The Southern Trade Pact condemned Chile on Monday.\n")
    own = tmp_path / "organisations.csv"
    own.write_text("code,name,aliases,kind,sectors,members\nSTP,Southern Trade Pact,,IGO,BUS,\n")

    def code(*arguments: str | Path) -> str | None:
        run = dragoman("read", report, "--published", "2020-03-04", "--json", *arguments)
        (event,) = run.records[0]["events"]
        organisation: str | None = event["sources"][0]["organisation"]
        return organisation

    assert code() != "STP"
    assert code("--data", own) == "STP"


def test_a_trigger_of_ones_own(dragoman: Dragoman, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("France outvoted Chile on Monday. France condemned Chile on Sunday.\n")
    own = tmp_path / "triggers-mine.csv"
    own.write_text(
        "pos,trigger,type,mode,source,target,note\n"
        "verb,outvote,REJECT,,subject,object,\n"
        "verb,condemn,NONE,,,,here always of buildings\n"
    )

    def types(*arguments: str | Path) -> list[str]:
        record = dragoman("read", report, "--published", "2020-03-04", "--json", *arguments).records[0]
        return [event["type"] for event in record["events"]]

    assert types() == ["ACCUSE"]
    assert types("--data", own) == ["REJECT"]


def test_a_data_file_that_nothing_asks_for(dragoman: Dragoman, tmp_path: Path) -> None:
    own = tmp_path / "organizations.csv"
    own.touch()
    run = dragoman("read", "a.txt", "--data", own)
    assert run.status == 2
    assert "no data file is called organizations.csv" in run.err
    assert "organisations.csv" in run.err


def test_a_malformed_data_file(dragoman: Dragoman, files: Path, tmp_path: Path) -> None:
    own = tmp_path / "organisations.csv"
    own.write_text("code,name\nSTP,Southern Trade Pact,and,more\n")
    run = dragoman("read", files / "meeting.txt", "--data", own, "--json")
    assert (run.status, run.out) == (1, "")
    assert run.err.startswith(f"dragoman: {own}")
    assert run.err.endswith("[D201]\n")
