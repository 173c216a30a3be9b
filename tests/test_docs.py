"""Undocumented means broken: commands, options, JSON fields, errors, data files and public names stand in the docs."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
import typer

import dragoman
from dragoman import errors, records
from dragoman.cli.main import app

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def sections(text: str, level: int = 2) -> dict[str, str]:
    """What stands below each heading of a level, by the heading."""
    parts = re.split(rf"^{'#' * level} (.+)$", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(section: str) -> dict[str, str]:
    """The rows of the tables in a section: the names in backticks of the first column, each with the whole row."""
    found = {}
    for row in re.findall(r"^\|.+\|$", section, re.M):
        for name in re.findall(r"`([^`]+)`", row.split("|")[1]):
            found[name] = row
    return found


# Command line

GROUP: Any = typer.main.get_command(app)


def _commands(group: Any, before: str = "") -> dict[str, Any]:
    """Every command by its whole name ("actors resolve"), groups of commands among them."""
    found = {}
    for name, command in group.commands.items():
        found[before + name] = command
        if hasattr(command, "commands"):
            found |= _commands(command, f"{before}{name} ")
    return found


COMMANDS = _commands(GROUP)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_and_option_is_documented(name: str) -> None:
    section = sections(page("cli.md"))[f"dragoman {name}"]
    known = {option.split()[0] for option in rows(section) if option.startswith("-")}
    context = COMMANDS[name].make_context(name, [], resilient_parsing=True)
    have = {
        word for param in COMMANDS[name].get_params(context) for word in param.opts if word.startswith("-")
    }
    assert known - {"-"} == have


def test_no_command_is_documented_that_there_is_not() -> None:
    headings = [heading for heading in sections(page("cli.md")) if heading.startswith("dragoman ")]
    assert {heading.removeprefix("dragoman ") for heading in headings} == set(COMMANDS)


def test_the_options_of_dragoman_itself_are_documented() -> None:
    head = page("cli.md").split("\n## ")[0]
    for param in GROUP.params:
        assert f"`{param.opts[0]}`" in head


@pytest.mark.parametrize("name", list(COMMANDS))
def test_options_take_what_the_page_says(name: str) -> None:
    section = sections(page("cli.md"))[f"dragoman {name}"]
    told = dict(option.split(" ", 1) for option in rows(section) if option.startswith("--") and " " in option)
    have = {param.opts[0]: param.metavar for param in COMMANDS[name].params if param.opts[0][0] == "-"}
    assert told == {option: metavar for option, metavar in have.items() if metavar}


# JSON

TYPES = {
    "Record": records.RecordDocument,
    "Report": records.ReportHead,
    "Span": records.Span,
    "Actor": records.Actor,
    "Event": records.Event,
    "Date": records.DateRange,
    "Place": records.Place,
    "Claim": records.Claim,
    "Figure": records.Figure,
    "Contact": records.Contact,
    "Stated gap": records.StatedGap,
    "Position": records.Position,
}
"""The headings of docs/json.md and the types that they describe."""


def test_every_object_of_the_json_is_documented() -> None:
    assert set(sections(page("json.md"))) == set(TYPES)
    assert set(records.json_schema()["$defs"]) == {kind.__name__ for kind in TYPES.values()}


@pytest.mark.parametrize("heading", TYPES)
def test_every_field_of_the_json_is_documented(heading: str) -> None:
    assert set(rows(sections(page("json.md"))[heading])) == set(TYPES[heading].__struct_fields__)


@pytest.mark.parametrize("heading", TYPES)
def test_every_value_of_a_closed_list_is_documented(heading: str) -> None:
    told = rows(sections(page("json.md"))[heading])
    for field, hint in get_type_hints(TYPES[heading]).items():
        if get_origin(hint) is Literal:
            assert {value for value in get_args(hint) if f"`{value}`" not in told[field]} == set(), field


def test_links_lead_to_headings() -> None:
    text = page("json.md")
    anchors = {heading.lower().replace(" ", "-") for heading in sections(text)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


@pytest.mark.parametrize(
    "source", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda path: path.name
)
def test_links_lead_to_files(source: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", source.read_text(encoding="utf-8")):
        if "://" not in link:
            assert (source.parent / link).exists(), link


# Errors


def tree(kind: type[errors.DragomanError]) -> list[type[errors.DragomanError]]:
    return [one for below in kind.__subclasses__() for one in (below, *tree(below))]


ERRORS = [kind for kind in tree(errors.DragomanError) if kind.__module__ == "dragoman.errors"]


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in ERRORS]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"D[1-9]\d\d", code) for code in codes)


def test_every_error_is_documented() -> None:
    told = dict(re.findall(r"^\| (D\d+) \| `(\w+)` \|", page("errors.md"), re.M))
    assert told == {kind.code: kind.__name__ for kind in ERRORS}


def test_every_error_says_what_to_do() -> None:
    for row in re.findall(r"^\| D\d+ .+\|$", page("errors.md"), re.M):
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 4, row
        assert all(cells), row


def test_every_error_stands_in_the_tree_of_its_module() -> None:
    drawn = ast.get_docstring(ast.parse(Path(errors.__file__).read_text(encoding="utf-8"))) or ""
    for kind in ERRORS:
        if kind.code.endswith("00"):
            assert f" {kind.__name__} " in drawn
        else:
            assert re.search(rf" {kind.__name__} +{kind.code} ", drawn), kind


# Data files

DATA = sorted(
    path for path in (ROOT / "src").glob("**/data/**/*") if path.is_file() and path.suffix != ".pyc"
)


def test_there_are_data_files() -> None:
    assert len(DATA) > 20


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.name)
def test_every_data_file_is_documented(path: Path) -> None:
    described = re.search(rf"`([\w/]*/)?{re.escape(path.name)}`", page("data-files.md")) is not None
    assert described, f"docs/data-files.md says nothing of {path.name}"


# Python


def test_every_public_name_is_there() -> None:
    assert sorted(dragoman.__all__) == list(dragoman.__all__)
    for name in dragoman.__all__:
        assert getattr(dragoman, name) is not None


def test_every_public_name_is_documented() -> None:
    assert set(rows(sections(page("python.md"))["Types"])) == set(dragoman.__all__)


@pytest.mark.parametrize("name", [name for name in dragoman.__all__ if name != "__version__"])
def test_every_public_name_says_what_it_is(name: str) -> None:
    assert (getattr(dragoman, name).__doc__ or "").strip()


def test_every_call_of_the_reader_is_documented() -> None:
    told = {name.split("(")[0] for name in rows(sections(page("python.md"))["Reader"])}
    internal = {"parser", "gazetteer", "codebook", "lexicon", "record", "candidates", "linked"}
    calls = {name for name in dir(dragoman.Reader) if not name.startswith("_")} - internal
    assert calls <= told
    assert told - {"Reader"} <= set(dir(dragoman.Reader))
