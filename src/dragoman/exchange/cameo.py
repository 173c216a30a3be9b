"""CAMEO codes as they come in, and what they are in PLOVER."""

from __future__ import annotations

import re

from dragoman import codebook
from dragoman.codebook import PloverCode
from dragoman.exchange.incoming import Malformed

_CODE = re.compile(r"\d{2,4}")
_LAST_ROOT = 20


def cameo_code(field: str) -> str:
    """The code, with the leading zero that a spreadsheet may have taken ("42" is 042; "12" stays, it is a code itself).

    Raises Malformed for what is no CAMEO code.
    """
    code = f"0{field}" if f"0{field}" in codebook.load().cameo and not _is_code(field) else field
    if not _is_code(code):
        raise Malformed(f"no CAMEO code: {field[:40]!r}")
    return code


def _is_code(code: str) -> bool:
    return _CODE.fullmatch(code) is not None and 1 <= int(code[:2]) <= _LAST_ROOT


def plover(code: str) -> PloverCode | None:
    """The PLOVER type and mode of a code; None for a statement, which has none."""
    return codebook.load().from_cameo(code)
