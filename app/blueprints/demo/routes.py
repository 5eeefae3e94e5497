"""The demonstration: sign in as anybody, read all letters. Elsewhere nothing of it exists."""

import re
from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.adapters.mailbox import letters_in
from app.blueprints.access import PUBLIC, access, begin_visit
from app.blueprints.demo.people import PEOPLE
from app.domain.errors import NotVisible
from app.extensions import csrf
from app.operations.demonstration.people import email_of
from app.operations.sample_visits import open_sample_link, open_sample_session

bp = Blueprint("demo", __name__, url_prefix="/demo")
LETTERS = 40
_ADDRESS = re.compile(r"(https?://[^\s<>]+)")


@bp.before_request
def only_in_the_demonstration() -> None:
    if not current_app.config["DEMO"]:
        raise NotVisible


@bp.get("")
@access(PUBLIC)
def index() -> str:
    return render_template("demo/index.html", people=PEOPLE)


@bp.post("/sign-in")
@csrf.exempt  # type: ignore[untyped-decorator]  # who may be anybody has nothing to protect
@access(PUBLIC)
def sign_in() -> ResponseReturnValue:
    key = request.form.get("person", "")
    person = PEOPLE.get(key)
    if person is None:
        raise NotVisible
    open_visit = open_sample_link if person.is_official else open_sample_session
    begin_visit(open_visit(email_of(key), at=clock.now()))
    return redirect(person.landing, 303)


@bp.get("/mail")
@access(PUBLIC)
def mail() -> str:
    letters = letters_in(Path(current_app.config["INSTANCE"]) / "mail", limit=LETTERS)
    # Every second part is an address: `split` keeps what the pattern's group found.
    parts = [_ADDRESS.split(letter.text) for letter in letters]
    return render_template("demo/mail.html", letters=list(zip(letters, parts, strict=True)))
