"""What a person has written into the portal's form and not yet handed in."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create table draft (mark bytea primary key, closed bytea not null, kept_at timestamptz not null)")
    op.execute("create index draft_by_age on draft (kept_at)")


def downgrade() -> None:
    op.execute("drop table draft")
