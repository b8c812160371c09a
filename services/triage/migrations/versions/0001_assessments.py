"""The mechanism's tables, assessments and their history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.messaging.schema import V1

revision = "0001"
down_revision = None

OPEN = "stage in ('accepted', 'asked', 'handed_back', 'waiting')"


def upgrade() -> None:
    for statement in V1:
        op.execute(statement)
    _assessment()
    _entry()


def _assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("complaint_id", sa.Uuid, primary_key=True),
        *[sa.Column(name, sa.Text, nullable=False) for name in ("reference", "procedure")],
        sa.Column("edition", sa.Date, nullable=False),
        *[sa.Column(name, sa.Text, nullable=False) for name in ("kind", "identity", "channel", "language")],
        *[sa.Column(name, sa.Text) for name in ("branch", "territory", "authority", "business")],
        *[sa.Column(name, sa.Boolean, nullable=False) for name in ("ongoing_harm", "mediation_consent")],
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *[sa.Column(name, sa.Text) for name in ("category", "severity", "urgency", "unit", "ground", "decided_by")],
        sa.Column("urgency_rank", sa.SmallInteger, nullable=False),
        sa.Column("suggestion", JSONB),
        sa.Column("waits_for", JSONB, nullable=False),
        sa.Column("hand_backs", sa.SmallInteger, nullable=False),
        *[sa.Column(name, ARRAY(sa.Text), nullable=False) for name in ("handed_back_by", "complained_about")],
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    order = ["urgency_rank", "received_at", "complaint_id"]
    op.create_index("assessment_desk", "assessment", order, postgresql_where=sa.text(OPEN))
    op.create_index("assessment_stage", "assessment", ["stage", *order])
    op.create_index("assessment_unit", "assessment", ["unit", *order])
    op.create_index("assessment_reference", "assessment", ["reference"], unique=True)


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("complaint_id", sa.Uuid, sa.ForeignKey("assessment.complaint_id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *[sa.Column(name, sa.Text, nullable=False) for name in ("actor", "fact", "stage")],
        sa.Column("detail", JSONB, nullable=False),
        sa.Column("sealed", JSONB),
    )


def downgrade() -> None:
    raise NotImplementedError("the first migration has nothing before it: drop the database instead")
