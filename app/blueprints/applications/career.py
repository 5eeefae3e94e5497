"""Earlier jobs: rows that a button adds, each whole or left out."""

from collections.abc import Iterable
from typing import Any

from wtforms import FieldList, Form, FormField

from app import clock
from app.blueprints.applications.base import AtMost, line
from app.blueprints.fields import DateBoxes
from app.domain import calendars
from app.domain.errors import N_
from app.operations.answering import Job

MOST_JOBS = 10


def _month(label: str) -> DateBoxes:
    return DateBoxes(
        label, parts=("month", "year"),
        read=lambda month, year: calendars.date_of("1", month, year),
    )  # fmt: skip


class JobRow(Form):  # type: ignore[misc]  # WTForms has no types
    post = line(N_("Job title"), AtMost(160), autocomplete="off")
    employer = line(N_("Employer"), AtMost(200), autocomplete="off")
    since = _month(N_("From"))
    until = _month(N_("To"))

    @property
    def is_blank(self) -> bool:
        typed = [*self.since.typed, *self.until.typed, self.post.data, self.employer.data]
        return not any(typed)

    def validate(self, extra_validators: Any = None) -> bool:
        if self.is_blank:
            return True
        is_valid = bool(super().validate(extra_validators))
        for field in self:
            if not field.data and not field.errors:
                field.errors = [N_("Complete this job, or empty all its boxes")]
                is_valid = False
        since, until = self.since.data, self.until.data
        if is_valid and since and until and not since <= until <= clock.now().date():
            self.until.errors = [N_("This job must end after it began, and not in the future")]
            is_valid = False
        return is_valid


class CareerField(FieldList):  # type: ignore[misc]
    def __init__(self, **options: Any) -> None:
        super().__init__(FormField(JobRow), N_("Earlier jobs"), max_entries=MOST_JOBS, **options)

    def show(self, jobs: Iterable[Any]) -> None:
        """The jobs that are kept."""
        while self.entries:
            self.pop_entry()
        for job in jobs:
            kept = {"post": job.post, "employer": job.employer}
            self.append_entry(kept | {"since": job.since, "until": job.until})

    @property
    def has_room(self) -> bool:
        return len(self.entries) < MOST_JOBS

    def add(self, number: int = 1) -> None:
        """Empty rows below the others, as far as there is room."""
        for _ in range(min(number, MOST_JOBS - len(self.entries))):
            self.append_entry()

    def validate(self, form: Form, extra_validators: Any = ()) -> bool:
        """One sentence for all rows; each says for itself what is wrong."""
        self.errors = []
        if not all([entry.form.validate() for entry in self.entries]):
            self.errors = [N_("Check your earlier jobs")]
        return not self.errors

    def jobs(self) -> list[Job] | None:
        """The jobs; None while one of them is wrong."""
        if self.errors:
            return None
        rows = [entry.form for entry in self.entries if not entry.form.is_blank]
        return [
            Job(row.since.data, row.until.data, row.post.data, row.employer.data) for row in rows
        ]
