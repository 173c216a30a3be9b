"""How the output looks: in a pipe and on a terminal, and when a report or its name tries to steer it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from rich.cells import cell_len

from dragoman.cli import progress
from dragoman.cli.plain import visible
from dragoman.cli.progress import Progress

Dragoman = Callable[..., Any]

ROOT = Path(__file__).parents[2]
TEXT = (
    "Norway's foreign minister met his Chilean counterpart in Oslo on Monday. Chile condemned Norway on Sunday "
    "after at least 12 people were killed in a bomb attack in the north of the country, police said.\n"
)
HOSTILE = (
    "Norway's \x1b[31mforeign\x1b[0m minister met his \x1b]0;owned\x07 counterpart [bold red]in[/bold red] Oslo on "
    "Monday. [link=https://example.org]Chile[/link] condemned Norway\u202e on Sunday :skull: {evil} %s, officials "
    "said.\r\x08\x7f\x9b2J At least 12 [/] people were killed.\n"
)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[IO[bytes]]:
    """A file for what a process writes to stderr: a pipe that nobody empties would stop it."""
    with (tmp_path / "stderr").open("w+b") as file:
        yield file


def process(*arguments: str | Path, **options: Any) -> subprocess.Popen[bytes]:
    """`dragoman` in a process of its own, its standard output a pipe."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "dragoman", *map(str, arguments)]
    return subprocess.Popen(command, env=environment, **{"stdout": subprocess.PIPE, **options})


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(TEXT * 3)
    return path


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A file that takes a while."""
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({"id": str(n), "text": TEXT}) + "\n" for n in range(1000)))
    return path


@contextmanager
def terminal(
    monkeypatch: pytest.MonkeyPatch, patience: float
) -> Iterator[tuple[Progress, Callable[[bytes], bytes]]]:
    """Progress on a terminal, and a function that gives what the terminal shows up to some words."""
    pty = pytest.importorskip("pty", reason="needs pseudo-terminals")
    screen, end = pty.openpty()

    def shown(words: bytes) -> bytes:
        seen = b""
        while words not in seen and select.select([screen], [], [], 5)[0]:
            seen += os.read(screen, 4096)
        return seen

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "PATIENCE", patience)
    with os.fdopen(end, "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        with Progress() as line:
            yield line, shown
    os.close(screen)


# In a pipe


def test_no_colours_in_a_pipe(dragoman: Dragoman, report: Path) -> None:
    assert "\x1b" not in dragoman("read", report, "--published", "2020-03-04").out


def test_no_line_of_the_summary_is_wider_than_80_columns(dragoman: Dragoman, tmp_path: Path) -> None:
    row = {
        "title": "Talks " * 40,
        "publisher": "A publisher of a very long name indeed " * 3,
        "url": "https://example.org/" + "a" * 120,
        "text": TEXT + "Norway condemned Chile 日本語の新聞は長い行を持つことがあります" + "x" * 300 + ".",
    }
    path = tmp_path / f"{'long' * 30}.jsonl"
    path.write_text(json.dumps(row) + "\n")
    lines = dragoman("read", path, "--published", "2020-03-04").out.splitlines()
    assert len(lines) > 10
    assert [line for line in lines if cell_len(line) > 80] == []


def test_nothing_but_errors_and_warnings_on_stderr(
    dragoman: Dragoman, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    rows.write_text("".join(rows.read_text().splitlines(keepends=True)[:20]))
    assert dragoman("read", rows, "--published", "2020-03-04", "--json").err == ""


def test_a_closed_pipe_leaves_no_traceback(rows: Path, told: IO[bytes]) -> None:
    with process("read", rows, "--published", "2020-03-04", stderr=told) as run:
        assert run.stdout is not None
        assert run.stdout.readline()
        run.stdout.close()
    assert run.returncode == 1
    told.seek(0)
    assert told.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_in_one_line(dragoman: Dragoman, report: Path) -> None:
    with open("/dev/full", "w") as full:
        run = process("schema", stdout=full, stderr=subprocess.PIPE)
        _, err = run.communicate()
    written = dragoman("read", report, "--published", "2020-03-04", "--out", "/dev/full")
    for status, told, name in (
        (run.returncode, err.decode(), "standard output"),
        (written.status, written.err, "/dev/full"),
    ):
        assert status == 1
        assert told.startswith(f"dragoman: {name}: can't write: no space left on device.")
        assert told.endswith("[D601]\n")
        assert told.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_output_that_is_closed_is_told_in_one_line() -> None:
    command = f"'{sys.executable}' -m dragoman schema >&-"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(command, shell=True, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.startswith("dragoman: standard output: it is closed.")
    assert run.stderr.count("\n") == 1


def test_output_is_utf8_wherever_it_goes(dragoman: Dragoman, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("Chile condemned Côte d'Ivoire on Sunday, Łódź said – “no”.\n", encoding="utf-8")
    run = dragoman("read", path, "--published", "2020-03-04", encoding="ascii")
    assert (run.status, run.err) == (0, "")
    assert "Côte d'Ivoire" in run.out


# Words that steer


@pytest.mark.parametrize("form", [["--json"], []])
def test_a_hostile_report_is_shown_harmlessly(dragoman: Dragoman, tmp_path: Path, form: list[str]) -> None:
    row = {
        "id": "\x1b[2Jid",
        "title": f"[red]{HOSTILE}",
        "publisher": HOSTILE,
        "url": HOSTILE,
        "text": HOSTILE,
    }
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n")
    run = dragoman("read", path, *form)
    assert run.status == 0
    for shown in (run.out.split("\n"), run.err.split("\n")):
        assert [line for line in shown if not line.isprintable() and not form] == []
        assert not {"\x1b", "\x07", "\x08", "\x7f", "\x9b", "\r"} & set("".join(shown))
    if not form:
        assert "[red]Norway's" in run.out
        assert "[link=https://example.org]Chile[/link] condemned Norway" in run.out.replace(
            "\n", " "
        ).replace("  ", "")
    else:
        (record,) = run.records
        for event in record["events"]:
            assert HOSTILE[event["evidence"]["start"] : event["evidence"]["end"]] == event["evidence"]["text"]


@pytest.mark.skipif(sys.platform == "win32", reason="has no such names")
def test_a_hostile_name_of_a_file_is_shown_harmlessly(dragoman: Dragoman, tmp_path: Path) -> None:
    run = dragoman("read", tmp_path / "\x1b[2J[red]a\n.txt")
    assert run.status == 1
    assert run.err.count("\n") == 1
    assert "\x1b" not in run.err
    assert "[2J[red]a .txt: there is no such file" in run.err


def test_visible() -> None:
    assert visible("a\x1b[1mb\u202ec\nd – é 日本") == "a [1mb c d – é 日本"


# On a terminal


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch, patience=0.0) as (line, shown):
        assert b"reading" in shown(b"reading")
        line.advance()
        assert b"1 report read" in shown(b"1 report read")
        line.advance()
        assert b"2 reports read" in shown(b"2 reports read")
        line.say("dragoman: [red]report.txt\x1b[2J: a warning")
        assert b"dragoman: [red]report.txt [2J: a warning" in shown(b"a warning")


def test_progress_waits_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch, patience=3600.0) as (line, shown):
        line.advance()
        line.say("told plainly")
        assert shown(b"plainly\r\n") == b"told plainly\r\n"


def test_progress_is_gone_for_good_once_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch, patience=0.0) as (line, shown):
        assert b"\x1b[?25l" in shown(b"reading")
        line.hide()
        # The cursor is shown again, and the line erased.
        assert b"\x1b[?25h" in shown(b"\x1b[1A\x1b[2K")
        line.advance()
        line.say("told plainly")
        assert shown(b"plainly\r\n") == b"told plainly\r\n"


def test_no_progress_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as line:
        line.advance()
        line.say("told plainly")
    assert capsys.readouterr().err == "told plainly\n"


# Interrupted


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals to a group of processes")
def test_ctrl_c_ends_all_at_once_and_quietly(rows: Path, told: IO[bytes]) -> None:
    arguments = ["read", str(rows), "--json", "--published", "2020-03-04", "--workers", "2"]
    with process(*arguments, start_new_session=True, stderr=told) as run:
        assert run.stdout is not None
        assert run.stdout.readline()
        os.killpg(run.pid, signal.SIGINT)
        run.communicate(timeout=60)
    assert run.returncode == 130
    told.seek(0)
    assert told.read() == b""
    with pytest.raises(ProcessLookupError):
        _wait_for_group(run.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_workers_end_when_the_first_process_is_killed(rows: Path) -> None:
    arguments = ["read", str(rows), "--json", "--published", "2020-03-04", "--workers", "2"]
    with process(*arguments, start_new_session=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline()
        os.kill(run.pid, signal.SIGKILL)
    with pytest.raises(ProcessLookupError):
        _wait_for_group(run.pid)


def _wait_for_group(group: int) -> None:
    """Wait for the end of all processes of a group; raises ProcessLookupError when it has come."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        os.killpg(group, 0)
        time.sleep(0.05)
