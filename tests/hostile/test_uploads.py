"""Each place that takes a file refuses the hostile in words, or gives it back to be kept only."""

import re
import time
from pathlib import Path

import pytest
from flask_wtf.file import FileField
from sqlalchemy import select

from app.blueprints.applications.documents import UPLOADABLE
from app.blueprints.applications.forms import DocumentForm
from app.blueprints.forms import PlainForm
from app.blueprints.nominations.forms import LetterForm
from app.domain.accounts import digest_of
from app.domain.documents import MB
from app.domain.next_steps import MinistrySays
from app.domain.questions import ASKABLE
from app.domain.workflow import Status
from app.extensions import db
from app.models import Document, Endorsement, EndorsementStatus, Link
from tests.adapters.files import pdf
from tests.hostile.judge import wrongs
from tests.hostile.nasty import NAMES, NASTY
from tests.hostile.papers import RUNS
from tests.web.test_forms import kinds_of

# A worker of 95 MB stays under 200.
MOST_SECONDS, MOST_MEMORY = 2.0, 105 * MB
FEW = ["nothing", "svg", "html", "png of a flood", "pdf with a program", "pdf that is a zip, too"]
TAKEN = {"application/pdf": b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n"}
REFUSAL = re.compile(r'id="problems".*?<a href="#[a-z0-9-]+">[^<]{15,}</a>', re.S)
STATUS = Path("/proc/self/status")


@pytest.fixture
def places(make, sign_in):
    """Each place that takes a file: who sends it, where to, its field, and where it is read."""
    course = make.course(documents=[str(kind) for kind in ASKABLE])
    application = make.application(course=course)
    browser, address = sign_in(application.person_id), f"/my/{application.reference}/documents"
    found = {
        kind: (browser, f"{address}/{kind}", f"{kind}-file", {}, f"{address}/{{}}")
        for kind in UPLOADABLE
    }
    return found | {"letter": (*of_an_office(make, sign_in, course), "/n/letter/file")}


def of_an_office(make, sign_in, course):
    asked = make.application(
        Status.SUBMITTED, course=course, ministry_says=MinistrySays.ASKED, final_rank=None
    )
    endorsement = db.session.scalars(select(Endorsement)).one()
    endorsement.status, endorsement.place = EndorsementStatus.ASKED, None
    endorsement.decided_at = None
    official = endorsement.authority.officials[0]
    link = make.save(
        Link(digest=digest_of("link"), official_id=official.id, authority_id=asked.authority_id,
             course_id=course.id, ends_at=course.nominate_by)
    )  # fmt: skip
    return sign_in(link_id=link.id), "/n/letter", "file", {"way": "upload"}


def send(place, content, name=b"passport.pdf"):
    browser, address, field, more, _ = place
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), text)
        for key, text in ((key, value.encode()) for key, value in more.items())
    )
    head = b'--x\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n'
    body = parts + head % (field.encode(), name) + b"Content-Type: text/html\r\n\r\n"
    kind = "multipart/form-data; boundary=x"
    return browser.post(address, data=body + content + b"\r\n--x--\r\n", content_type=kind)


def kept():
    db.session.rollback()
    return db.session.scalars(select(Document).where(Document.removed_at.is_(None))).all()


def memory(name):
    return int(re.search(rf"{name}:\s+(\d+)", STATUS.read_text())[1]) * 1024


class Spent:
    """The time of the processor, and the memory above what there was, of a block."""

    def __enter__(self):
        if STATUS.exists():
            Path("/proc/self/clear_refs").write_text("5")  # the highest mark falls to what is so
            self.before = memory("VmRSS")
        self.began = time.process_time()
        return self

    def __exit__(self, *_):
        self.seconds = time.process_time() - self.began
        self.bytes = memory("VmHWM") - self.before if STATUS.exists() else 0


def problems(answer, place):
    """What is wrong with this answer to a hostile file."""
    found = wrongs(answer, 0.0)
    if answer.status_code == 303:
        return found + problems_of_kept(place)
    if answer.status_code not in (413, 422) or not REFUSAL.search(answer.text):
        found.append(f"no refusal in words: {answer.status_code}")
    return found


def problems_of_kept(place):
    browser, *_, address = place
    newest = max(kept(), key=lambda one: one.id)
    given = browser.get(address.format(newest.id))
    head = given.headers
    holds = {
        "attachment": head["Content-Disposition"].startswith("attachment; filename="),
        "nosniff": head["X-Content-Type-Options"] == "nosniff",
        "sandbox": head["Content-Security-Policy"].startswith("sandbox; default-src 'none'"),
        "not kept by browsers": "no-store" in head["Cache-Control"],
        "of its kind": given.data.startswith(TAKEN[given.mimetype]),
        "passive": RUNS not in given.data and b"<?php" not in given.data,
        "own name": re.fullmatch(r"[\w-]+\.(pdf|jpg|png)", newest.filename) is not None,
    }
    return [name for name, is_so in holds.items() if not is_so]


def test_all_places_that_take_a_file_are_tried_here():
    taking = {
        kind
        for kind in kinds_of(PlainForm)
        if any(getattr(field, "field_class", None) is FileField for field in vars(kind).values())
    }
    assert taking == {DocumentForm, LetterForm}
    assert len(NASTY) >= 80 and len(NASTY) + len(NAMES) >= 110


@pytest.mark.parametrize(
    "name",
    [*FEW, *(pytest.param(one, marks=pytest.mark.long) for one in NASTY if one not in FEW)],
)
def test_a_hostile_file_is_refused_in_words_or_given_back_to_be_kept_only(places, name):
    content = NASTY[name]()
    for place in places.values():
        assert send(place, pdf()).status_code == 303
        before = {one.id for one in kept()}
        with Spent() as spent:
            answer = send(place, content)
        assert problems(answer, place) == []
        assert spent.seconds < MOST_SECONDS
        assert spent.bytes < MOST_MEMORY
        assert answer.status_code == 303 or {one.id for one in kept()} == before


@pytest.mark.parametrize(
    "name", [*NAMES[:3], *(pytest.param(one, marks=pytest.mark.long) for one in NAMES[3:])],
    ids=repr,
)  # fmt: skip
def test_the_name_of_a_file_says_nothing(places, name):
    for place in places.values():
        assert problems(send(place, pdf(), name), place) == []
