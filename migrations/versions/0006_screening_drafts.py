"""What is being answered in a screening, kept against a crash."""

import sqlalchemy as sa
from alembic import op

from mhac.kernel import records

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screening_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("traveller_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("content", records.JsonText(), nullable=False),
        sa.Column("saved_at", records.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["traveller_id"], ["traveller.id"], name=op.f("fk_screening_draft_traveller_id_traveller")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_draft")),
        sa.UniqueConstraint("traveller_id", "user_id", name=op.f("uq_screening_draft_traveller_id_user_id")),
    )


def downgrade() -> None:
    op.drop_table("screening_draft")
