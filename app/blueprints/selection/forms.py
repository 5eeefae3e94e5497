"""The forms of the selection: one choice a row, one approval, one release."""

from collections.abc import Mapping

from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.blueprints.forms import Form
from app.domain.errors import N_
from app.domain.selection import Choice


class BoardForm(Form):
    """`version` is the number of the draft that is shown; the choices are read by `choices_in`."""

    version = HiddenField()


class ProposeForm(Form):
    version = HiddenField()


class ApproveForm(Form):
    agreed = BooleanField(
        N_("I have read this selection and approve it"),
        [InputRequired(N_("Confirm that you have read this selection"))],
    )


class ReturnForm(Form):
    reason = TextAreaField(
        N_("What should the coordinators change?"),
        [InputRequired(N_("Write what the coordinators should change")), Length(max=1000)],
        render_kw={"rows": 4},
    )

    def validate_reason(self, field: TextAreaField) -> None:
        if not field.data.strip():
            raise ValidationError(N_("Write what the coordinators should change"))


class PlainForm(Form):
    """A button: its token and the version that was shown."""


def choices_in(typed: Mapping[str, str], application_ids: list[int]) -> dict[int, Choice]:
    """The choice of each row; a row that was not sent, or not with a choice, is a No."""
    known = {choice.value: choice for choice in Choice}
    return {
        number: known.get(typed.get(f"choice-{number}", ""), Choice.NO)
        for number in application_ids
    }
