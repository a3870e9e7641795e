"""Appointments and waiting people may name a clinician; a service says which roles take it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NAMING = ("appointment", "waiting_entry")


def upgrade() -> None:
    for table in NAMING:
        # In words that both engines know: a batch would copy the whole table on SQLite for one empty column.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN clinician_id INTEGER"
            f" CONSTRAINT fk_{table}_clinician_id_user_account REFERENCES user_account (id)"
        )
    op.add_column("service", sa.Column("taken_by", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("service", "taken_by")
    for table in reversed(NAMING):
        op.drop_column(table, "clinician_id")
