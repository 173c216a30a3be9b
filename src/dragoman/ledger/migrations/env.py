"""What Alembic runs: the steps, on the connection that `migrate` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from dragoman.ledger.schema.describing import describe

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=True)
context.run_migrations()
# The steps make tables without their comments, which stand in the schema alone.
describe(connection)
