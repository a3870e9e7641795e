"""A signature keeps beside its content whom it is for; of earlier ones the content alone says it."""

import sqlalchemy as sa
from alembic import op

from mhac.kernel import records

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("exam_signature", sa.Column("identity", records.JsonText(), nullable=True))


def downgrade() -> None:
    op.drop_column("exam_signature", "identity")
