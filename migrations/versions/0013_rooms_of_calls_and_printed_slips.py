"""A call on the floor may name the room; a request slip that was printed or saved is kept as such."""

import sqlalchemy as sa
from alembic import op

from mhac.kernel import records

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CALLED = ("visit", "station_move")


def upgrade() -> None:
    for table in CALLED:
        op.add_column(table, sa.Column("called_room", sa.String(length=60), server_default="", nullable=False))
    op.create_table(
        "exam_request_print",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["exam_request.id"], name=op.f("fk_exam_request_print_request_id_exam_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_request_print")),
    )
    op.create_index(op.f("ix_exam_request_print_request_id"), "exam_request_print", ["request_id"], unique=False)


def downgrade() -> None:
    op.drop_table("exam_request_print")
    for table in reversed(CALLED):
        op.drop_column(table, "called_room")
