"""What browsers and devices say of passkeys (WebAuthn), proven by the library `webauthn`.

It takes 0.15 seconds and 19 MB to import, so that only who uses a passkey waits for it.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from app.domain.passkeys import CHALLENGE_LIVES, MOST_ANSWER, MOST_NAME, NewPasskey

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

PATIENCE = int(CHALLENGE_LIVES.total_seconds() * 1000)
DEFAULT_PORTS = {"http": 80, "https": 443}


class Site(NamedTuple):
    """What a passkey is bound to: it works for no other name, and from no other place."""

    name: str
    rp_id: str
    origin: str


class Owner(NamedTuple):
    """How a device shows an account; the handle tells it nothing, and stays the same."""

    handle: bytes
    email: str
    name: str


class Said(NamedTuple):
    """Whose passkey it is as an answer says, before anything is proven."""

    credential_id: bytes
    handle: bytes


def site_of(public_url: str, name: str) -> Site | None:
    """The site of this fixed address; nothing where it has a number and no name, as browsers bind
    no passkey to that."""
    address = urlsplit(public_url)
    host = address.hostname or ""
    if not host or _is_number(host):
        return None
    is_default = address.port in (None, DEFAULT_PORTS.get(address.scheme))
    place = host if is_default else f"{host}:{address.port}"
    return Site(name, host, f"{address.scheme}://{place}")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def creation_options(
    site: Site, owner: Owner, *, challenge: str, known: Iterable[tuple[bytes, list[str]]]
) -> str:
    """What a browser is asked in order to make a passkey, as JSON: one that the device finds by
    itself, and gives after it has seen who holds it. `known` are those that it may not make again.
    """
    import webauthn  # noqa: PLC0415  # heavy, needed rarely
    from webauthn.helpers import structs  # noqa: PLC0415  # heavy, needed rarely

    options = webauthn.generate_registration_options(
        rp_id=site.rp_id, rp_name=site.name, user_id=owner.handle, user_name=owner.email,
        user_display_name=owner.name or owner.email, challenge=as_bytes(challenge),
        timeout=PATIENCE, exclude_credentials=[_descriptor(*one) for one in known],
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
    )  # fmt: skip
    return webauthn.options_to_json(options)


def _descriptor(credential_id: bytes, transports: list[str]) -> "PublicKeyCredentialDescriptor":
    from webauthn.helpers import structs  # noqa: PLC0415  # heavy, needed rarely

    named = [structs.AuthenticatorTransport(one) for one in transports]
    return structs.PublicKeyCredentialDescriptor(id=credential_id, transports=named)


def request_options(site: Site, *, challenge: str) -> str:
    """What a browser is asked in order to sign in by whichever passkey the person chooses."""
    import webauthn  # noqa: PLC0415  # heavy, needed rarely
    from webauthn.helpers import structs  # noqa: PLC0415  # heavy, needed rarely

    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id, challenge=as_bytes(challenge), timeout=PATIENCE,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )  # fmt: skip
    return webauthn.options_to_json(options)


def prove_new(answer: str, site: Site, *, challenge: str) -> NewPasskey | None:
    """The passkey that a device made for this challenge and site, after it saw who holds it."""
    import webauthn  # noqa: PLC0415  # heavy, needed rarely

    try:
        proven = webauthn.verify_registration_response(
            credential=_read(answer), expected_challenge=as_bytes(challenge),
            expected_rp_id=site.rp_id, expected_origin=site.origin,
            require_user_verification=True,
        )  # fmt: skip
    except Exception:  # what is forged makes the library stumble in many ways
        return None
    if len(proven.credential_id) > MOST_NAME:
        return None
    return NewPasskey(
        proven.credential_id, proven.credential_public_key, proven.sign_count, _transports(answer)
    )


def said_of(answer: str) -> Said | None:
    """Whose passkey an answer is about; nothing if it cannot be read."""
    try:
        told = _read(answer)
        handle = told["response"].get("userHandle") or ""
        return Said(as_bytes(told["rawId"]), as_bytes(handle))
    except Exception:  # what is forged can be anything at all
        return None


def prove_use(answer: str, site: Site, *, challenge: str, public_key: bytes) -> int | None:
    """How often the device says that the passkey was used, if it was used for this challenge and
    site, after the device saw who holds it; nothing otherwise."""
    import webauthn  # noqa: PLC0415  # heavy, needed rarely

    try:
        proven = webauthn.verify_authentication_response(
            credential=_read(answer), expected_challenge=as_bytes(challenge),
            expected_rp_id=site.rp_id, expected_origin=site.origin,
            credential_public_key=public_key, require_user_verification=True,
            # The library would look at the counter before the signature: whoever forges one could
            # then make us believe that the passkey was copied. The caller compares.
            credential_current_sign_count=0,
        )  # fmt: skip
    except Exception:  # what is forged makes the library stumble in many ways
        return None
    return proven.new_sign_count


def as_bytes(text: str) -> bytes:
    """The bytes of what is spelled as browsers spell them: base64 for addresses, without `=`."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > MOST_ANSWER:
        raise ValueError("longer than any device answers")
    told = json.loads(answer)
    if not isinstance(told, dict):
        raise ValueError("no object")
    return told


def _transports(answer: str) -> list[str]:
    """How the device says that it can be reached: a help for browsers, which proves nothing."""
    from webauthn.helpers import structs  # noqa: PLC0415  # heavy, needed rarely

    told = _read(answer)["response"].get("transports")
    names = told if isinstance(told, list) else []
    return [one.value for one in structs.AuthenticatorTransport if one.value in names]
