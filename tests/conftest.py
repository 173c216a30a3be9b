"""What all tests share: the parsing model is loaded once a process, and a reader is made once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

import dragoman
from dragoman.reading import reader as reading
from dragoman.reading.parse import Parser


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes tests/golden anew."""
    parser.addoption("--update-golden", action="store_true", help="write the records of tests/golden anew")


@pytest.fixture(scope="session", autouse=True)
def _one_model() -> Iterator[None]:
    """Give readers of the same model the same parser; of a user's files only lemmas.toml makes another of it."""

    @cache
    def parser(model: str, data: tuple[Path, ...]) -> Parser:
        return Parser(model, data)

    def shared(model: str, data: Sequence[Path] = ()) -> Parser:
        return parser(model, tuple(path for path in data if path.name == "lemmas.toml"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "Parser", shared)
        yield


@pytest.fixture(scope="session")
def reader() -> dragoman.Reader:
    """A reader with the shipped model and data."""
    return dragoman.Reader()


@pytest.fixture(scope="session")
def parser(reader: dragoman.Reader) -> Parser:
    """The parser with the shipped model."""
    return reader.parser
