"""Files whose heading names their columns: POLECAT and ICEWS. Rows are read by those names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from dragoman.errors import BrokenFile
from dragoman.exchange.incoming import Malformed, Row, Unread


class Fields:
    """The fields of a row by the names of their columns."""

    def __init__(self, columns: Mapping[str, int], fields: Sequence[str]) -> None:
        self._columns = columns
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        """The field of this name; "" where the file has no such column."""
        place = self._columns.get(name)
        return "" if place is None else self._fields[place]

    def first(self, *names: str) -> str:
        """The first of several fields that is not empty."""
        return next((self[name] for name in names if self[name]), "")


def headed(
    lines: Iterator[tuple[int, list[str]]], where: str, required: Sequence[str], read: Callable[[Fields], Row]
) -> Iterator[Row | Unread]:
    """The rows below the heading, which has the `required` names; a heading that comes again is passed over.

    What stands before the heading, has more or fewer fields than it, or makes no sense to `read`, is unread.
    Raises BrokenFile when there is no heading.
    """
    columns: dict[str, int] = {}
    widths: tuple[int, int] = (0, 0)
    before: list[int] = []
    for number, fields in lines:
        if all(name in fields for name in required):
            columns = {name: place for place, name in enumerate(fields) if name}
            widths = (max(columns.values()) + 1, len(fields))
            yield from (Unread(where, line, "it stands before the heading") for line in before)
            before = []
            continue
        if not columns:
            before.append(number)
            if len(before) > _FAR:
                break
            continue
        if not _fits(fields, widths):
            why = f"it has {len(fields)} fields, the heading {widths[0]}" if fields else "it is too long"
            yield Unread(where, number, why)
            continue
        try:
            yield read(Fields(columns, fields)) | {"line": number}
        except Malformed as error:
            yield Unread(where, number, str(error))
    if not columns:
        raise BrokenFile(f"no heading with {', '.join(required)}", where=where)


def _fits(fields: Sequence[str], widths: tuple[int, int]) -> bool:
    """Whether each field is under its column. `widths` count the heading's names, and its fields with stray tabs.

    Tabs behind the last column do no harm where that is filled. Where it is empty, the tab too many may stand anywhere
    before, and nobody knows which field is whose.
    """
    width = widths[0]
    if len(fields) in widths:
        return True
    return len(fields) > width and bool(fields[width - 1]) and not any(fields[width:])


_FAR = 100
"""Lines in which the heading must come."""
