"""Alembic's entry: one transaction on the connection that the program hands over; batch mode for SQLite."""

from __future__ import annotations

from alembic import context

from mhac.kernel.records import Record
from mhac.rooms import load_records

load_records()

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Record.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
