"""PLOVER as data files, and a thin loader.

    from dragoman import codebook
    book = codebook.load()
    book.score("COERCE", "arrest")      # -7.0
    book.from_cameo("0841")             # PloverCode(type='RETREAT', mode='release', ...)

Facts from the PLOVER manual, draft 2.0, and its CAMEO crosswalk of 2021 (Open Event Data Alliance,
CC BY-SA 4.0). How the manual's contradictions are settled stands in docs/decisions.md.
`python -m dragoman.codebook` prints the whole codebook as a page.
"""

from __future__ import annotations

from dragoman.codebook.loader import load
from dragoman.codebook.model import (
    Auxiliary,
    CameoCode,
    Codebook,
    Context,
    EventType,
    Mode,
    OldName,
    OldNames,
    PloverCode,
    Quad,
    Sector,
)
from dragoman.codebook.ontology import Ontology, OwnType, load_ontology

__all__ = [
    "Auxiliary",
    "CameoCode",
    "Codebook",
    "Context",
    "EventType",
    "Mode",
    "OldName",
    "OldNames",
    "Ontology",
    "OwnType",
    "PloverCode",
    "Quad",
    "Sector",
    "load",
    "load_ontology",
]
