"""What is taken from a browser as a passkey: only what was made for this site and challenge."""

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.adapters.passkeys import (
    Owner,
    Site,
    creation_options,
    prove_new,
    prove_use,
    request_options,
    said_of,
    site_of,
)
from app.domain.passkeys import MOST_ANSWER
from tests.authenticator import Device, new_key, read, spelled

HERE = Site("Kenshu", "localhost", "http://localhost")
OWNER = Owner(b"handle", "s.tanaka@example.org", "S. Tanaka")
CHALLENGE = spelled(b"a challenge of thirty-two bytes.")


def made(device, **wrong):
    options = creation_options(HERE, OWNER, challenge=CHALLENGE, known=())
    return prove_new(device.make(options, **wrong), HERE, challenge=CHALLENGE)


def used(device, public_key, **wrong):
    answer = device.use(request_options(HERE, challenge=CHALLENGE), **wrong)
    return prove_use(answer, HERE, challenge=CHALLENGE, public_key=public_key)


what = "-".join  # is wrong in a test
WRONG = [
    {"origin": "https://kenshu.example"},
    {"origin": "http://localhost:8000"},
    {"rp_id": "example.org"},
    {"challenge": spelled(b"another challenge")},
    {"kind": "payment.get"},
    {"is_present": False},
    {"is_verified": False},
]


@pytest.mark.parametrize(
    ("address", "rp_id", "origin"),
    [
        ("https://kenshu.example", "kenshu.example", "https://kenshu.example"),
        ("https://Kenshu.example:443/", "kenshu.example", "https://kenshu.example"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
    ],
)
def test_a_passkey_is_bound_to_the_fixed_address(address, rp_id, origin):
    assert site_of(address, "Kenshu") == Site("Kenshu", rp_id, origin)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://[::1]", ""])
def test_an_address_without_a_name_has_no_passkeys(address):
    assert site_of(address, "Kenshu") is None


def test_a_device_is_asked_who_holds_it_and_not_for_what_it_has():
    known = [(b"old", ["usb"])]
    asked = json.loads(creation_options(HERE, OWNER, challenge=CHALLENGE, known=known))
    assert asked["authenticatorSelection"] == {
        "residentKey": "required", "requireResidentKey": True, "userVerification": "required",
    }  # fmt: skip
    assert asked["attestation"] == "none"
    assert asked["excludeCredentials"] == [
        {"id": spelled(b"old"), "type": "public-key", "transports": ["usb"]}
    ]
    assert (asked["rp"]["id"], read(asked["user"]["id"])) == ("localhost", b"handle")
    asked = json.loads(request_options(HERE, challenge=CHALLENGE))
    assert (asked["userVerification"], asked["allowCredentials"]) == ("required", [])


def test_a_passkey_is_made_and_used():
    device = Device(sign_count=7)
    new = made(device, transports=["internal", "nonsense", 7])
    assert (new.credential_id, new.sign_count) == (device.credential_id, 7)
    assert new.transports == ["internal"]
    device.sign_count = 2**32 - 1
    assert used(device, new.public_key) == 2**32 - 1


@pytest.mark.parametrize("wrong", WRONG, ids=what)
def test_what_was_not_made_here_is_not_taken(wrong):
    assert made(Device(), **wrong) is None


@pytest.mark.parametrize("wrong", [*WRONG, {"signed_by": new_key()}], ids=what)
def test_what_was_not_used_here_proves_nothing(wrong):
    device = Device()
    assert used(device, made(device).public_key, **wrong) is None


def test_an_answer_names_the_passkey_and_its_owner():
    device = Device(handle=b"handle")
    answer = device.use(request_options(HERE, challenge=CHALLENGE))
    assert said_of(answer) == (device.credential_id, b"handle")


def test_an_answer_that_is_too_long_is_not_read():
    padded = Device().make(creation_options(HERE, OWNER, challenge=CHALLENGE, known=()))
    assert prove_new(padded + " " * MOST_ANSWER, HERE, challenge=CHALLENGE) is None


@pytest.mark.parametrize(("length", "is_taken"), [(1023, True), (1024, False)])
def test_a_name_longer_than_devices_may_give_is_not_taken(length, is_taken):
    assert (made(Device(credential_id=b"x" * length)) is not None) == is_taken


TREES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text() | some.binary().map(spelled),
    lambda inner: some.lists(inner) | some.dictionaries(
        some.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "userHandle",
                           "attestationObject", "authenticatorData", "signature"]), inner,
    ),
)  # fmt: skip


@settings(max_examples=50)
@given(TREES.map(json.dumps) | some.text())
def test_whatever_is_sent_is_refused_in_peace(answer):
    assert prove_new(answer, HERE, challenge=CHALLENGE) is None
    assert prove_use(answer, HERE, challenge=CHALLENGE, public_key=b"") is None
    said_of(answer)


@given(some.binary(max_size=200), some.integers(0, 300))
def test_a_damaged_answer_is_refused_in_peace(noise, place):
    device = Device()
    answer = json.loads(device.make(creation_options(HERE, OWNER, challenge=CHALLENGE, known=())))
    whole = read(answer["response"]["attestationObject"])
    damaged = whole[:place] + noise + whole[place + len(noise) :]
    answer["response"]["attestationObject"] = spelled(damaged)
    new = prove_new(json.dumps(answer), HERE, challenge=CHALLENGE)
    assert new is None or isinstance(new.public_key, bytes)


@pytest.mark.long
def test_who_uses_no_passkey_does_not_wait_for_the_library():
    look = "import sys, app; sys.exit('webauthn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], timeout=60).returncode == 0
