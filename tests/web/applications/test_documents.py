"""Documents: kept sealed, replaced, refused, given back."""

from io import BytesIO

import pytest
from sqlalchemy import select

from app.domain.questions import GRACE
from app.domain.workflow import Status
from app.extensions import db
from app.models import Document
from tests.adapters.files import pdf
from tests.web.applications.filling import address, fill_in, found


@pytest.fixture
def with_documents(make):
    return make.application(course=make.course(documents=["passport", "photo"]))


def upload(client, application, kind="passport", content=None):
    file = (BytesIO(pdf() if content is None else content), "../<b>scan.pdf")
    page = address(application, f"/documents/{kind}")
    return client.post(page, data={f"{kind}-file": file}, content_type="multipart/form-data")


def test_a_document_is_kept_sealed_and_given_back_as_an_attachment(with_documents, sign_in, app):
    client = sign_in(with_documents.person_id)
    answer = upload(client, with_documents)
    assert answer.status_code == 303
    document = db.session.scalars(select(Document)).one()
    kept = app.config["INSTANCE"] / "files" / document.blob[:2] / document.blob[2:4] / document.blob
    assert b"%PDF" not in kept.read_bytes()
    got = client.get(address(with_documents, f"/documents/{document.id}"))
    assert got.data == pdf()
    assert got.headers["Content-Disposition"].startswith("attachment; ")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert "Uploaded" in client.get(address(with_documents, "/documents")).text


def test_a_new_file_takes_the_place_of_the_old_and_can_be_removed(with_documents, sign_in):
    client = sign_in(with_documents.person_id)
    upload(client, with_documents)
    upload(client, with_documents)
    current = select(Document).where(Document.removed_at.is_(None))
    assert len(found(current)) == 1
    answer = client.post(address(with_documents, "/documents/passport/remove"))
    assert answer.status_code == 303
    assert found(current) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "This file is empty"), (b"<svg/>", "We take PDF, JPG and PNG files")],
)
def test_a_refused_file_is_said_beside_its_box(with_documents, sign_in, content, words):
    answer = upload(sign_in(with_documents.person_id), with_documents, content=content)
    assert answer.status_code == 422 and words in answer.text
    assert 'href="#passport-file"' in answer.text and 'id="passport-file"' in answer.text


def test_a_file_that_is_too_big_is_refused_beside_its_box(with_documents, sign_in):
    head = b'--x\r\nContent-Disposition: form-data; name="passport-file"; filename="a.pdf"\r\n\r\n'
    body = head + bytes(14 * 1024**2) + b"\r\n--x--\r\n"
    answer = sign_in(with_documents.person_id).post(
        address(with_documents, "/documents/passport"), data=body,
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert answer.status_code == 422 and 'href="#passport-file"' in answer.text
    assert "This file is 14 MB. The most we can take is 10 MB." in answer.text


def test_nobody_else_opens_or_adds_a_document(with_documents, sign_in, make):
    upload(sign_in(with_documents.person_id), with_documents)
    document = db.session.scalars(select(Document)).one()
    other = sign_in(make.person().id)
    assert other.get(address(with_documents, f"/documents/{document.id}")).status_code == 404
    assert upload(other, with_documents).status_code == 404


def test_the_country_paper_can_follow_until_its_own_deadline(make, sign_in, at):
    application = make.application(Status.SCREENED)
    late = application.course.paper_by + GRACE
    client = sign_in(application.person_id)
    assert "Country paper" in client.get(address(application)).text
    assert fill_in(client, application, "paper", paper="My country.").status_code == 303
    assert upload(client, application, "paper").status_code == 303
    answer = upload(at(late, application), application, "paper")
    assert answer.status_code == 422 and "The country paper was due on" in answer.text
