"""The demonstration's people and offices. All of them are invented."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import vault
from app.domain.workflow import Role
from app.extensions import db
from app.models import Authority, AuthorityKind, Institute, Official, Person, RoleGrant
from app.operations.demonstration.words import NAMES

YEAR = timedelta(days=365)


class Staff(NamedTuple):
    key: str
    name: str
    role: Role
    country: str | None = None


STAFF = (
    Staff("coordinator", "S. Tanaka", Role.COORDINATOR),
    Staff("coordinator2", "M. Ito", Role.COORDINATOR),
    Staff("director", "H. Yamamoto", Role.DIRECTOR),
    Staff("reviewer", "K. Sato", Role.REVIEWER),
    Staff("reviewer2", "A. Suzuki", Role.REVIEWER),
    Staff("medical", "Dr Y. Kato", Role.MEDICAL_OFFICER),
    Staff("travel", "N. Watanabe", Role.TRAVEL_OFFICER),
    Staff("post", "R. Kobayashi", Role.POST, "KE"),
    Staff("auditor", "T. Nakamura", Role.AUDITOR),
    Staff("admin", "E. Yoshida", Role.ADMINISTRATOR),
)


def email_of(key: str) -> str:
    """The address of somebody of the demonstration, by the name in its list of people."""
    return f"{key}@kenshu.example"


class Office(NamedTuple):
    """An authority, and who acts for it."""

    authority_id: int
    official_id: int
    name: str
    official_name: str
    email: str
    is_on_file: bool = True

    @classmethod
    def of(cls, official: Official) -> "Office":
        """Its authority must be loaded."""
        found = official.authority
        return cls(
            found.id, official.id, found.name, official.name, official.email, found.is_on_file
        )


def add_staff(institute: Institute, *, at: datetime) -> dict[str, int]:
    """The numbers of the institute's people, by key."""
    people = {}
    for one in STAFF:
        known = db.session.scalar(select(Person.id).where(Person.email == email_of(one.key)))
        if known:
            people[one.key] = known
            continue
        key_id, wrapped = vault.new_data_key()
        person = Person(
            email=email_of(one.key), name=one.name, key_id=key_id, data_key_wrapped=wrapped
        )
        db.session.add(person)
        db.session.flush()  # its number stands in the grant
        people[one.key] = person.id
        db.session.add(
            RoleGrant(
                person_id=person.id, role=one.role, institute_id=institute.id,
                country=one.country, holds_from=at - YEAR, holds_until=at + 10 * YEAR,
            )
        )  # fmt: skip
    return people


def add_offices(institute: Institute, *, at: datetime) -> dict[str, Office]:
    """A focal point on file in each country of the demonstration."""
    offices = {}
    for country, names in NAMES.items():
        key = "kamau" if country == "KE" else f"focal-{country.lower()}"
        of_email = select(Official).where(Official.email == email_of(key))
        of_email = of_email.options(joinedload(Official.authority))
        known = db.session.scalars(of_email).first()
        if known:
            offices[country] = Office.of(known)
            continue
        official = Official(
            name="M. Kamau" if country == "KE" else f"{names.men[0]} {names.families[-1]}",
            position="Director of training", email=email_of(key), holds_from=at - YEAR,
        )  # fmt: skip
        office = Authority(
            institute_id=institute.id, country=country, name=names.ministry,
            office_kind=AuthorityKind.FOCAL_POINT, is_on_file=True, confirmed_at=at - YEAR,
            officials=[official],
        )  # fmt: skip
        db.session.add(office)
        db.session.flush()  # their numbers stand in the endorsements
        offices[country] = Office.of(official)
    return offices


def add_typed_office(institute: Institute, country: str, *, at: datetime) -> Office:
    """An office as an applicant typed it: nobody has confirmed it yet."""
    names = NAMES[country]
    official = Official(
        name=f"{names.men[-1]} {names.families[0]}", position="Head of office",
        email=f"office-{country.lower()}@people.example", holds_from=at - YEAR,
    )  # fmt: skip
    office = Authority(
        institute_id=institute.id, country=country, name=f"Regional office, {names.ministry}",
        officials=[official],
    )  # fmt: skip
    db.session.add(office)
    db.session.flush()  # their numbers stand in the endorsement
    return Office.of(official)
