"""The ledger in other people's formats, out and in.

    from dragoman.exchange import FORMATS, export
    with dragoman.Ledger("ledger.db") as ledger:
        left = export(ledger.store, FORMATS["polecat"], Path("polecat.txt"), {"actor": "FRA"})
        print(*left, sep="\\n")             # what the format has no place for, in counts

Each format is a file of this package: a table of its columns, each with how it is filled. docs/exchange.md is made of
these tables. All take their rows from rows.py, documents.py or incidents.py.
"""

from __future__ import annotations

from dragoman.exchange.exporting import export
from dragoman.exchange.format import Format
from dragoman.exchange.formats import FORMATS
from dragoman.exchange.importing import Imported, import_events
from dragoman.exchange.incoming import Unread
from dragoman.exchange.left_out import LeftOut
from dragoman.exchange.plover import read_plover

__all__ = [
    "FORMATS",
    "Format",
    "Imported",
    "LeftOut",
    "Unread",
    "export",
    "import_events",
    "read_plover",
]
