"""Forms of officials. What they say about a nominee is a draft until it is sent."""

from collections.abc import Iterable, Mapping

from flask_wtf.file import FileField
from wtforms import EmailField, HiddenField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional

from app import i18n
from app.blueprints.fields import one_line
from app.blueprints.forms import Form, PlainForm
from app.domain.accounts import address_of
from app.domain.errors import N_
from app.domain.names import display_name
from app.domain.nominations import REASONS, WORDS, Reason, Word, place_problems
from app.models import Endorsement

UPLOAD, NONE, LATER = "upload", "none", "later"
WAYS = {
    UPLOAD: N_("I upload a scan or a photo of the signed letter"),
    NONE: N_("Our ministry does not issue letters"),
    LATER: N_("I send the letter later, with the same link"),
}


class OpenForm(PlainForm):
    """One button: a look at the page changes nothing, as mail programs look at links too."""


class WeighForm(Form):
    word = RadioField(
        N_("Do you endorse this person?"),
        [InputRequired(N_("Choose if you endorse this person or not"))],
        choices=[SelectChoice(one.value, words) for one, words in WORDS.items()],
    )
    reason = RadioField(
        N_("If you do not endorse: why?"),
        [Optional()],
        choices=[SelectChoice(one.value, words) for one, words in REASONS.items()],
        description=N_("The applicant will not see your reason"),
    )

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        if self.word.data == Word.DECLINE and not self.reason.data:
            self.reason.errors = [N_("Choose a reason")]
            is_valid = False
        return is_valid

    @property
    def reason_given(self) -> Reason | None:
        is_declined = self.word.data == Word.DECLINE
        return Reason(self.reason.data) if is_declined and self.reason.data else None


class RankForm(PlainForm):
    """One box for each whom the official endorses; `rank_form` adds them."""

    def boxes(self) -> dict[int, IntegerField]:
        return {int(one.name.removeprefix("p")): one for one in self if one.name[0] == "p"}

    def places(self) -> dict[int, int | None]:
        return {who: box.data for who, box in self.boxes().items()}

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        boxes = self.boxes()
        for who, problem in place_problems(self.places()).items():
            boxes[who].errors = [i18n.refusal(problem, i18n.reader_language())]
            is_valid = False
        return is_valid


def rank_form(endorsed: Iterable[Endorsement]) -> RankForm:
    named = type("NamedRankForm", (RankForm,), {})
    places = {}
    for one in endorsed:
        name = f"p{one.application_id}"
        setattr(named, name, IntegerField(_name(one), render_kw=_NUMBER))
        places[name] = one.draft_place
    form: RankForm = named(data=places)
    return form


_NUMBER = {"inputmode": "numeric", "autocomplete": "off", "size": "3"}


def _name(one: Endorsement) -> str:
    return display_name(one.application.family_name, one.application.given_names)


class LetterForm(PlainForm):
    way = RadioField(
        N_("Your official letter"),
        [InputRequired(N_("Choose one of the three"))],
        choices=[SelectChoice(way, words) for way, words in WAYS.items()],
    )
    file = FileField(
        N_("Signed letter"),
        description=N_("PDF, JPG or PNG, to 10 MB. A photo from your phone is fine."),
        render_kw={"accept": ".pdf,.jpg,.jpeg,.png"},
    )

    def explain(self) -> None:
        """A refusal of the file stands beside its box."""
        self.file.errors = [*self.file.errors, *self.form_errors]
        self.form_errors.clear()

    def has_file(self) -> bool:
        """Whether there is one; else the box says so."""
        if not self.file.data:
            self.file.errors = [N_("Choose a file first")]
        return bool(self.file.data)


class SendForm(Form):
    """What the page showed, as a number that rises with each change, and when."""

    issued = HiddenField()


class VouchForm(PlainForm):
    """One button beside an office."""


def _tidy(typed: str | None) -> str:
    return address_of(typed or "")


class PassOnForm(PlainForm):
    name = StringField(
        N_("Name of your colleague"),
        [InputRequired(N_("Enter the name of your colleague")), Length(max=160)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    email = EmailField(
        N_("Work e-mail of your colleague"),
        [InputRequired(N_("Enter an e-mail address")), Email(), Length(max=254)],
        filters=[_tidy],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class NewLinkForm(PlainForm):
    email = EmailField(
        N_("Your work e-mail"),
        [InputRequired(N_("Enter your e-mail address")), Email(), Length(max=254)],
        filters=[_tidy],
        description=N_("The address to which we sent the first letter"),
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
