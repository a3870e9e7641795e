"""Adopted editions, examinations, answers, classifications and signatures."""

import sqlalchemy as sa
from alembic import op

from mhac.kernel import records

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _protocol_adoption()
    _protocol_setting_change()
    _exam()
    _answer()
    _exam_classification()
    _exam_draft()
    _exam_event()
    _exam_request()
    _exam_signature()
    _exam_acknowledgement()


def downgrade() -> None:
    op.drop_table("exam_acknowledgement")
    op.drop_table("exam_signature")
    op.drop_table("exam_request")
    op.drop_table("exam_event")
    op.drop_table("exam_draft")
    op.drop_table("exam_classification")
    op.drop_table("answer")
    op.drop_table("exam")
    op.drop_table("protocol_setting_change")
    op.drop_table("protocol_adoption")


def _protocol_adoption() -> None:
    op.create_table(
        "protocol_adoption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("adopted_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("physician", sa.String(length=200), nullable=False),
        sa.Column("licence", sa.String(length=80), nullable=False),
        sa.Column("confirmed_rules", records.JsonText(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", records.UtcTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_adoption")),
    )
    with op.batch_alter_table("protocol_adoption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_protocol_adoption_country_edition"), ["country", "edition"], unique=False)


def _protocol_setting_change() -> None:
    op.create_table(
        "protocol_setting_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", records.JsonText(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_setting_change")),
    )
    with op.batch_alter_table("protocol_setting_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_protocol_setting_change_country_edition_key"), ["country", "edition", "key"], unique=False
        )


def _exam() -> None:
    op.create_table(
        "exam",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("template_digest", sa.String(length=64), nullable=False),
        sa.Column("exam_date", sa.Date(), nullable=False),
        sa.Column("exam_country", sa.String(length=2), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("open_key", sa.String(length=40), nullable=True),
        sa.Column("begun_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(length=120), nullable=False),
        sa.Column("summary", records.JsonText(), nullable=False),
        sa.Column("summary_key", sa.String(length=64), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_exam_case_id_case_file")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_exam_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam")),
        sa.UniqueConstraint("open_key", name=op.f("uq_exam_open_key")),
    )
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_status"), ["status"], unique=False)


def _answer() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", records.JsonText(), nullable=True),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_answer_exam_id_exam")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "exam_id", "section", "field", "number", name=op.f("uq_answer_exam_id_section_field_number")
        ),
    )


def _exam_classification() -> None:
    op.create_table(
        "exam_classification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("assessment", records.JsonText(), nullable=False),
        sa.Column("assessment_digest", sa.String(length=64), nullable=False),
        sa.Column("proposed", records.JsonText(), nullable=False),
        sa.Column("decided", records.JsonText(), nullable=False),
        sa.Column("outcome", records.JsonText(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_classification_exam_id_exam")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_classification")),
    )
    with op.batch_alter_table("exam_classification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_classification_exam_id"), ["exam_id"], unique=False)


def _exam_draft() -> None:
    op.create_table(
        "exam_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("user_name", sa.String(length=120), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("values", records.JsonText(), nullable=False),
        sa.Column("base", records.JsonText(), nullable=False),
        sa.Column("marks", records.JsonText(), nullable=False),
        sa.Column("saved_at", records.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_draft_exam_id_exam")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_draft")),
        sa.UniqueConstraint("exam_id", "user_id", "section", name=op.f("uq_exam_draft_exam_id_user_id_section")),
    )
    with op.batch_alter_table("exam_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_draft_user_id"), ["user_id"], unique=False)


def _exam_event() -> None:
    op.create_table(
        "exam_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", records.JsonText(), nullable=False),
        sa.Column("at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_event_exam_id_exam")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_event")),
    )
    with op.batch_alter_table("exam_event", schema=None) as batch_op:
        batch_op.create_index("ix_exam_event_exam_id_at", ["exam_id", "at"], unique=False)


def _exam_request() -> None:
    op.create_table(
        "exam_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("requested_at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.String(length=120), nullable=False),
        sa.Column("withdrawn_at", records.UtcTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=120), nullable=False),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_request_exam_id_exam")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_request")),
        sa.UniqueConstraint("number", name=op.f("uq_exam_request_number")),
    )
    with op.batch_alter_table("exam_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_request_exam_id"), ["exam_id"], unique=False)


def _exam_signature() -> None:
    op.create_table(
        "exam_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=True),
        sa.Column("physician_name", sa.String(length=120), nullable=False),
        sa.Column("licence", sa.String(length=60), nullable=False),
        sa.Column("at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("classes", records.JsonText(), nullable=False),
        sa.Column("cleared", sa.Boolean(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_signature_exam_id_exam")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_signature")),
        sa.UniqueConstraint("exam_id", "seq", name=op.f("uq_exam_signature_exam_id_seq")),
    )


def _exam_acknowledgement() -> None:
    op.create_table(
        "exam_acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("flag", sa.String(length=60), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("at", records.UtcTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_exam_acknowledgement_answer_id_answer")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_acknowledgement_exam_id_exam")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_acknowledgement")),
    )
    with op.batch_alter_table("exam_acknowledgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_acknowledgement_exam_id"), ["exam_id"], unique=False)
