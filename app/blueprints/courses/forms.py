from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from wtforms import EmailField, Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, Length, NumberRange, Optional, Regexp, ValidationError

from app import i18n
from app.blueprints.fields import Answered, Checkboxes, DateBoxes, one_line
from app.blueprints.forms import Form, PlainForm
from app.domain.catalogue import JAPAN, Intake
from app.domain.editing import CourseFacts, closing
from app.domain.eligibility import LANGUAGES
from app.domain.errors import N_, RuleBroken
from app.domain.questions import ASKABLE, DOCUMENTS
from app.domain.quota_lines import as_lines, read_lines
from app.domain.world import WORKS
from app.models import Course
from app.operations.catalogue import quotas_of

INTAKES: Mapping[str, str] = {
    Intake.OPEN: N_("Open: anyone in a target country may apply"),
    Intake.INVITED: N_("By invitation: authorities on file nominate"),
    Intake.DELEGATION: N_("Delegation: one letter names the whole list"),
}
# The form asks for days; these are instants of the course.
INSTANTS = ("opens_at", "apply_by", "nominate_by", "paper_by")
CODE = Regexp(
    r"[a-z0-9]+(-[a-z0-9]+)+\Z",
    message=N_("Write small letters, a hyphen and a number, for example itc-193"),
)


def text(label: str, most: int, hint: str = "", *, needed: str = "") -> StringField:
    checks = [*([Answered(needed)] if needed else []), Length(max=most)]
    return StringField(label, checks, description=hint, filters=[one_line])


def day(label: str, hint: str = "", *, needed: bool = True) -> DateBoxes:
    checks = [Answered(N_("Enter this date"))] if needed else [Optional()]
    return DateBoxes(label, checks, description=hint)


def number(label: str, least: int, most: int, hint: str = "", *, needed: bool) -> IntegerField:
    message = N_("Enter a whole number")
    checks = [] if needed else [Optional()]
    return IntegerField(label, [*checks, NumberRange(least, most, message)], description=hint)


class CourseForm(Form):
    title = text(N_("Title"), 200, needed=N_("Enter the title of the course"))
    theme = text(N_("Theme (optional while a draft)"), 300)
    about = TextAreaField(
        N_("What the course is about"), [Length(max=8000)],
        description=N_("Short sentences. An empty line begins a paragraph."),
    )  # fmt: skip
    paid = TextAreaField(N_("What is paid for"), [Length(max=4000)])
    place = text(N_("Place"), 200, N_("For example, Akishima, Tokyo"))
    language = SelectField(N_("Language of the course"), choices=dict(LANGUAGES))
    email = EmailField(
        N_("E-mail address of the course team"),
        [Optional(), Email(N_("Enter an e-mail address, for example name@example.org"))],
    )
    intake = SelectField(
        N_("How people come in"), choices={str(one): words for one, words in INTAKES.items()}
    )
    places = number(N_("Places"), 0, 1000, needed=True)
    opens_at = day(N_("Applications open on"))
    apply_by = day(N_("Last day to apply"), N_("Applications close at 17:00 in Japan."))
    nominate_by = day(N_("Last day for ministries"), N_("17:00 in Japan, too."))
    paper_by = day(
        N_("Last day for the country paper (optional)"),
        N_("Leave this empty if you ask for no paper."),
        needed=False,
    )
    decide_by = day(N_("Everyone has an answer by"))
    starts_on = day(N_("First day of the course"))
    ends_on = day(N_("Last day of the course"))
    age_on = day(N_("Day on which age and years of work are counted"))
    min_age = number(N_("Lowest age (optional)"), 16, 90, needed=False)
    max_age = number(N_("Highest age (optional)"), 16, 90, needed=False)
    min_years = number(N_("Years of work, at least"), 0, 60, needed=True)
    works = Checkboxes(
        N_("Kinds of work (none: all of them)"),
        choices={str(one): words for one, words in WORKS.items()},
    )
    documents = Checkboxes(
        N_("Documents to upload"), choices={str(one): DOCUMENTS[one] for one in ASKABLE}
    )
    quotas = TextAreaField(
        N_("Countries: how many may be nominated, how many can get a place"),
        [Length(max=20000)],
        description=N_("One country on each line, for example: Kenya 3 2"),
    )

    def validate_quotas(self, field: Field) -> None:
        try:
            self.read_quotas = read_lines(field.data or "")
        except RuleBroken as refusal:
            raise ValidationError(i18n.refusal(refusal, i18n.reader_language())) from refusal

    @classmethod
    def over(cls, course: Course) -> "CourseForm":
        """The form with what the course says now."""
        shown: dict[str, Any] = CourseFacts.of(course).columns()
        shown |= {name: _day(shown[name]) for name in INSTANTS}
        return cls(data=shown | {"quotas": as_lines(quotas_of(course)), "version": course.version})

    def facts(self, course: Course | None = None) -> CourseFacts:
        """What was typed. A day that was not changed keeps its instant."""
        typed = {name: self[name].data for name in CourseFacts.__annotations__}
        for name in INSTANTS:
            former: datetime | None = getattr(course, name, None)
            if typed[name] is not None:
                typed[name] = former if _day(former) == typed[name] else closing(typed[name])
        typed["intake"] = Intake(typed["intake"])
        typed |= {name: typed[name] or "" for name in ("email", "theme", "place", "about", "paid")}
        return CourseFacts(**typed)


class NewCourseForm(CourseForm):
    version = None
    programme = SelectField(N_("Programme"), [Answered(N_("Choose a programme"))])
    code = StringField(
        N_("Code"), [CODE, Length(max=20)],
        description=N_("It stands in the address and in references, for example itc-193."),
    )  # fmt: skip


class CopyForm(PlainForm):
    code = StringField(N_("Code of the new course"), [CODE, Length(max=20)])
    title = text(N_("Title of the new course"), 200, needed=N_("Enter the title of the course"))


class DeadlineForm(PlainForm):
    apply_by = day(N_("New last day to apply"), N_("Applications close at 17:00 in Japan."))
    reason = text(N_("Why?"), 200, needed=N_("Say why the deadline moves"))

    @property
    def instant(self) -> datetime:
        return closing(cast(date, self.apply_by.data))


class CancelForm(Form):
    reason = text(
        N_("Why does the course not take place?"), 500,
        N_("Every applicant reads this sentence, and the public too."),
        needed=N_("Say why the course does not take place"),
    )  # fmt: skip


class ConfirmForm(Form):
    facts = Checkboxes(N_("What you confirm"), [Answered(N_("Choose what you confirm"))])


def _day(at: datetime | None) -> date | None:
    return at.astimezone(JAPAN).date() if at else None
