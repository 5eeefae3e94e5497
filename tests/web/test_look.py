"""The look: one page with every part of it, in the areas and widths where people meet them."""

import gzip
import re
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import abort, flash, render_template_string
from flask.globals import request_ctx
from wtforms import (
    BooleanField,
    FileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app import assets, create_app, i18n
from app.blueprints.access import PUBLIC, access
from app.blueprints.fields import Answered, Checkboxes, DateBoxes
from app.blueprints.forms import Form
from app.domain.permissions import Actor, ActorKind, Grant, Kind
from app.domain.workflow import Role, Status
from config import Testing
from tests.browser import WIDTHS, axe, fits

PAGE = (Path(__file__).parent / "look.html").read_text()
STATIC = Path(assets.__file__).parent / "static"
YES = [SelectChoice("a", "Judge"), SelectChoice("b", "Prosecutor"), SelectChoice("c", "Prison")]
EIGHT_KB, FIVE_KB = 8 * 1024, 5 * 1024


class LookForm(Form):
    family_name = StringField(
        "Family name (surname)",
        [InputRequired("Enter your family name as it is printed in your passport"), Length(max=4)],
        description="As printed in your passport",
        render_kw={"autocomplete": "family-name", "spellcheck": "false"},
    )
    country = SelectField("Country", choices=[SelectChoice("KE", "Kenya")])
    born = DateBoxes(
        "Date of birth",
        [Answered("Enter your date of birth")],
        description="For example, 27 3 1985",
        autocomplete="bday",
    )
    work = RadioField("I work as", [InputRequired("Say what your work is")], choices=YES)
    diet = Checkboxes("Food", choices=YES, description="Choose all that you need")
    reasons = TextAreaField("What problem in your work do you want to solve?")
    is_true = BooleanField(
        "What I have written is true", [InputRequired("Confirm that it is true")]
    )


class Upload(Form):
    file = FileField("Choose a file", description="PDF, JPG or PNG, to 10 MB")


TYPED = {"version": "1", "family_name": "Odhiambo", "born": ["31", "2", "1985"]}
FACTS = {
    "OPTIONS": [("select", "Select", ""), ("reserve", "Reserve", "r"), ("no", "No", "x")],
    "LINES": [
        SimpleNamespace(at=datetime(2027, 1, 18, 3, tzinfo=UTC), words="Your ministry endorsed you",
                        who="M. Kariuki", why="She leads our reform work."),
        SimpleNamespace(at=datetime(2027, 1, 14, 3, tzinfo=UTC), words="Sent", who="", why=""),
    ],
    "STATUSES": list(Status),
    "NOW": datetime(2026, 11, 23, 1, tzinfo=UTC),
    "APPLY_BY": datetime(2027, 1, 29, 8, tzinfo=UTC),
    "START": date(2027, 5, 10),
    "END": date(2027, 6, 17),
    "course": SimpleNamespace(code="itc-193", kind=Kind.COURSE),
}  # fmt: skip


@pytest.fixture(scope="module")
def client():
    """An application whose database cannot be opened: what is shown here needs none."""
    nowhere = {"SQLALCHEMY_DATABASE_URI": "sqlite:////nowhere/at/all.db"}
    app = create_app(type("Settings", (Testing,), nowhere)())
    app.config["PROPAGATE_EXCEPTIONS"] = False
    grants = frozenset({Grant(role=Role.COORDINATOR), Grant(role=Role.DIRECTOR)})
    coordinator = Actor(kind=ActorKind.PERSON, id=1, grants=grants)
    app.jinja_env.globals["actor"] = lambda: coordinator

    @app.route("/look/<shown_area>", methods=["GET", "POST"])
    @access(PUBLIC)
    def look(shown_area):
        form = LookForm(version=1)
        form.validate_on_submit()
        upload = Upload(prefix="passport", version=1)
        if shown_area != "public":
            flash("Saved at 14:02. You can stop and come back on any device.", "saved")
        return render_template_string(
            PAGE, shown_area=shown_area, form=form, upload=upload, **FACTS
        ), 422 if form.errors else 200

    @app.get("/fail/<int:code>")
    @access(PUBLIC)
    def fail(code):
        if code == 500:
            raise RuntimeError("a fault")
        abort(code)

    return app.test_client()


AREAS = ["public", "applicant", "official", "staff"]


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("area", AREAS)
def test_each_part_can_be_used_by_everybody(visit, client, area, width):
    page = visit(client, f"/look/{area}", width=width)
    assert page.locator("h1").count() == 1
    assert axe(page) == []
    assert fits(page)


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_a_refused_form_shows_what_is_wrong_first(visit, client, width):
    page = visit(client, "/look/applicant", width=width)
    page.get_by_role("button", name="Continue").click()
    assert page.title() == "Error: Your name and date of birth – Kenshu"
    page.wait_for_selector("#problems:focus")
    page.get_by_role("link", name="Say what your work is").click()
    assert page.evaluate("document.activeElement.name") == "work"
    assert axe(page) == []
    assert fits(page)


@pytest.mark.browser
def test_a_page_reads_from_right_to_left_too(visit, client):
    for area in AREAS:
        page = visit(client, f"/look/{area}", width=320)
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert fits(page)
    assert styles(page, ".meter", "transform") == {"matrix(-1, 0, 0, 1, 0, 0)"}  # fills from there


def styles(page, selector, name):
    found = "(all, name) => all.map(one => getComputedStyle(one)[name])"
    return set(page.locator(selector).evaluate_all(found, name))


@pytest.mark.browser
def test_letters_of_twice_the_size_fit_a_small_screen(visit, client):
    for area in ("public", "applicant"):
        page = visit(client, f"/look/{area}", width=390)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert fits(page)


@pytest.mark.browser
def test_paper_has_no_buttons_and_no_empty_pages(visit, client):
    page = visit(client, "/look/staff")
    page.emulate_media(media="print")
    assert styles(page, ".btn, .nav, .foot", "display") == {"none"}
    assert styles(page, ".panel", "breakInside") == {"auto"}  # longer than what is left of a page


def test_what_was_typed_stays_in_its_box(client):
    page = client.post("/look/applicant", data=TYPED).text
    assert 'name="born" value="31"' in page
    assert "Enter a day that exists, for example 27 3 1985" in page
    assert 'aria-describedby="family_name-h family_name-e"' in page
    assert "Write 4 characters or fewer" in page


def test_a_day_that_exists_is_read(client):
    with client.application.test_request_context(
        method="POST", data={"born": ["27", "3", "1985"], "version": "1"}
    ):
        form = LookForm()
        form.validate()
        assert (form.born.data, list(form.born.errors)) == (date(1985, 3, 27), [])


@pytest.mark.parametrize(
    "boxes", [["x"], ["1", "2"], ["0", "0", "0"], ["9" * 30, "1", "1"], ["²"] * 3]
)
def test_damaged_boxes_are_refused_in_words(client, boxes):
    answer = client.post("/look/applicant", data={"born": boxes, "version": "1"})
    assert answer.status_code == 422
    assert "Enter a day that exists" in answer.text


def test_text_with_braces_is_shown_as_it_is():
    assert i18n.translate("{0} {x} {") == "{0} {x} {"


@pytest.mark.parametrize(("area", "is_read"), [("public", False), ("applicant", True)])
def test_the_layout_of_a_public_page_reads_no_session(client, area, is_read):
    blocks = "{% block title %}t{% endblock %}{% block main %}{% endblock %}"
    with client.application.test_request_context("/"):
        render_template_string('{% extends "layout.html" %}' + blocks, area=area, form=None)
        assert request_ctx._session.accessed is is_read


@pytest.mark.parametrize("code", [403, 404, 405, 410, 413, 429, 500, 503, 418])
def test_an_error_page_needs_neither_database_nor_session(client, code):
    answer = client.get(f"/fail/{code}")
    assert answer.status_code == code
    assert answer.text.count("<h1>") == 1
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("megabytes", "kind"),
    [(12, "application/x-www-form-urlencoded"), (41, "multipart/form-data; boundary=x")],
)
def test_a_browser_that_sends_too_much_is_heard_out_and_told(client, megabytes, kind):
    size = megabytes * 1024 * 1024
    body = BytesIO(b"email=".ljust(size, b"x"))
    answer = client.post("/sign-in", input_stream=body, content_length=size, content_type=kind)
    assert (answer.status_code, body.tell()) == (413, size)
    assert "This is too large for us to take." in answer.text
    assert "The most we can take is 10 MB." in answer.text


def test_a_dead_link_leads_to_a_new_one(client):
    page = client.get("/fail/410").text
    assert "This link no longer works" in page
    assert '<a class="btn" href="/n/new-link">Ask for a new link</a>' in page


def test_pages_are_light(client):
    for area in AREAS:
        assert len(gzip.compress(client.get(f"/look/{area}").data, 9)) < EIGHT_KB


@pytest.mark.parametrize("name", ["site.css", "staff.css"])
def test_a_sheet_is_light_and_knows_no_left_and_right(name):
    sheet = (STATIC / name).read_text()
    assert len(gzip.compress(sheet.encode(), 9)) < FIVE_KB
    assert re.findall(r"\b(?:left|right)\b", re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)) == []


def test_scripts_are_light():
    for script in STATIC.glob("*.js"):
        assert len(gzip.compress(script.read_bytes(), 9)) < 6 * 1024
    assert len((STATIC / "site.js").read_bytes()) < 1500


def test_a_sheet_is_kept_for_a_year_under_its_hash(client):
    address = re.search(r'href="(/static/site.css[^"]+)"', client.get("/look/public").text)[1]
    answer = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == (STATIC / "site.css").read_bytes()
    assert client.get(address).data == (STATIC / "site.css").read_bytes()


def test_an_old_address_is_asked_for_again(client):
    answer = client.get("/static/site.css?v=000000000000")
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/site.css", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["..%2fassets.py", "../assets.py", "nothing.css", "", "%00"])
def test_only_files_of_the_folder_are_served(client, name):
    assert client.get(f"/static/{name}").status_code == 404
