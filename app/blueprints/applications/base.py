"""What the forms of an application share: how text is cleaned, and what is kept of a part."""

from collections.abc import Callable, Mapping
from typing import Any

from wtforms import Field, RadioField, SelectChoice, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import StopValidation, ValidationError

from app import i18n
from app.adapters.phones import international
from app.blueprints.fields import one_line
from app.blueprints.forms import Form
from app.domain.answers import YES, require_words
from app.domain.errors import N_, RuleBroken
from app.domain.questions import Section, of_section

LANGUAGE = i18n.reader_language
READABLE = "\n\t\u200c\u200d"  # joiners belong to the writing of many languages


def clean(text: str | None) -> str:
    """As typed, without what nobody can see or a database cannot keep."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    if lines.replace("\n", "").isprintable():
        return lines.strip()  # most text is: a look at each sign would cost more than to save it
    return "".join(sign for sign in lines if sign.isprintable() or sign in READABLE).strip()


def line(label: str, *validators: object, hint: str = "", **rest: object) -> StringField:
    """One line of text, cleaned; `rest` are the attributes of its box."""
    return StringField(
        label, list(validators), filters=[clean, one_line], description=hint, render_kw=rest
    )


class Long(TextAreaField):  # type: ignore[misc]  # WTForms has no types
    """Text of several lines; `most` words are counted below it where that is a rule."""

    def __init__(self, *values: Any, most: int = 0, **options: Any) -> None:
        super().__init__(*values, **options)
        self.most = most


def lines(label: str, *validators: object, hint: str = "", **rest: object) -> Long:
    most = next((one.most for one in validators if isinstance(one, Words)), 0)
    return Long(
        label, list(validators), filters=[clean], description=hint, most=most,
        render_kw={"dir": "auto"} | rest,
    )  # fmt: skip


def choices(words: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]


class Choice(RadioField):  # type: ignore[misc]
    """One of several; that none was chosen is for `Answered` to say."""

    def pre_validate(self, form: PlainForm) -> None:
        if self.data:
            super().pre_validate(form)


class AtMost:
    """No more letters than are kept."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: PlainForm, field: Field) -> None:
        length = len(field.data or "")
        if length > self.most:
            message = N_("This has {length} letters. The most we can take is {most}.")
            raise StopValidation(i18n.translate(message, LANGUAGE(), length=length, most=self.most))


class Obeys:
    """The rule, which raises a refusal in words, takes what was typed."""

    def __init__(self, rule: Callable[[str], object]) -> None:
        self.rule = rule

    def __call__(self, form: PlainForm, field: Field) -> None:
        if not field.data:
            return
        try:
            self.rule(field.data)
        except RuleBroken as refusal:
            raise ValidationError(i18n.refusal(refusal, LANGUAGE())) from refusal


class Words(Obeys):
    def __init__(self, most: int, fewest: int = 0) -> None:
        super().__init__(lambda text: require_words(text, most, fewest))
        self.most = most


class Phone:
    """A number with its country's code; the hint's code is that of the nominating country."""

    def __call__(self, form: Any, field: Field) -> None:
        Obeys(lambda typed: international(typed, country=form.country))(form, field)


class SectionForm(Form):
    """A page of the application. It may be kept in part: what is wrong stays on the page."""

    section: Section
    country = ""  # that nominates

    def prepare(self, application: Any, **rest: Any) -> None:
        """Fill in what depends on whose form it is."""
        self.country = application.country

    def refused(self) -> list[Field]:
        """Fields where something was typed that cannot be kept."""
        return [field for field in self if field.errors and not _is_blank(field)]

    def answers(self) -> dict[str, object]:
        """What can be kept, by question."""
        refused = {field.name for field in self.refused()}
        keys = [question.key for question in of_section(self.section)]
        return {key: self.answer(key) for key in keys if key in self and key not in refused}

    def answer(self, key: str) -> object:
        return self[key].data


def _is_blank(field: Field) -> bool:
    typed = getattr(field, "raw_data", None) or []
    return not any(str(value).strip() for value in typed)


def yes(value: object) -> bool | None:
    """What a radio of yes and no says; None if nothing was chosen."""
    return value == YES if value else None
