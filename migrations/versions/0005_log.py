"""The chain of the log: numbers and hashes of sealed events, and the signed heads of the days.

Only additions: older code runs on beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SEALED, UNSEALED = sa.text("seq IS NOT NULL"), sa.text("seq IS NULL")


def upgrade() -> None:
    op.add_column("event", sa.Column("seq", sa.Integer(), nullable=True))
    op.add_column("event", sa.Column("chain_hash", sa.String(length=64), nullable=True))
    op.create_index(
        op.f("ix_event_seq"), "event", ["seq"],
        unique=True, sqlite_where=SEALED, postgresql_where=SEALED,
    )  # fmt: skip
    op.create_index(
        "ix_event_unsealed", "event", ["id"], sqlite_where=UNSEALED, postgresql_where=UNSEALED
    )
    op.create_table(
        "log_head",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.CheckConstraint("first_seq <= last_seq", name=op.f("ck_log_head_span")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_log_head")),
        sa.UniqueConstraint("last_seq", name=op.f("uq_log_head_last_seq")),
    )


def downgrade() -> None:
    op.drop_table("log_head")
    op.drop_index("ix_event_unsealed", "event")
    op.drop_index(op.f("ix_event_seq"), "event")
    op.drop_column("event", "chain_hash")
    op.drop_column("event", "seq")
