"""The command that looks for what cannot be."""

import os
from datetime import timedelta
from hashlib import sha256

import pytest

from app.extensions import db
from app.operations.documents import storage
from app.operations.files import want_no_more
from app.queries.invariants import INVARIANTS
from tests.operations.test_documents import PASSPORT, add

WHOLE = (f"All {len(INVARIANTS)} hold.\n", 0)


@pytest.fixture(autouse=True)
def folder(app, monkeypatch, tmp_path):
    """Files of this test alone."""
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)


@pytest.fixture
def flask(app, database):
    def run(*words):
        db.session.commit()
        result = app.test_cli_runner().invoke(args=["invariants", *words])
        return result.output, result.exit_code

    return run


@pytest.fixture
def paper(make, now):
    """A document of a draft, and its file."""
    application = make.application(course=make.course(documents=[PASSPORT]))
    document = add(application, now)
    blob = document.blob
    db.session.rollback()
    return document.id, storage()._place(blob)


@pytest.mark.impossible("it is what the command is for")
def test_it_names_what_is_broken_with_numbers_of_rows(flask, make):
    courses = [make.course(min_age=50, max_age=30) for _ in range(7)]
    first = ", ".join(str(course.id) for course in courses[:5])
    said, code = flask()
    assert code == 1
    assert f"course-out-of-order: 7 (course {first}). A course begins after its results" in said
    assert said.endswith("\n1 broken.\n")


def test_it_says_that_all_is_whole(flask):
    assert flask() == WHOLE
    assert flask("--files") == WHOLE


def test_a_file_that_is_gone_or_changed_is_named(flask, paper):
    number, path = paper
    path.write_bytes(b"something else")
    assert f"file-damaged: 1 (document {number})" in flask("--files")[0]
    path.unlink()
    said, code = flask("--files")
    assert (f"file-missing: 1 (document {number})" in said, code) == (True, 1)


def test_an_old_file_of_no_document_is_named(flask, paper, now):
    _, path = paper
    name = sha256(b"stray").hexdigest()
    assert storage().put(b"stray") == name
    stray = storage()._place(name)
    os.utime(stray, (now.timestamp(), now.timestamp()))
    assert "file-of-nobody" not in flask("--files")[0]  # its row may be on the way
    before = (now - timedelta(days=2)).timestamp()
    for one in (stray, path):
        os.utime(one, (before, before))
    said, code = flask("--files")
    assert (f"file-of-nobody: 1 ({name})" in said, said.count("file-"), code) == (True, 1, 1)
    want_no_more([name])  # the next run of the retention takes it away
    assert "file-of-nobody" not in flask("--files")[0]
