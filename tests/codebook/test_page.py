"""Undocumented means broken: the page names all that the codebook holds, and is no older than the data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dragoman import codebook
from dragoman.codebook.__main__ import main
from dragoman.codebook.loader import SHIPPED
from dragoman.codebook.page import page

DOCS = Path(__file__).parents[2] / "docs"
BOOK = codebook.load()


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def codebook_section() -> str:
    """The part of data-files.md that is about the codebook."""
    return read("data-files.md").partition("\n## Codebook\n")[2].partition("\n## ")[0]


def test_page_is_made_from_the_data() -> None:
    assert read("codebook.md") == page(BOOK), "run: python -m dragoman.codebook > docs/codebook.md"


def test_page_has_every_type_with_its_modes() -> None:
    text = read("codebook.md")
    for name, event in BOOK.types.items():
        section = re.search(rf"^### {name}$(.*?)^##", text, re.DOTALL | re.MULTILINE)
        assert section, name
        for piece in (
            event.definition,
            event.example,
            f"Score: {event.score:g}.",
            f"Quad class: {event.quad}.",
        ):
            assert piece in section[1], (name, piece)
        for mode in BOOK.modes(name).values():
            assert f"**{mode.mode}** (score" in section[1], (name, mode.mode)
            assert mode.definition in section[1]
            assert mode.example in section[1]


def test_page_has_every_context_sector_mark_and_place() -> None:
    text = read("codebook.md")
    for context in BOOK.contexts.values():
        assert f"\n### {context.name}\n" in text
        assert context.definition in text
        assert context.example in text
    for sector in BOOK.sectors.values():
        assert f"- **{sector.code}**. {sector.definition}" in text
        assert sector.example in text
    for mark in BOOK.auxiliary.values():
        assert f"- **{mark.name}**" in text
    for place in BOOK.partial:
        assert f"| {place} |" in text


@pytest.mark.parametrize("name", SHIPPED)
def test_every_data_file_is_described(name: str) -> None:
    assert f"`{name}`" in codebook_section()


def test_every_column_is_described() -> None:
    section = codebook_section()
    folder = Path(codebook.__file__).parent / "data"
    for path in folder.glob("*.toml"):
        for column in set(re.findall(r"^(\w+) = ", path.read_text(encoding="utf-8"), re.MULTILINE)):
            assert f"`{column}`" in section, (path.name, column)
    for column in (folder / "cameo.csv").read_text(encoding="utf-8").splitlines()[0].split(","):
        assert f"`{column}`" in section, column


def test_the_example_of_data_files_loads(tmp_path: Path) -> None:
    """The page's own example is a file that works."""
    section = codebook_section()
    example = re.search(r"```toml\n(.*?)```", section, re.DOTALL)
    assert example
    mine = tmp_path / "mine.toml"
    mine.write_text(example[1], encoding="utf-8")
    book = codebook.load([mine])
    assert book.score("SANCTION") != BOOK.score("SANCTION")
    assert len(book.contexts) > len(BOOK.contexts)


def test_command_prints_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == page(BOOK)
    bad = tmp_path / "bad.toml"
    bad.write_text("[[type]]\n", encoding="utf-8")
    assert main([str(bad)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert str(bad) in said.err
