from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import DataFileError
from dragoman.gazetteer.tables import read_header, read_rows


def table(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_comments_and_empty_lines_are_passed_over_but_counted(tmp_path: Path) -> None:
    path = table(tmp_path, "# why\na,b\n\n1,2\n# note\n 3 , 4 \n")
    assert list(read_rows(path)) == [(4, {"a": "1", "b": "2"}), (6, {"a": "3", "b": "4"})]
    assert read_header(path) == ("a", "b")


def test_quotation_marks_commas_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = table(tmp_path, '\ufeffa,b\n"x, y","say ""no"""\n')
    assert list(read_rows(path, ["a"])) == [(2, {"a": "x, y", "b": 'say "no"'})]


def test_a_short_row_is_filled_up(tmp_path: Path) -> None:
    assert list(read_rows(table(tmp_path, "a,b,c\n1\n"))) == [(2, {"a": "1", "b": "", "c": ""})]


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("", None, "no header"),
        ("# only a comment\n", None, "no header"),
        ("a,b\n1,2,3\n", 2, "3 fields"),
        ("#\na,b\n1,2\n\n1,2,3\n", 5, "3 fields"),
        ('a,b\n1,"2\n3,4\n', 2, "can't be read"),
        ('a,b\n1,"2\n3,4"\n', 2, "not closed"),
        ("a,c\n1,2\n", 1, "lacks b"),
        ("a,b,b\n", 1, "b twice"),
        (b"a,b\n\xff\xfe,2\n", None, "not UTF-8"),
    ],
)
def test_a_malformed_table_names_file_and_line(
    tmp_path: Path, content: str | bytes, line: int | None, says: str
) -> None:
    path = table(tmp_path, content)
    with pytest.raises(DataFileError, match=says) as caught:
        list(read_rows(path, ["a", "b"]))
    assert caught.value.where == str(path)
    assert caught.value.line == line


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="can't open"):
        list(read_rows(tmp_path / "nowhere.csv"))


@given(content=st.text(max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    path = table(tmp_path_factory.mktemp("any"), content.encode("utf-8", "replace"))
    try:
        rows = list(read_rows(path))
    except DataFileError:
        return
    numbers = [number for number, _ in rows]
    assert numbers == sorted(set(numbers))
