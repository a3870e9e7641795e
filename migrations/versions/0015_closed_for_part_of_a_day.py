"""The clinic or a room can be closed for part of a day; what was closed before stays closed for the whole day."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("closure", sa.Column("closed_from", sa.Integer(), nullable=True))
    op.add_column("closure", sa.Column("closed_to", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("closure", "closed_to")
    op.drop_column("closure", "closed_from")
