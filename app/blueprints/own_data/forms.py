"""Forms of one's own account."""

from wtforms import BooleanField, EmailField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length

from app.blueprints.accounts.forms import BAD_ADDRESS, ONE_TIME, PLAIN
from app.blueprints.applications.base import AtMost, line
from app.blueprints.catalogue.cities import city_options
from app.blueprints.fields import Answered
from app.blueprints.forms import PlainForm
from app.domain.errors import N_


class DetailsForm(PlainForm):
    name = line(
        N_("Your name in letters (optional)"), AtMost(80),
        hint=N_("For example Ms Odhiambo. If it is empty, we use the name in your application."),
        autocomplete="name", spellcheck="false",
    )  # fmt: skip
    city = SelectField(
        N_("Your city, by country"),
        [Answered(N_("Choose a city"))],
        description=N_("Letters show each deadline in Japan’s time and in the time of this city."),
    )

    def offer(self, language: str, zone: str) -> None:
        """Every city; the first that has the zone of the person stands chosen."""
        options = city_options(language)
        self.city.choices = [(one.value, f"{one.country}: {one.city}") for one in options]
        if not self.is_submitted():
            named = (one.value for one in options if one.value.partition("/")[2] == zone)
            self.city.data = next(named, None)

    @property
    def zone(self) -> str:
        return str(self.city.data).partition("/")[2]


class NewAddressForm(PlainForm):
    email = EmailField(
        N_("New e-mail address"),
        [InputRequired(BAD_ADDRESS), Length(max=254), Email(BAD_ADDRESS)],
        description=N_("Use an address that you can read now"),
        render_kw=PLAIN | {"autocomplete": "email"},
    )


class NewAddressCodeForm(PlainForm):
    code = StringField(
        N_("Code"),
        [InputRequired(N_("Enter the six digits from the letter")), Length(max=40)],
        description=N_("Six digits"),
        render_kw=ONE_TIME,
    )


class DeleteForm(PlainForm):
    is_sure = BooleanField(
        N_("I know that this cannot be undone"),
        [Answered(N_("Tick the box to say that you know this"))],
    )
