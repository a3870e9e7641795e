"""Alembic's entry: one transaction on the connection that the program hands over; batch mode for SQLite."""

from __future__ import annotations

from alembic import context

from mhac.kernel.records import Record, name_conditions
from mhac.rooms import load_records

load_records()
name_conditions(Record.metadata)  # so that a draft names them for both engines

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Record.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
