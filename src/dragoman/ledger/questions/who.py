"""Whom a filter names: a party (a country, an organisation) or one actor of the ledger, under all ids it has there."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import Connection, Select, func, select

from dragoman.errors import LedgerError
from dragoman.gazetteer import countries, organisations
from dragoman.ledger import schema
from dragoman.ledger.questions.asking import Party, party

OneOrMore = str | Sequence[str]


class Named(Struct, frozen=True):
    """Whom words name. `code` and `name` are the party's; `keys` are the actor's rows where it is no party but one
    actor, and None for a party."""

    code: str
    name: str
    keys: tuple[int, ...] | None = None


def named(connection: Connection, words: str) -> Named:
    """Whom the words name. In a ledger without a report everybody is known, and nobody is found.

    Raises LedgerError when nobody is known by them.
    """
    try:
        found = party(connection, words)
    except LedgerError:
        if connection.execute(select(schema.reports.c.key).limit(1)).first() is None:
            return Named(words, words, ())
        raise
    return Named(found.code, found.name, None if _is_party(found) else _keys(connection, found))


def several(value: OneOrMore | None) -> tuple[str, ...]:
    """One value or more as a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def actors_of(who: Named) -> Select[tuple[int]]:
    """The keys of all actors that count as the named one: everybody of a country, or the actor alone."""
    actors = schema.actors.c
    if who.keys is not None:
        return select(actors.key).where(actors.key.in_(who.keys))
    belongs = actors.country == who.code
    # An organisation's own people have no country, or they count for their country.
    return select(actors.key).where(belongs | (actors.country.is_(None) & (actors.organisation == who.code)))


def _is_party(found: Party) -> bool:
    known = organisations.load()
    return countries.load().by_alpha3(found.code) is not None or known.by_code(found.code) is not None


def _keys(connection: Connection, found: Party) -> tuple[int, ...]:
    actors = schema.actors.c
    alike = select(actors.key).where(func.lower(actors.name) == func.lower(found.name)).order_by(actors.key)
    return tuple(connection.execute(alike).scalars())
