from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import DateField, EmailField, SelectChoice, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, ValidationError

from app.blueprints.fields import NO_DAY, YEARS, one_line
from app.blueprints.forms import PlainForm
from app.domain.errors import N_
from app.domain.workflow import Role
from app.domain.world import COUNTRIES
from app.i18n import JAPAN
from app.operations.people import STAFF_ROLES, NewRole
from app.queries.staff import Reach

BAD_ADDRESS = N_("Enter an e-mail address, for example name@example.org")
ROLES = {
    Role.COORDINATOR: N_("Coordinator"),
    Role.REVIEWER: N_("Reviewer"),
    Role.POST: N_("Post abroad"),
    Role.DIRECTOR: N_("Director"),
    Role.MEDICAL_OFFICER: N_("Medical officer"),
    Role.TRAVEL_OFFICER: N_("Travel officer"),
    Role.AUDITOR: N_("Auditor"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
YEAR = timedelta(days=365)


class RoleForm(PlainForm):
    name = StringField(
        N_("Name"),
        [InputRequired(N_("Enter the name")), Length(max=160)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    email = EmailField(
        N_("E-mail address"),
        [InputRequired(BAD_ADDRESS), Length(max=254), Email(BAD_ADDRESS)],
        description=N_("Who has no password yet gets a letter with a link to set one"),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    role = SelectField(
        N_("Role"),
        [InputRequired(N_("Choose a role"))],
        choices=[SelectChoice(role.value, ROLES[role]) for role in STAFF_ROLES],
    )
    reach = SelectField(N_("For"))
    country = SelectField(
        N_("Country (optional)"),
        choices=[SelectChoice("", N_("All countries"))]
        + [SelectChoice(code, one.name) for code, one in COUNTRIES.items()],
    )
    holds_from = DateField(
        N_("From"), [InputRequired(N_("Enter the first day"))],
        description=N_("The day begins in Japan"),
    )  # fmt: skip
    holds_until = DateField(N_("Until"), [InputRequired(N_("Enter the last day"))])

    def __init__(self, institutes: list[Reach], reaches: list[Reach], *, today: date, **more: Any):
        super().__init__(data={"holds_from": today, "holds_until": today + YEAR}, **more)
        self.reach.choices = [SelectChoice(one.value, one.words) for one in institutes + reaches]

    def validate_holds_from(self, field: DateField) -> None:
        if field.data and field.data.year not in YEARS:
            raise ValidationError(NO_DAY)

    def validate_holds_until(self, field: DateField) -> None:
        self.validate_holds_from(field)
        if field.data and self.holds_from.data and field.data < self.holds_from.data:
            raise ValidationError(N_("The last day comes before the first one"))

    def new_role(self, institute_of: dict[str, int]) -> NewRole:
        """What was typed, as a role."""
        kind, _, number = self.reach.data.partition("-")
        return NewRole(
            role=Role(self.role.data),
            institute_id=institute_of[self.reach.data],
            programme_id=int(number) if kind == "programme" else None,
            course_id=int(number) if kind == "course" else None,
            country=self.country.data or None,
            holds_from=_start_of(self.holds_from.data),
            holds_until=_start_of(self.holds_until.data + timedelta(days=1)),
        )


def _start_of(on: date) -> datetime:
    return datetime.combine(on, time(), JAPAN)
