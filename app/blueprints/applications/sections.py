"""The pages of an application form, but for documents and the country paper."""

import re
from datetime import date
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import BooleanField, Field, SelectChoice, SelectField
from wtforms.validators import ValidationError

from app import clock, i18n
from app.blueprints.applications.base import (
    LANGUAGE,
    AtMost,
    Choice,
    Long,
    Phone,
    SectionForm,
    Words,
    choices,
    line,
    lines,
    yes,
)
from app.blueprints.applications.career import CareerField
from app.blueprints.fields import Answered, DateBoxes
from app.domain import calendars
from app.domain.answers import (
    CHOICES,
    DEGREES,
    ENGLISH,
    MOST_DUTIES,
    MOST_WORDS,
    NO,
    SEXES,
    TYPED,
    UNKNOWN,
    YES,
)
from app.domain.errors import N_, RuleBroken
from app.domain.names import NameRefused, passport_name
from app.domain.questions import Section
from app.domain.world import COUNTRIES, INHABITED, WORKS, Work
from app.operations.answering import Job

YES_NO = choices({YES: N_("Yes"), NO: N_("No")})
PASSPORT_NUMBER = re.compile(r"[A-Z0-9]{5,20}")


def countries() -> list[SelectChoice]:
    named = {code: i18n.country_name(code, LANGUAGE()) for code in COUNTRIES if code in INHABITED}
    return choices({"": N_("Choose a country")} | named)


def birth_date(day: str, month: str, year: str) -> date:
    return calendars.birth_date(day, month, year, on=clock.now().date())


def month_of(month: str, year: str) -> date:
    return calendars.date_of("1", month, year)


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


class JobForm(SectionForm):
    section = Section.JOB
    job_title = line(
        N_("Job title in English"),
        Answered(N_("Enter your job title in English")),
        AtMost(160),
        autocomplete="organization-title",
    )
    native_job_title = line(
        N_("Title in your language (optional)"), AtMost(160), dir="auto", spellcheck="false"
    )
    work = Choice(
        N_("I work as"),
        [Answered(N_("Choose what you work as"))],
        choices=choices({str(work): words for work, words in WORKS.items()}),
    )
    employer = line(
        N_("Employer"),
        Answered(N_("Enter the name of your office or court")),
        AtMost(200),
        hint=N_("The name of your office or court, in English"),
        autocomplete="organization",
    )
    work_city = line(
        N_("City"),
        Answered(N_("Enter the city in which you work")),
        AtMost(120),
        autocomplete="off",
    )
    job_since = DateBoxes(
        N_("Started"),
        [Answered(N_("Enter the month and the year in which you started"))],
        description=N_("Month and year, for example 3 2015"),
        parts=("month", "year"),
        read=month_of,
    )
    duties = lines(
        N_("What you do"),
        Answered(N_("Tell us what you do in your work")),
        Words(MOST_DUTIES),
        AtMost(4000),
        hint=N_("In 100 words or fewer"),
        rows=5,
    )
    was_here_before = Choice(
        N_("Have you been to a course at UNAFEI before?"),
        [Answered(N_("Choose yes or no"))],
        choices=YES_NO,
    )
    career = CareerField()

    def prepare(self, application: Any, **rest: Any) -> None:
        super().prepare(application)
        if not self.is_submitted():
            self.career.show(application.career)

    def validate_job_since(self, field: Field) -> None:
        if field.data and field.data > clock.now().date():
            raise ValidationError(N_("This month is still to come. Check the year."))

    def answer(self, key: str) -> object:
        value = super().answer(key)
        if key == "was_here_before":
            return yes(value)
        return Work(str(value)) if key == "work" and value else value

    def answers(self) -> dict[str, object]:
        jobs: list[Job] | None = self.career.jobs()
        return super().answers() | ({} if jobs is None else {"career": jobs})


def _skill(key: str, question: str) -> Choice:
    return Choice(
        question,
        [Answered(N_("Choose what you can do in English"))],
        choices=choices(ENGLISH[key]),
    )


def require_year(field: Field) -> None:
    try:
        found = calendars.date_of("1", "1", field.data)
    except RuleBroken as refusal:
        raise ValidationError(i18n.refusal(refusal, LANGUAGE())) from refusal
    if found > clock.now().date():
        raise ValidationError(N_("This year is still to come. Enter the year of your degree."))


class EducationForm(SectionForm):
    section = Section.EDUCATION
    degree = Choice(
        N_("Highest degree"),
        [Answered(N_("Choose your highest degree"))],
        choices=choices(DEGREES),
    )
    degree_place = line(
        N_("Where"),
        Answered(N_("Enter the name of the school or university")),
        AtMost(200),
        hint=N_("School or university, and country"),
    )
    degree_year = line(
        N_("Year"),
        Answered(N_("Enter the year, for example 2008")),
        inputmode="numeric",
        autocomplete="off",
    )
    english_read = _skill("english_read", N_("How well do you read English?"))
    english_speak = _skill("english_speak", N_("How well do you speak English?"))
    english_write = _skill("english_write", N_("How well do you write English?"))
    english_test = line(
        N_("Test result (optional)"), AtMost(160), hint=N_("For example, IELTS 6.5, May 2025")
    )

    def validate_degree_year(self, field: Field) -> None:
        require_year(field)


def _reason(question: str, message: str) -> Long:
    hint = N_("150 to 400 words")
    return lines(question, Answered(message), Words(MOST_WORDS), AtMost(6000), hint=hint, rows=12)


class ReasonsForm(SectionForm):
    section = Section.REASONS
    problem = _reason(
        N_("What problem in your work do you want to solve?"),
        N_("Tell us which problem you want to solve"),
    )
    hope = _reason(
        N_("What do you want to learn on this course?"), N_("Tell us what you want to learn")
    )
    plan = _reason(
        N_("What will you do when you are back?"), N_("Tell us what you will do when you are back")
    )


class MinistryForm(SectionForm):
    section = Section.MINISTRY
    nominated_by = Choice(
        N_("Who nominates you?"), [Answered(N_("Choose the office that nominates you"))]
    )
    office_name = line(N_("Name of the ministry or office"), AtMost(200), autocomplete="off")
    official_name = line(
        N_("Name of the official who nominates you"), AtMost(160), autocomplete="off"
    )
    official_position = line(N_("Position"), AtMost(160), autocomplete="off")
    official_email = line(
        N_("Work e-mail"),
        AtMost(254),
        type="email",
        autocomplete="off",
        spellcheck="false",
        dir="ltr",
    )
    official_note = lines(
        N_("What do they need to know? (optional)"),
        AtMost(1000),
        hint=N_("We put this into the letter to your ministry"),
        rows=4,
    )
    # Asked for only where the office is not on file.
    ASKED = {
        "office_name": N_("Enter the name of the ministry or office"),
        "official_name": N_("Enter the name of the official who nominates you"),
        "official_position": N_("Enter the position of this official"),
        "official_email": N_("Enter the work e-mail of this official"),
    }

    def prepare(self, application: Any, **rest: Any) -> None:
        super().prepare(application)
        offices = rest["offices"]
        unknown = {UNKNOWN: CHOICES["nominated_by"][UNKNOWN]} if rest["focal"] else {}
        named = {str(office.id): office.name for office in offices}
        self.nominated_by.choices = choices(
            named | {TYPED: CHOICES["nominated_by"][TYPED]} | unknown
        )

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if self.nominated_by.data != TYPED:
            return is_valid
        for name, message in self.ASKED.items():
            if not self[name].data:
                self[name].errors = [i18n.translate(message, LANGUAGE())]
        return not self.errors

    def validate_official_email(self, field: Field) -> None:
        if not field.data:
            return
        try:
            found = validate_email(field.data, check_deliverability=False)
        except EmailNotValidError as problem:
            raise ValidationError(
                N_("Enter an e-mail address, for example name@justice.example")
            ) from problem
        field.data = found.normalized.lower()

    def answers(self) -> dict[str, object]:
        """Half an office is none: the page stays open until all of it is there."""
        kept = super().answers()
        is_half = self.nominated_by.data == TYPED and any(self[name].errors for name in self.ASKED)
        return kept | ({"nominated_by": ""} if is_half else {})


FORMS: dict[Section, type[SectionForm]] = {
    form.section: form
    for form in (
        NameForm, PassportForm, ContactForm, JobForm, EducationForm, ReasonsForm, MinistryForm,
    )
}  # fmt: skip
