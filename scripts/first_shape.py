#!/usr/bin/env python3
"""Writes the first step of the ledger's migrations (migrations/versions/0001_first.py) from the schema as it stands.

    .venv/bin/python scripts/first_shape.py

For as long as no release has made ledgers of that shape. From then on the step stays as it is, and a change of the
schema comes with a step of its own; tests/ledger/test_migrations.py tells when one is missing.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import DDL, Column, Index, UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex

from dragoman.ledger.schema import metadata

STEP = Path(__file__).parents[1] / "src/dragoman/ledger/migrations/versions/0001_first.py"
DIALECTS = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}

START = '''\
"""The first shape, as scripts/first_shape.py wrote it from the schema. What the columns mean stands there."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)

revision = "0001"
down_revision = None

Key = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    """Make all tables, what each engine searches by, and the views."""
    dialect = op.get_bind().dialect.name
'''


def main() -> int:
    """Write the step, and lay it out."""
    STEP.write_text(START + "".join(f"    {line}\n" for line in together(lines())), encoding="utf-8")
    for command in (["format"], ["check", "--fix"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, "--quiet", str(STEP)], check=True)
    return 0


def together(said: Iterator[str]) -> Iterator[str]:
    """The lines, without asking again which engine it is where the line before asked the same."""
    asked = ""
    for line in said:
        if line != asked:
            yield line
        if not line.startswith(" "):
            asked = line if line.startswith("if ") else ""


def lines() -> Iterator[str]:
    """The statements of the step; tables that a later step makes are left to it."""
    later = {
        name
        for step in STEP.parent.glob("0*.py")
        if step != STEP
        for name in re.findall(r'create_table\(\s*"(\w+)"', step.read_text(encoding="utf-8"))
    }
    for table in metadata.sorted_tables:
        if table.name in later:
            continue
        yield f"op.create_table({table.name!r},"
        yield from (f"    {column(one)}," for one in table.columns)
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint) and len(constraint.columns) > 1:
                names = ", ".join(repr(one.name) for one in constraint.columns)
                yield f"    UniqueConstraint({names}),"
        yield from (f"    {name}={value!r}," for name, value in table.dialect_kwargs.items())
        yield ")"
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            yield from index_lines(index)
        yield from hook_lines(table)
    yield from hook_lines(metadata)


def column(one: Column[object]) -> str:
    """What makes a column."""
    parts = [repr(one.name), "Key" if one.type._variant_mapping else type(one.type).__name__]
    parts += [f"ForeignKey({key.target_fullname!r})" for key in one.foreign_keys]
    if one.primary_key:
        parts.append("primary_key=True")
    elif not one.nullable:
        parts.append("nullable=False")
    if one.autoincrement is True:
        parts.append("autoincrement=True")
    if one.unique:
        parts.append("unique=True")
    if one.server_default is not None:
        parts.append(f"server_default={one.server_default.arg!r}")  # type: ignore[attr-defined]
    return f"Column({', '.join(parts)})"


def index_lines(index: Index) -> Iterator[str]:
    """What makes an index: its columns, or for one that an engine has its own way of, that engine's statement."""
    plain = all(isinstance(one, Column) for one in index.expressions)
    if plain and not index.dialect_kwargs and index._ddl_if is None:
        names = [one.name for one in index.columns]
        unique = ", unique=True" if index.unique else ""
        yield f"op.create_index({index.name!r}, {index.table.name!r}, {names!r}{unique})"
        return
    told = {
        name: str(CreateIndex(index).compile(dialect=dialect))
        for name, dialect in DIALECTS.items()
        if index._ddl_if is None or index._ddl_if.dialect == name
    }
    yield from statements(told)


def hook_lines(of: object) -> Iterator[str]:
    """The statements that are run after the tables are made."""
    for hook in of.dispatch.after_create:  # type: ignore[attr-defined]
        # An index that one engine alone has is made by a hook of its own.
        if isinstance(hook, DDL) and hook._ddl_if is not None:
            yield from statements({str(hook._ddl_if.dialect): hook.statement.replace("%%", "%")})


def statements(told: dict[str, str]) -> Iterator[str]:
    """Run a statement on the engines that have it."""
    if len(told) == len(DIALECTS) and len(set(told.values())) == 1:
        yield f"op.execute({literal(next(iter(told.values())))})"
        return
    for dialect, statement in told.items():
        yield f"if dialect == {dialect!r}:"
        yield f"    op.execute({literal(statement)})"


def literal(statement: str) -> str:
    """The statement as Python, in short lines; a colon is no parameter there."""
    pieces, line = [], ""
    for word in statement.replace("\n", " ").replace(":", "\\:").split(" "):
        # The signs that PostgreSQL's search leaves out are one long word.
        for part in re.findall(r"[ -~]{1,80}|[^ -~]{1,12}", f"{word} "):
            if line and len(ascii(line + part)) > 92:
                pieces.append(line)
                line = ""
            line += part
    pieces.append(line)
    pieces[-1] = pieces[-1].removesuffix(" ")
    return "text(" + " ".join(ascii(piece) for piece in pieces if piece) + ")"


if __name__ == "__main__":
    sys.exit(main())
