"""The pages about the person: name, passport, contact."""

import re
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, SelectChoice, SelectField
from wtforms.validators import ValidationError

from app import clock, i18n
from app.blueprints.applications.base import (
    LANGUAGE,
    AtMost,
    Choice,
    Phone,
    SectionForm,
    choices,
    line,
    lines,
)
from app.blueprints.fields import Answered, DateBoxes
from app.domain import calendars
from app.domain.answers import (
    NO,
    SEXES,
    YES,
)
from app.domain.errors import N_
from app.domain.names import NameRefused, passport_name
from app.domain.questions import Section
from app.domain.world import COUNTRIES, INHABITED

PASSPORT_NUMBER = re.compile(r"[A-Z0-9]{5,20}")


def countries() -> list[SelectChoice]:
    named = {code: i18n.country_name(code, LANGUAGE()) for code in COUNTRIES if code in INHABITED}
    return choices({"": N_("Choose a country")} | named)


def birth_date(day: str, month: str, year: str) -> date:
    return calendars.birth_date(day, month, year, on=clock.now().date())


class NameForm(SectionForm):
    section = Section.NAME
    family_name = line(
        N_("Family name (surname)"),
        hint=N_("As printed in your passport"),
        autocomplete="family-name",
        spellcheck="false",
    )
    given_names = line(
        N_("Given names"),
        hint=N_("Include all of them"),
        autocomplete="given-name",
        spellcheck="false",
    )
    has_one_name = BooleanField(N_("My passport has only one name"))
    birth_date = DateBoxes(
        N_("Date of birth"),
        [Answered(N_("Enter your date of birth, for example 27 3 1985"))],
        description=N_("For example, 27 3 1985"),
        read=birth_date,
        autocomplete="bday",
    )
    native_name = line(
        N_("Name in your own alphabet (optional)"), AtMost(160), dir="auto", spellcheck="false"
    )
    address_as = line(
        N_("How should we address you in letters?"),
        Answered(N_("Enter how we should address you, for example Judge Odhiambo")),
        AtMost(80),
        hint=N_("For example, Judge Odhiambo"),
    )

    def prepare(self, application: Any, **rest: Any) -> None:
        super().prepare(application)
        if not self.is_submitted():
            self.has_one_name.data = bool(application.given_names and not application.family_name)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        family, given = self.family_name, self.given_names
        try:
            self.passport_name = passport_name(
                family.data, given.data, is_only_name=self.has_one_name.data
            )
        except NameRefused as refusal:
            field = self[str(refusal.facts["field"])]
            field.errors = [i18n.refusal(refusal, LANGUAGE())]
            return False
        family.data, given.data = self.passport_name
        return bool(is_valid)

    def refused(self) -> list[Field]:
        """The two names are one answer: half of it is not kept."""
        names = [self.family_name, self.given_names]
        wrong = any(name.errors for name in names) and any(name.data for name in names)
        others = [field for field in super().refused() if field not in names]
        return others + (names if wrong else [])


class PassportForm(SectionForm):
    section = Section.PASSPORT
    number_is_kept = False
    nationality = SelectField(
        N_("Nationality"),
        [Answered(N_("Choose your nationality"))],
        choices=countries,
    )
    sex = Choice(
        N_("Sex shown in your passport"),
        [Answered(N_("Choose what your passport shows"))],
        choices=choices(SEXES),
        description=N_("We need this for the visa and your room"),
    )
    has_no_passport = BooleanField(N_("I do not have a passport yet"))
    passport_number = line(
        N_("Passport number"),
        hint=N_("We keep it sealed and never show it again"),
        autocomplete="off",
        spellcheck="false",
    )
    passport_expires = DateBoxes(
        N_("Expiry date"), description=N_("For example, 3 6 2030"), read=calendars.date_of
    )

    def prepare(self, application: Any, **rest: Any) -> None:
        super().prepare(application)
        kept = {value.name for value in application.sealed_values}
        self.number_is_kept = "passport_number" in kept
        if self.number_is_kept:
            self.passport_number.description = N_(
                "Your number is kept, sealed. Leave this empty, or enter another one."
            )
        if not self.is_submitted():
            answers = {answer.question: answer.value for answer in application.answers}
            self.has_no_passport.data = answers.get("has_passport") == NO

    def validate_passport_number(self, field: Field) -> None:
        field.data = re.sub(r"[\s-]", "", field.data).upper()
        if field.data and not PASSPORT_NUMBER.fullmatch(field.data):
            raise ValidationError(
                N_("Enter the number with letters and numbers only, as in your passport")
            )
        if not field.data and not self.has_no_passport.data and not self.number_is_kept:
            raise ValidationError(
                N_("Enter your passport number, or tick “I do not have a passport yet”")
            )

    def validate_passport_expires(self, field: Field) -> None:
        if not field.data and not field.errors and not self.has_no_passport.data:
            raise ValidationError(N_("Enter the date on which your passport ends"))

    def answers(self) -> dict[str, object]:
        """Half a passport is not one: the page stays open until number and date are there."""
        has_number = self.passport_number.data or self.number_is_kept
        is_whole = bool(has_number and self.passport_expires.data)
        has_passport = NO if self.has_no_passport.data else YES if is_whole else ""
        return super().answers() | {"has_passport": has_passport}


class ContactForm(SectionForm):
    section = Section.CONTACT
    mobile = line(
        N_("Mobile number with country code"),
        Answered(N_("Enter your mobile number")),
        AtMost(40),
        Phone(),
        hint=N_("For example, +254 712 345 678"),
        type="tel",
        autocomplete="tel",
        dir="ltr",
    )
    has_whatsapp = BooleanField(N_("I use WhatsApp on this number"))
    postal_address = lines(
        N_("Postal address"),
        Answered(N_("Enter your postal address")),
        AtMost(500),
        hint=N_("Write it as on an envelope, without the country"),
        rows=4,
        autocomplete="street-address",
    )
    residence = SelectField(
        N_("Country"),
        [Answered(N_("Choose the country of your address"))],
        choices=countries,
        render_kw={"autocomplete": "country"},
    )
    emergency_name = line(
        N_("Person to call in an emergency"),
        Answered(N_("Enter the name of a person we can call")),
        AtMost(160),
        autocomplete="off",
    )
    emergency_relation = line(
        N_("Who this person is to you"),
        Answered(N_("Enter who this person is to you, for example wife or brother")),
        AtMost(80),
        hint=N_("For example, wife or brother"),
        autocomplete="off",
    )
    emergency_phone = line(
        N_("Phone of this person"),
        Answered(N_("Enter the phone number of this person")),
        AtMost(40),
        Phone(),
        hint=N_("With country code"),
        type="tel",
        autocomplete="off",
        dir="ltr",
    )

    def answer(self, key: str) -> object:
        value = super().answer(key)
        return (YES if value else NO) if key == "has_whatsapp" else value
