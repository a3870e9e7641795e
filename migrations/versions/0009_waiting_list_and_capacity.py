"""The waiting list of the appointment book, and how many people of a service may begin in one half hour."""

import sqlalchemy as sa
from alembic import op

from mhac.kernel import records

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
    op.create_table(
        "waiting_entry",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by_day", sa.Date(), nullable=True),
        sa.Column("by_reason", sa.String(length=200), nullable=False),
        sa.Column("part_of_day", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("added_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("ended_at", records.UtcTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=200), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_waiting_entry_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_waiting_entry_case_id_case_file")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_waiting_entry_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_entry")),
    )
    with op.batch_alter_table("waiting_entry", schema=None) as batch_op:
        batch_op.create_index("ix_waiting_entry_status", ["status"], unique=False)
    op.create_table(
        "waiting_person",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["waiting_entry.id"], name=op.f("fk_waiting_person_entry_id_waiting_entry")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_waiting_person_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_person")),
        sa.UniqueConstraint("entry_id", "person_id", name=op.f("uq_waiting_person_entry_id_person_id")),
    )
    with op.batch_alter_table("waiting_person", schema=None) as batch_op:
        batch_op.create_index("ix_waiting_person_person_id", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("waiting_person")
    op.drop_table("waiting_entry")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_column("capacity")
