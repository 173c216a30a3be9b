"""What questions have in common: whom a name means, and what stands in the ledger on a day."""

from __future__ import annotations

from datetime import date as Date
from datetime import datetime, time
from functools import cache

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from dragoman.errors import LedgerError
from dragoman.gazetteer import countries, organisations
from dragoman.ledger import schema


class Party(Struct, frozen=True):
    """One side: `code` as the ledger has it (alpha-3, an organisation's short name, an actor's id), and its name."""

    code: str
    name: str


def party(connection: Connection, words: str) -> Party:
    """Whom the words mean: a code ("FRA", "NATO"), a name ("France", "african union"), or an actor of the ledger.

    Raises LedgerError when nobody is known by them.
    """
    asked = " ".join(words.split())
    upper = asked.upper()
    if (country := _countries().by_alpha3(upper)) is not None:
        return Party(country.alpha3, country.name)
    known = _organisations()
    organisation = known.by_code(asked) or known.by_code(upper)
    if organisation is not None:
        return Party(organisation.code, organisation.name)
    if (entry := _countries().name_lookup(asked, any_case=True)) is not None:
        return party(connection, entry.alpha3)
    if (organisation := known.find(asked) or _typed().get(_bare(asked))) is not None:
        return Party(organisation.code or organisation.name, organisation.name)
    actors = schema.actors
    # Of several actors of one name the most often named.
    named = (
        select(actors.c.id, actors.c.name, actors.c.country, actors.c.organisation)
        .outerjoin(schema.event_actors, schema.event_actors.c.actor_key == actors.c.key)
        .where(or_(actors.c.id == asked, func.lower(actors.c.name) == func.lower(asked)))
        .group_by(actors.c.key, actors.c.id, actors.c.name, actors.c.country, actors.c.organisation)
        .order_by(func.count(schema.event_actors.c.event_key).desc(), actors.c.id)
    )
    found = connection.execute(named).first()
    if found is None:
        raise LedgerError(
            f"nobody is known by the name {asked!r}",
            next_step="Give a country (FRA, France), an organisation (NATO), or a name as the ledger has it.",
        )
    return Party(found.id, found.name)


def party_name(connection: Connection, code: str) -> str:
    """The name of a party of the ledger; the code itself where it is none."""
    if (country := _countries().by_alpha3(code)) is not None:
        return country.name
    if (organisation := _organisations().by_code(code)) is not None:
        return organisation.name
    name = connection.execute(select(schema.actors.c.name).where(schema.actors.c.id == code)).scalar()
    return name or code


def standing(table: Table, as_of: Date | None = None) -> ColumnElement[bool]:
    """The rows of a table of records that stand now, or stood at the end of the day `as_of` (UTC)."""
    if as_of is None:
        return table.c.replaced_at.is_(None)
    moment = datetime.combine(as_of, time.max)
    return and_(
        table.c.recorded_at <= moment,
        or_(table.c.replaced_at.is_(None), table.c.replaced_at > moment),
    )


@cache
def _countries() -> countries.Countries:
    return countries.load()


@cache
def _organisations() -> organisations.Organisations:
    return organisations.load()


@cache
def _typed() -> dict[str, organisations.Organisation]:
    """Organisations by their names as a user may type them."""
    found: dict[str, organisations.Organisation] = {}
    for organisation in _organisations():
        for name in (organisation.code, organisation.name, *organisation.aliases):
            found.setdefault(_bare(name), organisation)
    return found


def _bare(name: str) -> str:
    return name.casefold().replace(".", "").removeprefix("the ")
