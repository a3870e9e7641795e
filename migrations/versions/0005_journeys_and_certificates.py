"""Departures, screenings, fitness decisions and the certificates issued from them."""

import sqlalchemy as sa
from alembic import op

from mhac.kernel import records

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _certificate_counter()
    _certificate_picture()
    _departure()
    _signing_key()
    _traveller()
    _screening()
    _fitness_decision()
    _certificate()
    _certificate_file()
    _print_job()


def downgrade() -> None:
    op.drop_table("print_job")
    op.drop_table("certificate_file")
    op.drop_table("certificate")
    op.drop_table("fitness_decision")
    op.drop_table("screening")
    op.drop_table("traveller")
    op.drop_table("signing_key")
    op.drop_table("departure")
    op.drop_table("certificate_picture")
    op.drop_table("certificate_counter")


def _certificate_counter() -> None:
    op.create_table(
        "certificate_counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_counter")),
        sa.UniqueConstraint("year", name=op.f("uq_certificate_counter_year")),
    )


def _certificate_picture() -> None:
    op.create_table(
        "certificate_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_picture")),
        sa.UniqueConstraint("digest", name=op.f("uq_certificate_picture_digest")),
    )


def _departure() -> None:
    op.create_table(
        "departure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flight", sa.String(length=12), nullable=False),
        sa.Column("departs_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("route", sa.String(length=120), nullable=False),
        sa.Column("destination", sa.String(length=2), nullable=False),
        sa.Column("change_reason", sa.Text(), nullable=False),
        sa.Column("planned_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departure")),
        sa.UniqueConstraint("flight", "departs_at", name="uq_departure_flight"),
    )
    with op.batch_alter_table("departure", schema=None) as batch_op:
        batch_op.create_index("ix_departure_departs_at", ["departs_at"], unique=False)


def _signing_key() -> None:
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("retired_at", records.UtcTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("name", name=op.f("uq_signing_key_name")),
    )


def _traveller() -> None:
    op.create_table(
        "traveller",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("departure_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("needs", records.JsonText(), nullable=False),
        sa.Column("added_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=120), nullable=False),
        sa.Column("removed_at", records.UtcTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.String(length=120), nullable=False),
        sa.Column("removed_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_traveller_case_id_case_file")),
        sa.ForeignKeyConstraint(["departure_id"], ["departure.id"], name=op.f("fk_traveller_departure_id_departure")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_traveller_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traveller")),
        sa.UniqueConstraint("departure_id", "person_id", name="uq_traveller_departure_person"),
    )
    with op.batch_alter_table("traveller", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_traveller_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_traveller_departure_id"), ["departure_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_traveller_person_id"), ["person_id"], unique=False)


def _screening() -> None:
    op.create_table(
        "screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("traveller_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("screened_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("recorded_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("form_edition", sa.String(length=20), nullable=False),
        sa.Column("form_digest", sa.String(length=64), nullable=False),
        sa.Column("answers", records.JsonText(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("voided_at", records.UtcTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(length=120), nullable=False),
        sa.Column("voided_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_screening_person_id_person")),
        sa.ForeignKeyConstraint(["traveller_id"], ["traveller.id"], name=op.f("fk_screening_traveller_id_traveller")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
        sa.UniqueConstraint("traveller_id", "number", name="uq_screening_traveller_number"),
    )
    with op.batch_alter_table("screening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_person_id"), ["person_id"], unique=False)


def _fitness_decision() -> None:
    op.create_table(
        "fitness_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("traveller_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("screening_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("conditions", records.JsonText(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("despite", sa.Text(), nullable=False),
        sa.Column("recheck_on", sa.Date(), nullable=True),
        sa.Column("flight", sa.String(length=12), nullable=False),
        sa.Column("departs_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("decided_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("valid_until", records.UtcTime(timezone=True), nullable=True),
        sa.Column("physician_id", sa.Integer(), nullable=True),
        sa.Column("physician_name", sa.String(length=120), nullable=False),
        sa.Column("physician_licence", sa.String(length=60), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("supersede_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fitness_decision_person_id_person")),
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screening.id"], name=op.f("fk_fitness_decision_screening_id_screening")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["fitness_decision.id"], name=op.f("fk_fitness_decision_supersedes_id_fitness_decision")
        ),
        sa.ForeignKeyConstraint(
            ["traveller_id"], ["traveller.id"], name=op.f("fk_fitness_decision_traveller_id_traveller")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fitness_decision")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_fitness_decision_supersedes_id")),
        sa.UniqueConstraint("traveller_id", "number", name="uq_fitness_decision_traveller_number"),
    )
    with op.batch_alter_table("fitness_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fitness_decision_person_id"), ["person_id"], unique=False)


def _certificate() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("traveller_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=420), nullable=False),
        sa.Column("frozen", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=400), nullable=False),
        sa.Column("key_name", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("issued_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(length=120), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("valid_until", records.UtcTime(timezone=True), nullable=False),
        sa.Column("ended_at", records.UtcTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=120), nullable=False),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["fitness_decision.id"], name=op.f("fk_certificate_decision_id_fitness_decision")
        ),
        sa.ForeignKeyConstraint(["key_name"], ["signing_key.name"], name=op.f("fk_certificate_key_name_signing_key")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["certificate.id"], name=op.f("fk_certificate_replaced_by_id_certificate")
        ),
        sa.ForeignKeyConstraint(["traveller_id"], ["traveller.id"], name=op.f("fk_certificate_traveller_id_traveller")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
        sa.UniqueConstraint("year", "serial", name="uq_certificate_year_serial"),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index("ix_certificate_issued_at", ["issued_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_traveller_id"), ["traveller_id"], unique=False)
        batch_op.create_index(
            "uq_certificate_standing",
            ["traveller_id"],
            unique=True,
            sqlite_where=sa.text("status = 'issued'"),
            postgresql_where=sa.text("status = 'issued'"),
        )


def _certificate_file() -> None:
    op.create_table(
        "certificate_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=8), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", records.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_file_certificate_id_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_file")),
        sa.UniqueConstraint("certificate_id", "paper", name="uq_certificate_file_paper"),
    )


def _print_job() -> None:
    op.create_table(
        "print_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("printer", sa.String(length=200), nullable=False),
        sa.Column("paper", sa.String(length=8), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("workstation", sa.String(length=80), nullable=False),
        sa.Column("queued_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("queued_by", sa.String(length=120), nullable=False),
        sa.Column("finished_at", records.UtcTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_print_job_certificate_id_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_job_certificate_id"), ["certificate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_print_job_state"), ["state"], unique=False)
