"""A ledger gets its shape by numbered steps, and the newest step makes what the schema says: not less, not more."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, text

from dragoman import errors
from dragoman.ledger import migrate, schema
from dragoman.ledger.schema.describing import describe
from dragoman.ledger.store import Store

MISSING = (
    "the schema has changed: write a step in migrations/versions, "
    "or, before the first release, run scripts/first_shape.py"
)

OWN = re.compile(r"alembic_version|report_search_\w+|sqlite_\w+")


def _sqlite_shape(connection: Connection) -> dict[str, str]:
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {name: " ".join(sql.split()) for name, sql in found if not OWN.match(name)}


# PostgreSQL calls a missing NOT NULL a constraint too; the columns tell it already.
_POSTGRESQL = {
    "column": "SELECT table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default, "
    "generation_expression, ordinal_position) FROM information_schema.columns WHERE table_schema = 'public'",
    "index": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": "SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
    "view": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'",
    "trigger": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "comment": "SELECT objoid::regclass || '.' || objsubid, description FROM pg_description "
    "WHERE classoid = 'pg_class'::regclass "
    "AND objoid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)",
    "search": "SELECT m.mapcfg::regconfig || ' ' || m.maptokentype, m.mapdict::regdictionary::text "
    "FROM pg_ts_config_map m JOIN pg_ts_config c ON c.oid = m.mapcfg WHERE c.cfgnamespace = 'public'::regnamespace",
}


def _postgresql_shape(connection: Connection) -> dict[str, str]:
    return {
        f"{kind} {name}": told
        for kind, asked in _POSTGRESQL.items()
        for name, told in connection.execute(text(asked.replace("::", r"\:\:")))
        if "alembic_version" not in name
    }


def _shape(connection: Connection) -> dict[str, str]:
    return _sqlite_shape(connection) if connection.dialect.name == "sqlite" else _postgresql_shape(connection)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_steps_make_what_the_schema_says(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if engine == "sqlite":
        url = make_url(f"sqlite:///{tmp_path / 'told.db'}")
        place = str(tmp_path / "made.db")
    else:
        url = make_url(request.getfixturevalue("empty_database")).set(drivername="postgresql+pg8000")
        place = request.getfixturevalue("other_database")
    told = create_engine(url)
    with told.begin() as connection:
        schema.metadata.create_all(connection)
        describe(connection)
        wanted = _shape(connection)
    told.dispose()
    store = Store(place)
    with store.reading() as connection:
        made = _shape(connection)
    store.close()
    assert made == wanted, MISSING
    assert len(made) > 100


@pytest.mark.filterwarnings("ignore:.*expression-based")
def test_alembic_finds_no_difference(ledger_place: str) -> None:
    store = Store(ledger_place)
    with store.reading() as connection:
        # The index of an expression is compared above; Alembic takes it for another on SQLite.
        context = MigrationContext.configure(connection, opts={"include_object": _is_compared})
        assert compare_metadata(context, schema.metadata) == [], MISSING


def _is_compared(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    if kind == "index":
        return False
    return not (name and OWN.match(f"{name}_")) and name not in ("report_search", "search")


def test_the_numbers_of_the_steps_follow_one_another() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).with_name("migrations")))
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    assert steps == [f"{number:04}" for number in range(1, len(steps) + 1)]
    assert steps[-1] == migrate.NEWEST


def test_no_step_asks_the_schema() -> None:
    # The schema goes on; a step stays what it was.
    for step in Path(migrate.__file__).with_name("migrations").joinpath("versions").glob("*.py"):
        assert not re.search(r"(from|import) dragoman", step.read_text(encoding="utf-8")), step.name


def test_a_ledger_of_the_newest_shape_is_left_alone(ledger_place: str) -> None:
    store = Store(ledger_place)
    with store.reading() as connection:
        assert migrate.version(connection) == migrate.NEWEST
        # A reading connection would not let it write.
        migrate.to_newest(connection)


def test_a_step_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Connection) -> None:
        raise errors.LedgerError("the power went out")

    monkeypatch.setattr("dragoman.ledger.schema.describing.describe", fails)
    with pytest.raises(errors.LedgerError, match="power"):
        Store(tmp_path / "ledger.db")
    monkeypatch.undo()
    with sqlite3.connect(tmp_path / "ledger.db") as opened:
        assert opened.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    opened.close()
    Store(tmp_path / "ledger.db").close()
