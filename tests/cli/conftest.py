"""`dragoman`, run in this process through its console entry, as a user's shell would see it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dragoman.cli.main import main


@dataclass(frozen=True)
class Run:
    """What a run left: its exit status, and what it wrote where."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Dragoman = Callable[..., Run]


@pytest.fixture
def dragoman(monkeypatch: pytest.MonkeyPatch) -> Dragoman:
    """Run `dragoman` with arguments, `stdin` as its standard input, both outputs being pipes.

    `encoding` is what the system takes for the encoding of the three.
    """

    def run(*arguments: str | Path, stdin: bytes = b"", encoding: str = "utf-8") -> Run:
        streams = [io.TextIOWrapper(io.BytesIO(data), encoding=encoding) for data in (stdin, b"", b"")]
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            monkeypatch.setattr(sys, name, stream)
        monkeypatch.setattr(sys, "argv", ["dragoman", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        written = []
        for stream in streams[1:]:
            stream.flush()
            assert isinstance(stream.buffer, io.BytesIO)
            written.append(stream.buffer.getvalue().decode("utf-8"))
        status = end.value.code
        return Run(int(status or 0), *written)

    return run
