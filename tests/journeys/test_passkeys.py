"""A member of staff adds a passkey, signs out, and comes back by it: with a device that Chromium
plays, in newer browsers and in those that know no JSON."""

import pytest

from app.domain.workflow import Role
from app.extensions import db
from app.models import AuthSession, Passkey
from tests.journeys.pages import fill, follow, heading, press
from tests.operations.test_passkeys import PASSWORD, member

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("open_as", [True], indirect=True, ids=["scripts"]),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),  # what is new here is the browser
]
LONG = pytest.mark.long
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
WITHOUT_JSON = """
delete PublicKeyCredential.parseCreationOptionsFromJSON;
delete PublicKeyCredential.parseRequestOptionsFromJSON;
delete PublicKeyCredential.prototype.toJSON;
"""


@pytest.fixture
def page(service, open_as, make):
    """An administrator, where the service has a name: browsers bind no passkey to a number."""
    service.address = service.address.replace("127.0.0.1", "localhost")
    service.app.config["PUBLIC_URL"] = service.address
    return open_as(member(make, Role.ADMINISTRATOR).id)


@pytest.fixture
def device(page):
    """What Chromium plays; `device("setUserVerified", …)` changes it."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    number = line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def tell(command, **values):
        return line.send(f"WebAuthn.{command}", {"authenticatorId": number, **values})

    return tell


def add(page):
    page.goto("/account")
    follow(page, "Add a passkey")
    fill(page, Name_of_the_passkey="Office computer", Your_password=PASSWORD)
    press(page, "Continue")


def ask(page):
    page.goto("/sign-in/staff")
    press(page, "Sign in with a passkey")


def said(page, words):
    page.get_by_role("status").filter(has_text=words).wait_for()


@pytest.mark.parametrize(
    "before", ["", pytest.param(WITHOUT_JSON, marks=LONG)], ids=["json", "bytes"]
)
def test_staff_come_back_by_a_passkey_alone(page, device, before):
    page.add_init_script(before)
    add(page)
    page.wait_for_url("**/account")
    assert page.get_by_role("cell", name="Office computer", exact=True).is_visible()
    press(page, "Sign out")
    ask(page)
    page.wait_for_url("**/admin/people")
    assert heading(page) == "People"
    (passkey,) = device("getCredentials")["credentials"]
    assert db.session.query(Passkey).one().sign_count == passkey["signCount"] > 0


@LONG
def test_a_device_has_one_passkey_for_an_account(page, device):
    add(page)
    page.wait_for_url("**/account")
    add(page)
    said(page, "This device has a passkey for your account already.")
    assert db.session.query(Passkey).count() == 1


@LONG
def test_a_device_that_does_not_know_its_holder_lets_nobody_in(page, device):
    add(page)
    page.wait_for_url("**/account")
    press(page, "Sign out")
    device("setUserVerified", isUserVerified=False)
    ask(page)
    said(page, "It was stopped, or took too long. Press the button to try again.")
    device("setUserVerified", isUserVerified=True)
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/admin/people")


@LONG
def test_a_passkey_that_was_removed_is_refused_in_words(page, device):
    add(page)
    page.wait_for_url("**/account")
    follow(page, "Remove")
    fill(page, Your_password=PASSWORD)
    press(page, "Remove this passkey")
    press(page, "Sign out")
    ask(page)
    page.get_by_role("alert").filter(has_text="This passkey did not let you in.").wait_for()
    assert page.get_by_role("button", name="Try again").is_visible()
    assert db.session.query(AuthSession).count() == 0
