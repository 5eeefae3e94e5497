"""Forms of offices and their officials."""

from wtforms import EmailField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length

from app.blueprints.fields import one_line
from app.blueprints.forms import Form, PlainForm
from app.domain.accounts import address_of
from app.domain.errors import N_
from app.models import AuthorityKind

KINDS = {
    AuthorityKind.FOCAL_POINT: N_("Focal point of the government"),
    AuthorityKind.EMPLOYER: N_("Employer, such as a ministry or a service"),
}


def _address(typed: str | None) -> str:
    return address_of(typed or "")


class OfficeForm(Form):
    name = StringField(
        N_("Name of the office in English"),
        [InputRequired(N_("Enter the name of the office")), Length(max=200)],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    kind = RadioField(
        N_("What it is"),
        [InputRequired(N_("Say what the office is"))],
        choices=[SelectChoice(one.value, words) for one, words in KINDS.items()],
        description=N_("A focal point can confirm other offices of its country."),
    )


class OfficialForm(PlainForm):
    name = StringField(
        N_("Name"),
        [InputRequired(N_("Enter the name of the official")), Length(max=160)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    position = StringField(
        N_("Position"), [Length(max=160)], filters=[one_line], render_kw={"autocomplete": "off"}
    )
    email = EmailField(
        N_("Work e-mail"),
        [InputRequired(N_("Enter an e-mail address")), Email(), Length(max=254)],
        description=N_("Letters with links to applications go to this address."),
        filters=[_address],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
