"""The sample courses: one in each phase, with dates that follow from today."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.domain.catalogue import CourseStage, Intake
from app.domain.questions import DocumentKind
from app.domain.world import Work
from app.operations.demonstration.words import COUNTRIES

JAPAN = ZoneInfo("Asia/Tokyo")
PAPERS = (DocumentKind.PASSPORT, DocumentKind.DEGREE)
ASEAN = ("BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL", "VN")
ALL_WORKS = (Work.JUDGE, Work.PROSECUTOR, Work.POLICE, Work.PRISON, Work.PROBATION)


class Sample(NamedTuple):
    """A sample course; days are counted from today, negative ones have passed."""

    code: str
    programme: str
    title: str
    theme: str
    about: str
    closes: int
    starts: int
    lasts: int
    places: int = 25
    seats: int = 2
    ceiling: int = 4
    intake: Intake = Intake.OPEN
    countries: tuple[str, ...] = COUNTRIES
    works: tuple[Work, ...] = ALL_WORKS
    place: str = "Akishima, Tokyo"
    opens: int = -60
    ages: tuple[int, int] | None = (28, 50)
    years: int = 5
    asks_papers: bool = True


PROGRAMMES = {
    "itc": ("International Training Course", "国際研修", Intake.OPEN),
    "iss": ("International Senior Seminar", "国際高官セミナー", Intake.OPEN),
    "uncac": ("UNAFEI UNCAC Training Programme", "汚職防止刑事司法支援研修", Intake.OPEN),
    "gg": ("Regional Seminar on Good Governance for Southeast Asian Countries",
           "東南アジア諸国のためのグッドガバナンスに関する地域セミナー", Intake.INVITED),
    "icd": ("ICD country programme", "法整備支援研修", Intake.DELEGATION),
}  # fmt: skip
_COMMUNITY = (
    "Many people leave prison and commit crime again. This course looks at what works: supervision "
    "in the community, help with work and housing, and the part that volunteers play. You will "
    "compare your country’s practice with Japan’s and write a plan to use at home.\n\n"
    "Mornings are lectures and case studies. Afternoons are group workshops and visits to courts, "
    "prisons and probation offices."
)
_TRUST = (
    "Senior officials compare how courts, prosecutors, police and prisons earn the trust of the "
    "public: open proceedings, fair treatment of victims and witnesses, and honest numbers.\n\n"
    "The seminar is short and dense: lectures, round tables and visits."
)
_MONEY = (
    "Corruption hides its proceeds in many countries. This course follows the money: detection, "
    "joint investigations, freezing, confiscation and return, with cases from the participants."
)

SAMPLES = (
    Sample("itc-193", "itc", "193rd International Training Course",
           "Rehabilitation and social reintegration of offenders in the community", _COMMUNITY,
           closes=67, starts=168, lasts=38),
    Sample("itc-194", "itc", "194th International Training Course",
           "Justice for children and young people", _COMMUNITY,
           closes=190, starts=273, lasts=30, opens=98),
    Sample("iss-195", "iss", "195th International Senior Seminar",
           "Public trust in the criminal justice system", _TRUST,
           closes=-10, starts=96, lasts=31, places=20, ages=(35, 58), years=10,
           works=(*ALL_WORKS, Work.MINISTRY)),
    Sample("itc-192", "itc", "192nd International Training Course",
           "Staff who change lives: training for prison and probation work", _COMMUNITY,
           closes=-40, starts=70, lasts=37, ceiling=9),
    Sample("uncac-30", "uncac", "30th UNAFEI UNCAC Training Programme",
           "Investigating and preventing corruption under the United Nations Convention", _MONEY,
           closes=-50, starts=75, lasts=32, places=12, works=(*ALL_WORKS, Work.MINISTRY)),
    Sample("uncac-29", "uncac", "29th UNAFEI UNCAC Training Programme",
           "Protecting witnesses and people who report corruption", _MONEY,
           closes=-60, starts=60, lasts=32, places=12, works=(*ALL_WORKS, Work.MINISTRY)),
    Sample("itc-191", "itc", "191st International Training Course",
           "Working with volunteers in probation and parole", _COMMUNITY,
           closes=-75, starts=45, lasts=37, places=15),
    Sample("gg-20", "gg", "20th Regional Seminar on Good Governance for Southeast Asian Countries",
           "Recovering the proceeds of corruption across borders", _MONEY,
           closes=14, starts=106, lasts=9, places=22, intake=Intake.INVITED, countries=ASEAN,
           place="Da Nang, Viet Nam", ages=None, works=(*ALL_WORKS, Work.MINISTRY)),
    Sample("icd-vn-1", "icd", "Sample study visit for judicial officials of Viet Nam",
           "Drafting and applying the law on civil procedure", _TRUST,
           closes=30, starts=120, lasts=11, places=15, seats=15, ceiling=15,
           intake=Intake.DELEGATION, countries=("VN",), ages=None, years=0, place="Tokyo",
           works=(Work.JUDGE, Work.PROSECUTOR, Work.MINISTRY)),
)  # fmt: skip


def facts_of(sample: Sample, *, today: date) -> dict[str, object]:
    """The columns of the course, apart from whose it is. Deadlines are at 17:00 in Japan."""
    starts_on = today + timedelta(days=sample.starts)
    min_age, max_age = sample.ages or (None, None)
    is_open = sample.intake == Intake.OPEN
    # Their files take most of the time of loading: only the courses that are read closely.
    is_asking = is_open and sample.asks_papers and sample.closes > -30
    return {
        "code": sample.code,
        "title": sample.title,
        "theme": sample.theme,
        "about": sample.about,
        "paid": (
            "The Government of Japan pays your return flight, a single room, a daily allowance "
            "and medical insurance. You pay for your passport and for anything you buy."
        ),
        "stage": CourseStage.PUBLISHED,
        "intake": sample.intake,
        "is_sample": True,
        "place": sample.place,
        "email": f"{sample.programme}@kenshu.example",
        "places": sample.places,
        "opens_at": _deadline(today, sample.opens if sample.closes > 0 else sample.closes - 60),
        "apply_by": _deadline(today, sample.closes),
        "nominate_by": _deadline(today, sample.closes + 7),
        "paper_by": _deadline(today, sample.closes + 14) if is_open else None,
        "decide_by": today + timedelta(days=max(sample.closes + 35, 3)),
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=sample.lasts),
        "age_on": starts_on,
        "min_age": min_age,
        "max_age": max_age,
        "min_years": sample.years,
        "works": [str(work) for work in sample.works],
        "documents": [str(kind) for kind in PAPERS] if is_asking else [],
    }


def _deadline(today: date, days: int) -> datetime:
    on = today + timedelta(days=days)
    on -= timedelta(days=max(on.weekday() - 4, 0))  # offices close on Friday
    return datetime(on.year, on.month, on.day, 17, tzinfo=JAPAN)
