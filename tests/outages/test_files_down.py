"""The store of files is away, silent, shut, or gives other bytes: told in words, nothing lost."""

import re
import time
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from app.adapters import object_storage
from app.domain.questions import DocumentKind
from app.domain.workflow import Status
from app.extensions import db
from app.models import Document, UnwantedFile
from app.operations import documents
from app.operations.documents import add_document, open_document, open_for_review, storage
from app.queries import readiness
from app.queries.people import actor_of
from tests import buckets
from tests.adapters.files import pdf
from tests.factories import owner_of
from tests.outages.conftest import get, prepare, production, send
from tests.web.test_nominations import asked, link_to

AWAY = "We cannot reach our files now. Your answers are safe. Try again later."


@pytest.fixture
def store(app, monkeypatch, tmp_path):
    """The files of this service lie in a bucket."""
    monkeypatch.setattr(readiness, "missing_migrations", list)
    monkeypatch.setattr(readiness, "_clock_of_database", lambda at: at)
    once = object_storage.PATIENT._replace(tries=0)
    monkeypatch.setattr(object_storage, "PATIENT", once)
    with buckets.store() as store:
        for name, value in store.settings(INSTANCE=tmp_path).items():
            monkeypatch.setitem(app.config, name, value)
        yield store


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(
        object_storage, "HURRIED", object_storage.HURRIED._replace(answer=0.2, again=0)
    )
    monkeypatch.setattr(object_storage, "SILENT", 0.1)


@pytest.fixture
def draft(make):
    return make.application(course=make.course(documents=["passport"]))


@pytest.fixture
def browser(draft, sign_in):
    return sign_in(draft.person_id)


def upload(browser, draft):
    return browser.post(
        f"/my/{draft.reference}/documents/passport",
        data={"passport-file": (BytesIO(pdf()), "scan.pdf")},
    )


def ready(browser):
    return browser.get("/readyz").json["wrong"]


def number_of(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def off(store):
    store.close()


def silent(store):
    store.fault = buckets.hanging


def shut(store):
    store.fault = buckets.refusing(403, "AccessDenied")


def back(store, monkeypatch):
    if store.fault is None:
        store.open()
    store.fault = None
    monkeypatch.setattr(storage(), "silent_until", 0)  # a moment later


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("fails", [off, silent, shut])
def test_an_upload_is_told_in_words_and_works_again_without_a_restart(
    store, draft, browser, fails, monkeypatch, caplog
):
    assert ready(browser) == []
    fails(store)
    answer = upload(browser, draft)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert AWAY in answer.text
    assert 'id="passport-file"' in answer.text
    assert number_of(Document) == 0
    assert ready(browser) == ["storage"]
    assert buckets.KEY_ID not in caplog.text
    assert buckets.SECRET not in caplog.text
    back(store, monkeypatch)
    assert ready(browser) == []
    assert upload(browser, draft).status_code == 303
    assert number_of(Document) == 1
    blob = db.session.scalar(select(Document.blob))
    assert store.names() == [f"files/{blob[:2]}/{blob[2:4]}/{blob}"]


def test_a_store_that_is_full_is_told_so(store, draft, browser):
    store.fault = buckets.refusing(507, "XMinioStorageFull")
    answer = upload(browser, draft)
    assert (answer.status_code, answer.headers["Retry-After"]) == (507, "600")
    assert "Our disk is full, so we did not keep this file." in answer.text


def test_what_was_chosen_beside_a_file_stays_chosen(store, make, sign_in):
    course, office = make.course(), make.authority("KE")
    asked(make, course, office)
    kamau = sign_in(link_id=link_to(make, course, office).id)
    store.close()
    answer = kamau.post("/n/letter", data={"way": "upload", "file": (BytesIO(pdf()), "scan.pdf")})
    assert answer.status_code == 503
    assert AWAY in answer.text
    assert re.search(r'value="upload"[^>]* checked|checked[^>]* value="upload"', answer.text)


@pytest.fixture
def document(store, draft, now):
    added = add_document(draft.id, DocumentKind.PASSPORT, pdf(), by=owner_of(draft), at=now)
    return f"/my/{draft.reference}/documents/{added.id}"


def test_a_file_is_opened_again_when_the_store_is_back(store, document, browser, monkeypatch):
    store.close()
    answer = browser.get(document)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert AWAY in answer.text
    back(store, monkeypatch)
    assert browser.get(document).data == pdf()


def test_other_bytes_are_not_given_out(store, document, browser):
    (name,) = store.names()
    store.objects[name] = store.objects[name][:-1] + b"?"
    answer = browser.get(document)
    assert answer.status_code == 503
    assert "We cannot open this file now. Please write to us about it." in answer.text


def test_a_copy_of_ones_data_tells_which_file_is_missing(store, document, browser):
    store.close()
    archive = ZipFile(BytesIO(browser.get("/my/data/download").data))
    (name,) = (name for name in archive.namelist() if name.startswith("documents/"))
    assert name.endswith(".pdf.txt")
    assert archive.read(name).decode() == AWAY


@pytest.mark.usefixtures("document")
def test_who_deletes_all_is_gone_and_the_files_follow(app, store, browser, monkeypatch):
    store.close()
    answer = browser.post("/my/data/delete", data={"is_sure": "y"})
    assert (answer.status_code, answer.location) == (303, "/data-deleted")
    assert (number_of(Document), number_of(UnwantedFile), len(store.objects)) == (0, 1, 1)
    flask = app.test_cli_runner().invoke
    assert flask(args=["retention", "run"]).output == f"Error: {AWAY}\n"
    back(store, monkeypatch)
    assert flask(args=["retention", "run"]).exit_code == 0
    assert (number_of(UnwantedFile), len(store.objects)) == (0, 0)


def test_no_transaction_waits_for_the_store(store, make, now, monkeypatch):
    """On SQLite all who write would wait with it."""
    looked = []

    class Watched:
        def get(self, name):
            looked.append(db.session().info.get("writing", False))
            return storage().get(name)

    sent = make.application(Status.SCREENED)
    assignment, coordinator = make.assignment(sent), make.coordinator()
    sent_id, assignment_id = sent.id, assignment.id
    reviewer = actor_of(assignment.person_id, at=now)
    paper = add_document(sent_id, DocumentKind.PAPER, pdf(), by=owner_of(sent), at=now)
    monkeypatch.setattr(documents, "storage", Watched)
    open_document(sent_id, paper.id, by=coordinator, at=now)
    open_for_review(assignment_id, paper.id, by=reviewer, at=now)
    assert looked == [False, False]


@pytest.mark.parametrize("words", ["backup {}", "invariants --files"])
def test_a_command_says_that_the_files_are_away(app, store, document, tmp_path, words):
    store.close()
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=words.format(tmp_path / "kept").split())
    assert result.output.endswith(f"Error: {AWAY}\n")
    assert result.exit_code == 1


@pytest.mark.long
def test_nobody_waits_five_seconds_for_a_store_that_hangs(store, draft, browser):
    store.fault = buckets.hanging
    for _ in range(2):
        begun = time.monotonic()
        assert upload(browser, draft).status_code == 503
        assert time.monotonic() - begun < 5


@pytest.mark.long
def test_the_processes_of_a_server_each_find_the_store_again(tmp_path):
    """They are forked from one that has loaded everything."""
    url = f"sqlite:///{tmp_path / 'kenshu.db'}"
    prepare(url)
    with buckets.store() as store:
        told = {f"KENSHU_{name}": str(value) for name, value in store.settings().items()}
        told["KENSHU_S3_WITHOUT_TLS"] = "1"
        with production(url, tmp_path, **told) as server:
            ask = partial(send, server.address, get("/readyz"))
            assert {ask()[0] for _ in range(6)} == {200}
            store.fault = buckets.hanging
            answers = [ask() for _ in range(6)]
            assert {status for status, *_ in answers} == {503}
            assert max(seconds for _, seconds, _ in answers) < 5
            assert send(server.address, get("/healthz"))[0] == 200
            store.fault = None
            last = time.monotonic() + 10
            while ask()[0] != 200:
                assert time.monotonic() < last
