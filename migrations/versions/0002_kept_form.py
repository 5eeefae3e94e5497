"""What is typed after a session has ended is kept until the person has signed in again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_form",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_kept_form_person_id_person")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_kept_form")),
    )
    with op.batch_alter_table("kept_form") as table:
        table.create_index(op.f("ix_kept_form_ends_at"), ["ends_at"])
        table.create_index(op.f("ix_kept_form_person_id"), ["person_id"])


def downgrade() -> None:
    op.drop_table("kept_form")
