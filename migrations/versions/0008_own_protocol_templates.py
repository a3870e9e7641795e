"""Protocol templates that a clinic wrote itself: the imported text, what was compiled of it, who, when and why."""

import sqlalchemy as sa
from alembic import op

from mhac.kernel import records

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "protocol_own_template",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("compiled", sa.Text(), nullable=False),
        sa.Column("source_yaml", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("imported_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("imported_by", sa.String(length=200), nullable=False),
        sa.Column("retired_at", records.UtcTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.String(length=200), nullable=True),
        sa.Column("retired_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_own_template")),
    )
    with op.batch_alter_table("protocol_own_template", schema=None) as batch_op:
        batch_op.create_index(
            "uq_protocol_own_template_in_force",
            ["country", "edition"],
            unique=True,
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_protocol_own_template_digest"), ["digest"], unique=False)


def downgrade() -> None:
    op.drop_table("protocol_own_template")
