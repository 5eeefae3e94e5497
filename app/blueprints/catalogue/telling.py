"""What a course page tells in sentences: who may apply, how it works, what to bring."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app import i18n
from app.domain.catalogue import JAPAN, Intake
from app.domain.eligibility import LANGUAGES, Rules
from app.domain.errors import N_
from app.domain.questions import DOCUMENTS, DocumentKind
from app.domain.world import Work
from app.models import Course

THESE_WORKS: Mapping[str, str] = {
    Work.JUDGE: N_("judges"),
    Work.PROSECUTOR: N_("public prosecutors"),
    Work.POLICE: N_("police officers"),
    Work.PRISON: N_("prison officers"),
    Work.PROBATION: N_("probation and parole officers"),
    Work.MINISTRY: N_("ministry officials"),
    Work.OTHER: N_("others who work in criminal justice"),
}
INTAKES: Mapping[Intake, str] = {
    Intake.OPEN: "",
    Intake.INVITED: N_(
        "This course is by invitation. We write to the authorities that choose who comes. "
        "People cannot apply by themselves."
    ),
    Intake.DELEGATION: N_(
        "This course is for one group. Its government names all who come, in one letter. "
        "People cannot apply by themselves."
    ),
}


def who_can_apply(rules: Rules, language: str) -> Sequence[str]:
    """The rules of a course, one sentence each."""

    def say(message: str, **facts: object) -> str:
        return i18n.translate(message, language, **facts)

    works = i18n.listing([say(THESE_WORKS[Work(one)]) for one in sorted(rules.works)], language)
    countries = [i18n.country_name(code, language) for code in rules.countries]
    told = [
        works and works[0].upper() + works[1:],
        _years(rules.min_years, language),
        _ages(rules, language),
        say(N_("Able to discuss your work in {tongue}"), tongue=LANGUAGES.get(rules.language, "")),
        say(N_("Nominated by your ministry or agency")),
        countries and say(N_("From: {names}"), names=i18n.listing(sorted(countries), language)),
    ]
    return [sentence for sentence in told if sentence]


def _years(least: int, language: str) -> str:
    if not least:
        return ""
    return i18n.counted(
        N_("At least {count} year of work in criminal justice"),
        N_("At least {count} years of work in criminal justice"),
        least, language,
    )  # fmt: skip


def _ages(rules: Rules, language: str) -> str:
    facts = {"least": rules.min_age, "most": rules.max_age, "on": rules.age_on}
    match rules.min_age, rules.max_age:
        case None, None:
            return ""
        case _, None:
            message = N_("At least {least} years old on {on}")
        case None, _:
            message = N_("At most {most} years old on {on}")
        case _:
            message = N_("Between {least} and {most} years old on {on}")
    return i18n.translate(message, language, **facts)


def steps(course: Course, language: str) -> Sequence[tuple[str, str]]:
    """How it works, with the dates of this course."""
    facts = {
        "apply_by": _day_of(course.apply_by, language),
        "nominate_by": _day_of(course.nominate_by, language),
        "decide_by": i18n.day(course.decide_by, language),
        "starts_on": i18n.day(course.starts_on, language),
        "places": course.places,
        "place": course.place or N_("Japan"),
    }
    plain = (
        (N_("You apply online"), N_("By {apply_by}. You can stop and come back.")),
        (
            N_("Your ministry endorses you"),
            N_("By {nominate_by}. We e-mail them a link. They do not need an account."),
        ),
        (N_("We choose {places} people"), N_("Between {nominate_by} and {decide_by}.")),
        (
            N_("You get our answer"),
            N_("By {decide_by}, by e-mail. Everyone gets an answer."),
        ),
        (
            N_("You travel to {place}"),
            N_("We book your flight. The course starts on {starts_on}."),
        ),
    )
    return [
        (i18n.translate(title, language, **facts), i18n.translate(text, language, **facts))
        for title, text in plain
    ]


def needs(course: Course, language: str) -> Sequence[str]:
    """What to have at hand before one begins."""
    told = [
        N_("Your passport, or the date you will get it"),
        N_("Your job history, with dates"),
        N_("The name and e-mail address of the person in your ministry who nominates you"),
    ]
    named = (DocumentKind(one) for one in course.documents)
    told += [DOCUMENTS[kind] for kind in named if kind != DocumentKind.PASSPORT]
    words = [i18n.translate(sentence, language) for sentence in told]
    if course.paper_by:
        paper = N_("A short paper about your country (2 to 5 pages). You can send it by {paper_by}")
        words.append(i18n.translate(paper, language, paper_by=_day_of(course.paper_by, language)))
    return words


def places(course: Course, language: str) -> str:
    """For example: 25, at most 2 from each country."""
    most = max((quota.seats for quota in course.quotas), default=course.places)
    if most >= course.places:
        return str(course.places)
    return i18n.translate(
        N_("{places}, at most {most} from each country"), language, places=course.places, most=most
    )


def _day_of(instant: datetime, language: str) -> str:
    return i18n.day(instant.astimezone(JAPAN).date(), language)
