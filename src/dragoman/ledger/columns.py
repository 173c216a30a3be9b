"""Which kinds of values do the columns of an answer have? Told by the struct that its rows are, not by the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    import pyarrow


def arrow_schema(kind: type[Struct]) -> pyarrow.Schema:
    """The Arrow schema of rows of this kind."""
    import pyarrow

    return pyarrow.schema([(name, _arrow(hint)) for name, hint in _hints(kind).items()])


def pandas_kinds(kind: type[Struct]) -> dict[str, str]:
    """The pandas dtype of each column; "object" for what has parts of its own."""
    import pandas

    # Before pandas 3 a column of kind str makes words of what is missing.
    words = "str" if int(pandas.__version__.split(".")[0]) >= 3 else "object"
    return {name: _pandas(*_plain(hint), words) for name, hint in _hints(kind).items()}


def _hints(kind: type[Struct]) -> dict[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(kind)}


def _plain(hint: Any) -> tuple[Any, bool]:
    """A kind without None, and whether None was among it; the values of a closed list are of their kind."""
    if get_origin(hint) in (Union, UnionType):
        kinds = [one for one in get_args(hint) if one is not NoneType]
        optional = len(kinds) < len(get_args(hint))
        plain = {_plain(one)[0] for one in kinds}
        # A whole number is a number too.
        if plain == {int, float}:
            return float, optional
        return (plain.pop() if len(plain) == 1 else Any), optional
    if get_origin(hint) is Literal:
        return type(get_args(hint)[0]), False
    return hint, False


def _pandas(hint: Any, optional: bool, words: str) -> str:
    if hint in (date, datetime):
        return "datetime64[us]"
    if hint is int:
        return "Int64" if optional else "int64"
    if hint is bool:
        return "boolean" if optional else "bool"
    return {float: "float64", str: words}.get(hint, "object")


def _arrow(hint: Any) -> pyarrow.DataType:
    import pyarrow

    plain, _ = _plain(hint)
    kinds: Mapping[Any, pyarrow.DataType] = {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        bool: pyarrow.bool_(),
        date: pyarrow.date32(),
        datetime: pyarrow.timestamp("us"),
    }
    if plain in kinds:
        return kinds[plain]
    origin, parts = get_origin(plain), get_args(plain)
    if origin in (tuple, list, Sequence) and parts:
        same = {str(_arrow(part)): part for part in parts if part is not Ellipsis}
        if len(same) == 1:
            return pyarrow.list_(_arrow(next(iter(same.values()))))
    if origin is dict:
        return pyarrow.map_(*map(_arrow, parts))
    if isinstance(plain, type) and issubclass(plain, Struct):
        return pyarrow.struct([(name, _arrow(inner)) for name, inner in _hints(plain).items()])
    raise TypeError(f"no column holds {hint!r}")
