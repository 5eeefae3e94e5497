"""The pages of signing in and of people as they are seen: accessible, and fit for a telephone."""

import os

import pytest

from app.domain.workflow import Role
from tests.browser import axe, fits
from tests.operations.test_people import invite
from tests.web.test_accounts import ADDRESS, ask, enter, last_code

# What is seen does not depend on the database.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["sqlite"], indirect=True)]
WIDE = pytest.mark.long
WIDTHS = [320, pytest.param(390, marks=WIDE), pytest.param(1280, marks=WIDE)]


def look(page, name):
    """Keeps a picture where somebody wants to see them."""
    if folder := os.environ.get("KENSHU_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert axe(page) == []
    assert fits(page)
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_signing_in_is_accessible(visit, app, database, width):
    client = app.test_client()
    look(visit(client, "/sign-in", width=width), f"sign-in-{width}")
    ask(client)
    page = visit(client, "/sign-in/code", width=width)
    look(page, f"code-{width}")
    page.get_by_label("Code").fill("123")
    page.get_by_role("button", name="Sign in").click()
    assert page.title() == "Error: Enter your code – Kenshu"
    look(page, f"code-wrong-{width}")
    enter(client, last_code())
    look(visit(client, "/sign-in/spare-code", width=width), f"spare-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_way_in_for_staff_is_accessible(visit, app, make, now, width):
    client, token = app.test_client(), invite(make, now)
    for page, name in (("/sign-in/staff", "staff"), (f"/invitation/{token}", "invitation")):
        look(visit(client, page, width=width), f"{name}-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_people_are_accessible(visit, sign_in, make, width):
    make.coordinator(country="KE")
    make.director()
    client = sign_in(make.staff(Role.ADMINISTRATOR).id)
    for page, name in (("/admin/people", "people"), ("/admin/people/invite", "invite")):
        look(visit(client, page, width=width), f"{name}-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_demonstration_is_accessible(visit, app, database, monkeypatch, tmp_path, width):
    monkeypatch.setitem(app.config, "DEMO", True)
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    for page, name in (("/demo", "demo"), ("/demo/mail", "mail")):
        look(visit(app.test_client(), page, width=width), f"{name}-{width}")


def test_a_code_can_be_typed_without_javascript(visit, app, database):
    client = app.test_client()
    page = visit(client, "/sign-in", java_script_enabled=False)
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(last_code())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in/spare-code")
    assert page.title() == "Your spare code – Kenshu"
