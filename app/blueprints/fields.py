"""Fields that WTForms lacks, and the words of those that it has."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from wtforms import Field, Form, SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput

from app import i18n
from app.domain.errors import N_, RuleBroken

# What WTForms would say by itself, in our words; the facts stay as it writes them.
WORDS = {
    "This field is required.": N_("Enter an answer"),
    "Not a valid choice.": N_("Choose one of the answers"),
    "Invalid Choice: could not coerce.": N_("Choose one of the answers"),
    "Not a valid integer value.": N_("Enter a whole number, for example 12"),
    "Not a valid decimal value.": N_("Enter a number, for example 3.5"),
    "Not a valid float value.": N_("Enter a number, for example 3.5"),
    "Not a valid date value.": N_("Enter a date, for example 27 3 1985"),
    "Not a valid datetime value.": N_("Enter a date and a time"),
    "Not a valid time value.": N_("Enter a time, for example 17:00"),
    "Invalid email address.": N_("Enter an e-mail address, for example name@example.org"),
    "Invalid input.": N_("Write this answer in the way that the example shows"),
    "Field must be equal to %(other_name)s.": N_("The two answers must be the same"),
    "Number must be at least %(min)s.": N_("Enter %(min)s or more"),
    "Number must be at most %(max)s.": N_("Enter %(max)s or less"),
    "Number must be between %(min)s and %(max)s.": N_("Enter a number from %(min)s to %(max)s"),
    "Field must be at least %(min)d characters long.": N_("Write %(min)d characters or more"),
    "Field cannot be longer than %(max)d characters.": N_("Write %(max)d characters or fewer"),
    "Field must be exactly %(max)d characters long.": N_("Write exactly %(max)d characters"),
    "Field must be between %(min)d and %(max)d characters long.": N_(
        "Write %(min)d to %(max)d characters"
    ),
    "'%(value)s' are not valid choices for this field.": N_("Choose from the answers"),
    "CSRF token missing.": N_("This form is damaged. Open the page again."),
}


class FormWords:
    """WTForms asks it for every text of its own."""

    def gettext(self, message: str) -> str:
        return i18n.translate(WORDS.get(message, message), i18n.reader_language())

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(many)


class Box(NamedTuple):
    id: str
    part: str
    label: str
    value: str
    autocomplete: str


PARTS = {"day": N_("Day"), "month": N_("Month"), "year": N_("Year")}


# Nobody means another one; at either end of the calendar no time can be reckoned any more.
YEARS = range(1900, 2200)
NO_DAY = N_("Enter a day that exists, for example 27 3 1985")


def plain_date(day: str, month: str, year: str) -> date:
    """A date of three numbers; where names of months or other calendars come, hand in another."""
    try:
        found = date(int(year), int(month), int(day))
    except (ValueError, OverflowError) as problem:
        raise RuleBroken(NO_DAY) from problem
    if found.year not in YEARS:
        raise RuleBroken(NO_DAY)
    return found


def one_line(typed: str | None) -> str:
    """As typed, without the breaks that a box of one line does not show: what stands in a name
    begins no paragraph of a letter."""
    return " ".join((typed or "").split())


class DateBoxes(Field):  # type: ignore[misc]  # WTForms has no types
    """A date in one box for each part. `data` is what `read` makes of the boxes, None if all are
    empty; a refusal of `read` is the field's error, and what was typed stays."""

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., None]] = (),
        *,
        parts: Sequence[str] = ("day", "month", "year"),
        read: Callable[..., Any] = plain_date,
        autocomplete: str = "",
        **options: Any,
    ) -> None:
        super().__init__(label, validators, **options)
        self.parts = tuple(parts)
        self.read = read
        self.autocomplete = autocomplete

    @property
    def typed(self) -> list[str]:
        if self.raw_data is not None:
            given = [str(value).strip() for value in self.raw_data[: len(self.parts)]]
            return given + [""] * (len(self.parts) - len(given))
        return [str(getattr(self.data, part, "")) for part in self.parts]

    @property
    def boxes(self) -> list[Box]:
        """One for each part; the first bears the field's own id, so that its error leads there."""
        return [
            Box(
                id=f"{self.id}-{part}" if number else self.id,
                part=part,
                label=PARTS[part],
                value=value,
                autocomplete=f"{self.autocomplete}-{part}" if self.autocomplete else "",
            )
            for number, (part, value) in enumerate(zip(self.parts, self.typed, strict=True))
        ]

    def process_formdata(self, _values: list[str]) -> None:
        self.data = None
        if any(self.typed):
            try:
                self.data = self.read(*self.typed)
            except RuleBroken as refusal:
                raise ValueError(i18n.refusal(refusal, i18n.reader_language())) from refusal


class Checkboxes(SelectMultipleField):  # type: ignore[misc]
    """Some of several: `macros/forms.html` sets each with its own box."""

    option_widget = CheckboxInput()


class Answered:
    """An answer must be there, whatever its field; the message says which."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        if field.errors or not field.data:
            raise StopValidation(None if field.errors else self.message)
