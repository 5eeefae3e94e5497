from wtforms import BooleanField, EmailField, PasswordField, StringField
from wtforms.validators import Email, InputRequired, Length

from app.blueprints.forms import PlainForm
from app.domain.errors import N_

BAD_ADDRESS = N_("Enter an e-mail address, for example name@example.org")
PLAIN = {"spellcheck": "false", "autocapitalize": "none"}
ONE_TIME = PLAIN | {"inputmode": "numeric", "autocomplete": "one-time-code"}


class AddressForm(PlainForm):
    email = EmailField(
        N_("E-mail address"),
        [InputRequired(BAD_ADDRESS), Length(max=254), Email(BAD_ADDRESS)],
        description=N_("Use an address you can read today. A personal address is fine."),
        render_kw=PLAIN | {"autocomplete": "email"},
    )


class CodeForm(PlainForm):
    code = StringField(
        N_("Code"),
        [InputRequired(N_("Enter the six digits from the letter")), Length(max=40)],
        description=N_("Six digits. If the letter is late, your spare code also works."),
        render_kw=ONE_TIME,
    )
    is_own_device = BooleanField(
        N_("This is my own device"),
        description=N_("Then you stay signed in for 30 days. Leave it empty on a shared computer."),
    )


class StaffForm(PlainForm):
    email = EmailField(
        N_("E-mail address"),
        [InputRequired(BAD_ADDRESS), Length(max=254)],
        render_kw=PLAIN | {"autocomplete": "username"},
    )
    password = PasswordField(
        N_("Password"),
        [InputRequired(N_("Enter your password")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        N_("Code from your telephone"),
        [InputRequired(N_("Enter the six digits that your telephone shows")), Length(max=40)],
        description=N_("Six digits, or one of your recovery codes"),
        render_kw=ONE_TIME,
    )


class InvitationForm(PlainForm):
    password = PasswordField(
        N_("New password"),
        [InputRequired(N_("Enter a password")), Length(max=200)],
        description=N_("12 characters or more. Some words in a row are easy to remember."),
        render_kw={"autocomplete": "new-password"},
    )
    code = StringField(
        N_("Code that your telephone shows now"),
        [InputRequired(N_("Enter the six digits that your telephone shows")), Length(max=40)],
        render_kw=ONE_TIME,
    )
    has_kept_codes = BooleanField(
        N_("I have kept my recovery codes"),
        [InputRequired(N_("Keep the recovery codes first: they are not shown again"))],
    )
