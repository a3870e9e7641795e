"""Who is called to a station, who is passed over for now, and the call that a move answered."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from mhac.kernel import records

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _call() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("called_at", records.UtcTime(timezone=True), nullable=True),
        sa.Column("called_by_id", sa.Integer(), nullable=True),
        sa.Column("called_by", sa.String(length=120), server_default="", nullable=False),
    )


def _visit() -> tuple[sa.Column[Any], ...]:
    return (
        *_call(),
        sa.Column("calls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("skipped_at", records.UtcTime(timezone=True), nullable=True),
        sa.Column("skipped_until", records.UtcTime(timezone=True), nullable=True),
        sa.Column("skipped_by", sa.String(length=120), server_default="", nullable=False),
        sa.Column("skip_reason", sa.String(length=300), server_default="", nullable=False),
    )


def upgrade() -> None:
    for table, columns in (("visit", _visit()), ("station_move", _call())):
        for column in columns:
            op.add_column(table, column)


def downgrade() -> None:
    for table, columns in (("station_move", _call()), ("visit", _visit())):
        for column in reversed(columns):
            op.drop_column(table, column.name)
