"""Undocumented means broken: docs/exchange.md names every column of every format, and how it is filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.exchange import FORMATS
from dragoman.exchange.__main__ import main
from dragoman.exchange.page import BEGIN, page

PAGE = Path(__file__).parents[2] / "docs" / "exchange.md"


def test_the_page_is_as_the_code_is() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), "run: python -m dragoman.exchange docs/exchange.md"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_stands_in_the_part_written_by_hand(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8").partition(BEGIN)[0]


def test_main_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.md"
    path.write_text("# Mine\n")
    assert main([str(path)]) == 0
    assert path.read_text().startswith("# Mine\n")
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
