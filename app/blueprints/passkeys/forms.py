from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from app.blueprints.applications.base import AtMost, line
from app.blueprints.fields import Answered
from app.blueprints.forms import PlainForm
from app.domain.errors import N_
from app.domain.passkeys import MOST_LABEL


def password_again() -> PasswordField:
    return PasswordField(
        N_("Your password"),
        [InputRequired(N_("Enter your password")), Length(max=200)],
        description=N_("It shows that it is you, and not somebody at your desk"),
        render_kw={"autocomplete": "current-password"},
    )


class AddForm(PlainForm):
    label = line(
        N_("Name of the passkey"), Answered(N_("Enter a name")), AtMost(MOST_LABEL),
        hint=N_("So that you know it again, for example: office computer"), autocomplete="off",
    )  # fmt: skip
    password = password_again()


class RemoveForm(PlainForm):
    password = password_again()


class AnswerForm(PlainForm):
    """What the script of the page has from the device."""

    answer = HiddenField()
