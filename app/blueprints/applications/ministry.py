"""The page about who nominates."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from app import i18n
from app.blueprints.applications.base import (
    LANGUAGE,
    AtMost,
    Choice,
    SectionForm,
    choices,
    line,
    lines,
)
from app.blueprints.fields import Answered
from app.domain.answers import (
    CHOICES,
    TYPED,
    UNKNOWN,
)
from app.domain.errors import N_
from app.domain.questions import Section
from app.models import Authority


class MinistryForm(SectionForm):
    section = Section.MINISTRY
    nominated_by = Choice(
        N_("Who nominates you?"), [Answered(N_("Choose the office that nominates you"))]
    )
    office_name = line(N_("Name of the ministry or office"), AtMost(200), autocomplete="off")
    official_name = line(
        N_("Name of the official who nominates you"), AtMost(160), autocomplete="off"
    )
    official_position = line(N_("Position"), AtMost(160), autocomplete="off")
    official_email = line(
        N_("Work e-mail"),
        AtMost(254),
        type="email",
        autocomplete="off",
        spellcheck="false",
        dir="ltr",
    )
    official_note = lines(
        N_("What do they need to know? (optional)"),
        AtMost(1000),
        hint=N_("We put this into the letter to your ministry"),
        rows=4,
    )
    # Asked for only where the office is not on file.
    ASKED = {
        "office_name": N_("Enter the name of the ministry or office"),
        "official_name": N_("Enter the name of the official who nominates you"),
        "official_position": N_("Enter the position of this official"),
        "official_email": N_("Enter the work e-mail of this official"),
    }

    def prepare(self, application: Any, **rest: Any) -> None:
        super().prepare(application)
        self.offices: Sequence[Authority] = rest["offices"]
        unknown = {UNKNOWN: CHOICES["nominated_by"][UNKNOWN]} if rest["focal"] else {}
        named = {str(office.id): office.name for office in self.offices}
        self.nominated_by.choices = choices(
            named | {TYPED: CHOICES["nominated_by"][TYPED]} | unknown
        )

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if self.nominated_by.data != TYPED:
            return is_valid
        for name, message in self.ASKED.items():
            if not self[name].data:
                self[name].errors = [i18n.translate(message, LANGUAGE())]
        return not self.errors

    def validate_official_email(self, field: Field) -> None:
        if not field.data:
            return
        # Heavy, and asked for by few.
        from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

        try:
            found = validate_email(field.data, check_deliverability=False)
        except EmailNotValidError as problem:
            raise ValidationError(
                N_("Enter an e-mail address, for example name@justice.example")
            ) from problem
        field.data = found.normalized.lower()

    def answers(self) -> dict[str, object]:
        """Half an office is none: the page stays open until all of it is there."""
        kept = super().answers()
        is_half = self.nominated_by.data == TYPED and any(self[name].errors for name in self.ASKED)
        return kept | ({"nominated_by": ""} if is_half else {})
