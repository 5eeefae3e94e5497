"""What is gone of an application, numbers of what was erased, files to throw away, new addresses.

Only additions: older code runs on beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

GONE = ("passport_gone_at", "answers_gone_at", "erased_at")
BEFORE = "purpose IN ('sign_in', 'invitation')"
SINCE = "purpose IN ('sign_in', 'invitation', 'new_address')"


def upgrade() -> None:
    for name in GONE:
        op.add_column("application", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_document_blob"), "document", ["blob"])
    op.create_table(
        "unwanted_file",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_unwanted_file")),
    )
    op.create_table(
        "statistic",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("work", sa.String(length=20), nullable=False),
        sa.Column("age_band", sa.String(length=5), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("score_band", sa.String(length=5), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_statistic_number")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_statistic_course_id_course")
        ),
        sa.PrimaryKeyConstraint(
            "course_id", "country", "sex", "work", "age_band", "status", "score_band",
            name=op.f("pk_statistic"),
        ),
    )  # fmt: skip
    check_purpose(BEFORE, SINCE)


def downgrade() -> None:
    op.execute("DELETE FROM one_time WHERE purpose = 'new_address'")
    check_purpose(SINCE, BEFORE)
    op.drop_table("statistic")
    op.drop_table("unwanted_file")
    op.drop_index(op.f("ix_document_blob"), "document")
    for name in GONE:
        op.drop_column("application", name)


def check_purpose(before: str, since: str) -> None:
    """SQLite cannot change a check: the table is copied, and alembic must be told what it is."""
    with op.batch_alter_table("one_time", copy_from=one_time(before)) as table:
        table.drop_constraint(op.f("ck_one_time_purpose"), type_="check")
        table.create_check_constraint(op.f("ck_one_time_purpose"), since)


def one_time(purposes: str) -> sa.Table:
    return sa.Table(
        "one_time",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("subject_digest", sa.String(length=64), nullable=False),
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(purposes, name=op.f("ck_one_time_purpose")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_one_time_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time")),
        sa.Index("ix_one_time_ends_at", "ends_at"),
        sa.Index("ix_one_time_purpose_secret_digest", "purpose", "secret_digest"),
        sa.Index("ix_one_time_purpose_subject_digest", "purpose", "subject_digest"),
    )
