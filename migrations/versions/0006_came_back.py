"""Why a letter came back.

Only an addition: older code runs on beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter", sa.Column("reason_code", sa.String(length=12), nullable=True))


def downgrade() -> None:
    op.drop_column("letter", "reason_code")
