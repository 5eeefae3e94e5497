"""What all forms do alike."""

import pytest

from app.blueprints.forms import Form, is_number


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
