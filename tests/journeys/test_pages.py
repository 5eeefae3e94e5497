"""Each page of the journey, on the samples: axe, no sideways scroll, bytes and requests.

The short run looks at telephones; `--long` at every width.
"""

import gzip
import re
from hashlib import sha256

import pytest
from sqlalchemy import select

from app.domain.workflow import Status
from app.extensions import db
from app.models import Application, Assignment, Course, Endorsement, Link, Official, Person
from app.operations.demonstration.load import load_samples
from app.operations.demonstration.people import email_of
from tests.browser import axe, fits
from tests.conftest import NOON, empty, signed_in

pytestmark = pytest.mark.browser

LIGHT, HEAVY = 8_192, 25_600  # bytes of HTML after gzip: DESIGN.md section 5
PUBLIC = (
    "/", "/?work=prison-officer&country=KE", "/courses/itc-193", "/courses/gg-20",
    "/courses/itc-193/check", "/how-to-apply", "/for-ministries", "/help", "/privacy",
    "/data-deleted", "/accessibility", "/past-courses", "/city", "/sign-in", "/sign-in/staff",
    "/n/new-link", "/n/0000000000000000000000", "/nothing-here",
)  # fmt: skip
APPLICANT = (
    "/my", "/my/{draft}", *(f"/my/{{draft}}/{name}" for name in (
        "name", "passport", "contact", "job", "education", "reasons", "documents", "paper",
        "ministry", "check", "withdraw",
    )),
    "/my/details", "/my/details/address", "/my/data", "/my/data/delete",
)  # fmt: skip
OFFERED = (
    "/my/data", "/my/data/delete", "/my", "/my/{offered}", "/my/{offered}/offer",
    "/my/{offered}/receipt",
)  # fmt: skip
OFFICIAL = ("/n/nominees", "/n/nominees/{nominee}", "/n/letter", "/n/check",
            "/n/pass-on")  # fmt: skip
COORDINATOR = (
    "/staff", "/staff/iss-195/applications", "/staff/iss-195/applications?step=score",
    "/staff/iss-195/applications/{sent}", "/staff/iss-195/applications/{sent}/return",
    "/staff/iss-195/applications/{sent}/exclude", "/staff/iss-195/reviewers",
    "/staff/itc-192/board", "/staff/uncac-29/letters", "/admin/courses", "/admin/courses/itc-193",
    "/admin/courses/itc-193/edit", "/admin/courses/new", "/admin/past-courses",
    "/admin/countries", "/admin/countries/KE",
)  # fmt: skip
PAGES = [
    *(("", path) for path in PUBLIC),
    *(("grace", path) for path in APPLICANT),
    *(("linh", path) for path in OFFERED),
    *(("kamau", path) for path in OFFICIAL),
    *(("coordinator", path) for path in COORDINATOR),
    ("director", "/staff"), ("director", "/staff/uncac-30/approval"),
    ("director", "/staff/uncac-30/approval/return"),
    ("reviewer", "/review"), ("reviewer", "/review/iss-195/{to_score}"),
    ("admin", "/admin/people"), ("admin", "/admin/people/invite"),
    ("post", "/staff"), ("auditor", "/staff/iss-195/applications"),
]  # fmt: skip


class Drawer(dict):
    def put(self, content):
        name = sha256(content).hexdigest()
        self[name] = content
        return name


@pytest.fixture(scope="module")
def samples(app):
    """The demonstration, and what its pages are called."""
    with app.app_context():
        empty()
        load_samples(seed=1, at=NOON, storage=Drawer())
        yield names()
        db.session.remove()


def names():
    def one(statement):
        return db.session.scalars(statement.order_by(Application.id)).first()

    reference = select(Application.reference).join(Course)
    reviewer = select(Person.id).where(Person.email == email_of("reviewer")).scalar_subquery()
    waiting = select(Assignment.application_id).where(
        Assignment.person_id == reviewer, Assignment.sent_at.is_(None)
    )
    kenya = select(Endorsement.application_id).where(Endorsement.country == "KE")
    found = {
        "draft": one(reference.where(Application.status == Status.DRAFT)),
        "offered": one(
            reference.join(Person, Person.id == Application.person_id).where(
                Person.email == email_of("linh")
            )
        ),
        "nominee": one(reference.where(Course.code == "itc-193", Application.id.in_(kenya))),
        "sent": one(
            reference.where(Course.code == "iss-195", Application.status == Status.SUBMITTED)
        ),
        "to_score": one(reference.where(Course.code == "iss-195", Application.id.in_(waiting))),
    }
    db.session.rollback()
    return found


def link_of_kamau():
    official = db.session.scalars(select(Official).where(Official.email == email_of("kamau"))).one()
    course = db.session.scalars(select(Course).where(Course.code == "itc-193")).one()
    link = Link(
        digest=sha256(str(db.session.query(Link).count()).encode()).hexdigest(),
        official_id=official.id, authority_id=official.authority_id, course_id=course.id,
        ends_at=course.nominate_by,
    )  # fmt: skip
    db.session.add(link)
    db.session.commit()
    return link.id


@pytest.fixture
def browser_of(app, samples):
    def browser_of(who):
        if not who:
            return app.test_client()
        if who == "kamau":
            return signed_in(app, link_id=link_of_kamau())
        person = select(Person.id).where(Person.email == email_of(who))
        return signed_in(app, db.session.scalar(person))

    return browser_of


@pytest.fixture
def widths(request):
    return (1280, 390, 320) if request.config.getoption("--long") else (390,)


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_is_for_everybody_and_light(browser_of, visit, samples, widths, who, path):
    address = path.format(**samples)
    client = browser_of(who)
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code in (200, 404, 410), address
    is_heavy = who in ("coordinator", "director", "reviewer", "admin", "post", "auditor")
    rows = max(answer.text.count("<tr"), 50) / 50 if is_heavy else 1
    assert len(gzip.compress(answer.data)) <= (HEAVY * rows if is_heavy else LIGHT)
    sheets_and_scripts = re.findall(r'(?:src|href)="/static/[^"]+\.(?:css|js)', answer.text)
    assert 1 + len(sheets_and_scripts) <= 3 + 2 * is_heavy
    for width in widths:
        page = visit(client, address, width=width)
        assert axe(page) == []
        assert fits(page)
