"""What actors are called in CAMEO (GDELT) and ICEWS. `data/actor_codes.csv` holds the words and codes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from msgspec import Struct

from dragoman.exchange.geography import geography
from dragoman.exchange.rows import ToldActor
from dragoman.gazetteer import organisations
from dragoman.gazetteer.tables import read_rows

DATA = Path(__file__).resolve().parent / "data"


class CameoActor(Struct, frozen=True):
    """An actor's CAMEO codes. `code` strings the others together; `types` are at most three."""

    code: str = ""
    name: str = ""
    country: str = ""
    group: str = ""
    types: tuple[str, ...] = ()

    def type(self, number: int) -> str:
        """The type code of this number, from 1; empty where there is none."""
        return self.types[number - 1] if number <= len(self.types) else ""


NOBODY = CameoActor()


def sectors(actor: ToldActor) -> tuple[str, ...]:
    """The actor's PLOVER sectors; for an international organisation without any, what stands in its country's place."""
    if actor.country is None and (kind := international(actor)):
        return (kind, *(one for one in actor.sectors if one != kind))
    return actor.sectors


def international(actor: ToldActor) -> str | None:
    """PLOVER's code in the place of a country (UNO, EUR, IGO, NGO, ...) of an international organisation."""
    found = organisations.load().by_code(actor.organisation) if actor.organisation else None
    return found.kind if found else None


def cameo(actor: ToldActor | None) -> CameoActor:
    """The CAMEO codes of an actor; all empty for nobody."""
    if actor is None:
        return NOBODY
    country = geography().country(actor.country)
    own = country.cameo if country else ""
    codes = _codes()
    group = _group(actor)
    known = (codes.get(("sector", one), ("", ""))[0] for one in sectors(actor))
    # A state by its name alone has its country's code and no type.
    types = tuple(dict.fromkeys(one for one in known if one))[:3] if actor.kind != "state" else ()
    code = "".join((own, group, *types))
    return CameoActor(code, actor.name.upper(), own, group, types)


def icews_sectors(actor: ToldActor) -> tuple[str, ...]:
    """ICEWS' words for the actor's sectors."""
    codes = _codes()
    words = (codes.get(("sector", one), ("", ""))[1] for one in sectors(actor))
    return tuple(dict.fromkeys(word for word in words if word))


def _group(actor: ToldActor) -> str:
    """The known-group code of an organisation, its own or that of the body it is part of."""
    if actor.organisation is None:
        return ""
    codes, table = _codes(), organisations.load()
    own = codes.get(("organisation", actor.organisation))
    if own is not None:
        return own[0]
    found = table.by_code(actor.organisation)
    roof = table.roof(found).code if found else ""
    return codes.get(("organisation", roof), ("", ""))[0]


@cache
def _codes() -> dict[tuple[str, str], tuple[str, str]]:
    rows = read_rows(DATA / "actor_codes.csv", ("kind", "code", "cameo", "icews"))
    return {(row["kind"], row["code"]): (row["cameo"], row["icews"]) for _, row in rows}
