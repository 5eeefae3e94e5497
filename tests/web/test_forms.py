"""What all forms do alike."""

from io import BytesIO

import pytest
from wtforms import StringField

from app.blueprints.applications.forms import DocumentForm
from app.blueprints.fields import one_line
from app.blueprints.forms import Form, PlainForm, is_number
from app.blueprints.people.forms import RoleForm

NOT_KEPT = {"code", "issued", "key"}  # compared with what we know, and then forgotten


@pytest.mark.parametrize(
    ("text", "expected"),
    [("7", True), ("9" * 18, True), ("9" * 19, False), ("9" * 5000, False), ("-1", False),
     ("1.5", False), ("", False)],
)  # fmt: skip
def test_a_number_of_our_pages_is_no_longer_than_a_database_can_hold(text, expected):
    assert is_number(text) is expected


def test_a_version_that_is_none_is_a_form_that_is_damaged(app):
    for text in ("9" * 5000, "<zqx7>"):
        with app.test_request_context("/", method="POST", data={"version": text}):
            form = Form()
            assert not form.validate()
            assert form.version.errors == ["This form is damaged. Open the page again."]


def kinds_of(kind):
    for one in kind.__subclasses__():
        yield one
        yield from kinds_of(one)


def test_every_box_of_one_line_takes_one_line(app):
    """What stands in a name must begin no paragraph of a letter, and no second subject."""
    boxes = {
        f"{form.__name__}.{name}": field.kwargs.get("filters", ())
        for form in kinds_of(PlainForm)
        if form.__module__.startswith("app.")  # and not one that a test has made
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is StringField and name not in NOT_KEPT
    }
    assert len(boxes) > 30
    assert [name for name, filters in boxes.items() if one_line not in filters] == []
    assert one_line("Ms X\r\n\r\nDear\u2028Sir\x85or\tso ") == "Ms X Dear Sir or so"


def test_the_sign_that_no_database_takes_is_left_out(app, now):
    typed = {"name": "M.\0 Ito\0", "file": (BytesIO(b"a\0b"), "a.pdf")}
    with app.test_request_context("/", method="POST", data=typed):
        assert RoleForm([], [], today=now.date()).name.data == "M. Ito"
        assert DocumentForm().content == b"a\0b"


def test_a_file_where_words_are_asked_for_is_not_read(app, now):
    typed = {"name": (BytesIO(b"M. Ito"), "a.txt"), "email": "ito@example.org"}
    with app.test_request_context("/", method="POST", data=typed):
        form = RoleForm([], [], today=now.date())
        assert not form.validate()
        assert form.name.errors and not form.email.errors
