"""All formats that the ledger is handed on in."""

from __future__ import annotations

from collections.abc import Mapping

from dragoman.exchange import csv, gdelt, geojson, icews, jsonl, parquet, plover, polecat
from dragoman.exchange.format import Format

FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        polecat.FORMAT,
        icews.FORMAT,
        gdelt.GDELT_1,
        gdelt.GDELT_2,
        plover.FORMAT,
        jsonl.FORMAT,
        csv.FORMAT,
        parquet.FORMAT,
        geojson.FORMAT,
    )
}
