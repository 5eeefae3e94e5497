"""An index for each list of the desk: by country, rank and score; for the ranks of each office;
for what Today counts.

Only indexes: older code runs on beside it. The former one by country begins the new one by country.
"""

from contextlib import nullcontext

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITING = ("next_step", "next_step_at", "id")
SCORE_BAND = (
    "(CASE WHEN score_mean >= 4 THEN 4 WHEN score_mean >= 3 THEN 3"
    " WHEN score_mean >= 2 THEN 2 ELSE 1 END)"
)
RANKED, SCORED = sa.text("final_rank IS NOT NULL"), sa.text("score_mean IS NOT NULL")
ASKED = sa.text("ministry_says = 'asked'")
CORRECTION = "ix_correction_application_id"
FORMER = "ix_application_course_id_country_final_rank"
INDEXES = (
    ("ix_application_course_id_country_next_step_next_step_at_id", ("country", *WAITING), None),
    ("ix_application_asked", ("authority_id",), ASKED),
    ("ix_application_course_id_final_rank_next_step_next_step_at_id", ("final_rank", *WAITING),
     RANKED),
    ("ix_application_score_band", (sa.text(SCORE_BAND), *WAITING), SCORED),
    ("ix_application_course_id_authority_id_final_rank", ("authority_id", "final_rank"), RANKED),
)  # fmt: skip


def upgrade() -> None:
    context = op.get_context()
    is_server = context.dialect.name == "postgresql"
    # A server makes them beside those who write, outside of a transaction: what was cut off there
    # is in the way of the next try.
    with context.autocommit_block() if is_server else nullcontext():
        for name, columns, where in INDEXES:
            op.drop_index(name, "application", if_exists=True, postgresql_concurrently=True)
            op.create_index(
                name, "application", ["course_id", *columns],
                sqlite_where=where, postgresql_where=where, postgresql_concurrently=True,
            )  # fmt: skip
        op.drop_index(CORRECTION, "correction", if_exists=True, postgresql_concurrently=True)
        op.create_index(CORRECTION, "correction", ["application_id"], postgresql_concurrently=True)
        op.drop_index(FORMER, "application", if_exists=True, postgresql_concurrently=True)


def downgrade() -> None:
    op.create_index(FORMER, "application", ["course_id", "country", "final_rank"])
    op.drop_index(CORRECTION, "correction")
    for name, _, _ in INDEXES:
        op.drop_index(name, "application")
