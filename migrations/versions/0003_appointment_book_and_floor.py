"""The appointment book with its double-booking guard, and the visits of a day."""

import sqlalchemy as sa
from alembic import op

from mhac.kernel import records

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _opening_hours()
    _room()
    _service()
    _ticket_day()
    _appointment()
    _closure()
    _appointment_person()
    _booked_slot()
    _visit()
    _station_move()


def downgrade() -> None:
    op.drop_table("station_move")
    op.drop_table("visit")
    op.drop_table("booked_slot")
    op.drop_table("appointment_person")
    op.drop_table("closure")
    op.drop_table("appointment")
    op.drop_table("ticket_day")
    op.drop_table("service")
    op.drop_table("room")
    op.drop_table("opening_hours")


def _opening_hours() -> None:
    op.create_table(
        "opening_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("break_from", sa.Integer(), nullable=True),
        sa.Column("break_to", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hours")),
        sa.UniqueConstraint("weekday", name=op.f("uq_opening_hours_weekday")),
    )


def _room() -> None:
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
    )


def _service() -> None:
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("translations", records.JsonText(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("minutes_each_more", sa.Integer(), nullable=False),
        sa.Column("room_kind", sa.String(length=30), nullable=False),
        sa.Column("stations", records.JsonText(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("code", name=op.f("uq_service_code")),
    )


def _ticket_day() -> None:
    op.create_table(
        "ticket_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_ticket_day")),
    )


def _appointment() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("ends_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("walk_in", sa.Boolean(), nullable=False),
        sa.Column("changed_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_appointment_case_id_case_file")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_appointment_room_id_room")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_appointment_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index("ix_appointment_starts_at", ["starts_at"], unique=False)


def _closure() -> None:
    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_closure_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.create_index("ix_closure_day", ["day"], unique=False)


def _appointment_person() -> None:
    op.create_table(
        "appointment_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("status_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointment_person_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appointment_person_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_person")),
        sa.UniqueConstraint("appointment_id", "person_id", name=op.f("uq_appointment_person_appointment_id_person_id")),
    )
    with op.batch_alter_table("appointment_person", schema=None) as batch_op:
        batch_op.create_index("ix_appointment_person_person_id", ["person_id"], unique=False)


def _booked_slot() -> None:
    op.create_table(
        "booked_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_booked_slot_appointment_id_appointment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booked_slot")),
        sa.UniqueConstraint("kind", "owner_id", "slot", name=op.f("uq_booked_slot_kind_owner_id_slot")),
    )
    with op.batch_alter_table("booked_slot", schema=None) as batch_op:
        batch_op.create_index("ix_booked_slot_appointment_id", ["appointment_id"], unique=False)


def _visit() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=4), nullable=False),
        sa.Column("ticket", sa.String(length=12), nullable=False),
        sa.Column("arrived_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("identity_outcome", sa.String(length=20), nullable=False),
        sa.Column("identity_means", sa.String(length=10), nullable=False),
        sa.Column("identity_reason", sa.String(length=300), nullable=False),
        sa.Column("identity_by", sa.String(length=120), nullable=False),
        sa.Column("identity_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("station", sa.String(length=30), nullable=False),
        sa.Column("station_since", records.UtcTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("ended_at", records.UtcTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        sa.Column("open_person_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_visit_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_visit_case_id_case_file")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("day", "ticket", name=op.f("uq_visit_day_ticket")),
        sa.UniqueConstraint("open_person_id", name=op.f("uq_visit_open_person_id")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_person_id", ["person_id"], unique=False)


def _station_move() -> None:
    op.create_table(
        "station_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("from_station", sa.String(length=30), nullable=False),
        sa.Column("to_station", sa.String(length=30), nullable=False),
        sa.Column("since", records.UtcTime(timezone=True), nullable=False),
        sa.Column("at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("workstation", sa.String(length=80), nullable=False),
        sa.Column("undone_at", records.UtcTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_station_move_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_move")),
    )
    with op.batch_alter_table("station_move", schema=None) as batch_op:
        batch_op.create_index("ix_station_move_visit_id", ["visit_id"], unique=False)
