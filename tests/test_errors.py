"""The tree of errors: each has its own code, says where, what and what next, and crosses a process boundary whole."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from itertools import product

import pytest

from dragoman import errors
from dragoman.errors import DataFileError, DragomanError, InputError, NotFound


def family(kind: type[DragomanError] = DragomanError) -> Iterator[type[DragomanError]]:
    yield kind
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from family(child)


ALL = list(family())
LEAVES = [kind for kind in ALL if kind not in (DragomanError, InputError)]


def test_every_error_of_the_module_belongs_to_the_tree() -> None:
    classes = {
        value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)
    }
    assert set(ALL) == classes


def test_codes_are_unique_and_of_one_form() -> None:
    codes = [kind.__dict__.get("code") for kind in ALL]
    assert all(code and re.fullmatch(r"D\d{3}", code) for code in codes), codes
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("kind", ALL)
def test_every_error_is_explained(kind: type[DragomanError]) -> None:
    assert "__doc__" in kind.__dict__
    assert len((kind.__doc__ or "").split()) > 3


def drawn() -> dict[str, tuple[str | None, str | None]]:
    """Name: its parent and code, from the drawing in the docstring of the module."""
    found: dict[str, tuple[str | None, str | None]] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"(    [ │├└─]*)([A-Z]\w+)\s+(?:(D\d{3})\s+)?\S", line)
        if match is None:
            continue
        depth, name = len(match[1]), match[2]
        above = [(d, n) for d, n in above if d < depth]
        found[name] = (above[-1][1] if above else None, match[3])
        above.append((depth, name))
    return found


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    tree = {kind.__name__: (kind.__base__.__name__ if kind is not DragomanError else None) for kind in ALL}
    assert {name: parent for name, (parent, _) in drawn().items()} == tree


def test_the_codes_in_the_docstring_are_the_codes() -> None:
    assert {name: code for name, (_, code) in drawn().items() if code} == {k.__name__: k.code for k in LEAVES}


@pytest.mark.parametrize("kind", LEAVES)
def test_what_an_error_says(kind: type[DragomanError]) -> None:
    error = kind("it broke", where="a/b.csv", line=7)
    assert str(error).startswith("a/b.csv:7: it broke.")
    assert str(error).endswith(f"[{kind.code}]")
    assert kind.next_step
    assert kind.next_step in str(error)
    assert kind.next_step.endswith((".", "?"))


def test_place_line_and_next_step_may_be_missing_or_given() -> None:
    assert (
        str(DataFileError("it broke", where="a.csv", next_step="Mend it."))
        == "a.csv: it broke. Mend it. [D201]"
    )
    assert str(DataFileError("it broke", next_step="")) == "it broke. [D201]"
    assert str(DataFileError("it broke", line=3, next_step="")) == "it broke. [D201]"
    assert NotFound.next_step == "Check the path."


@pytest.mark.parametrize(
    ("kind", "where", "line", "next_step"),
    list(product(ALL, ("", "a/b.csv"), (None, 7), (None, "", "Go on."))),
)
def test_an_error_survives_pickling(
    kind: type[DragomanError], where: str, line: int | None, next_step: str | None
) -> None:
    error = kind("it broke", where=where, line=line, next_step=next_step)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)
    assert (again.what, again.where, again.line, again.next_step, again.code) == (
        error.what,
        error.where,
        error.line,
        error.next_step,
        error.code,
    )


def test_one_except_catches_them_all() -> None:
    assert all(issubclass(kind, DragomanError) for kind in ALL)
    assert not any(issubclass(kind, (ValueError, OSError)) for kind in ALL)
