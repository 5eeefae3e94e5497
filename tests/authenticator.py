"""A device that keeps passkeys, in software: it answers as a true one does, or wrongly on demand.

device = Device(); device.make(options) and device.use(options) give what a browser would send.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from types import SimpleNamespace

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ORIGIN = "http://localhost"


def spelled(content):
    return urlsafe_b64encode(content).decode().rstrip("=")


def read(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def new_key():
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Device:
    """`sign_count` is what it says that it has counted; 0 for ever where it does not count."""

    key: object = field(default_factory=new_key)
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes = b""
    sign_count: int = 0

    def make(self, options, **wrong):
        """The answer to what was asked in order to make a passkey."""
        asked = json.loads(options)
        self.handle = read(asked["user"]["id"])
        said = {"kind": "webauthn.create", "rp_id": asked["rp"]["id"]}
        client, told = self._told(asked, ATTESTED, **said | wrong)
        told += bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + self._cose()
        attested = {"fmt": "none", "attStmt": {}, "authData": told}
        return self._answer(
            clientDataJSON=client, attestationObject=cbor2.dumps(attested),
            transports=wrong.get("transports", ["internal", "hybrid"]),
        )  # fmt: skip

    def use(self, options, *, signed_by=None, handle=None, **wrong):
        """The answer to what was asked in order to sign in."""
        asked = json.loads(options)
        said = {"kind": "webauthn.get", "rp_id": asked["rpId"]}
        client, told = self._told(asked, 0, **said | wrong)
        key = signed_by or self.key
        signature = key.sign(told + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=client, authenticatorData=told, signature=signature,
            userHandle=self.handle if handle is None else handle,
        )  # fmt: skip

    def _told(self, asked, flags, **told):
        """What the browser says, and the beginning of what the device says."""
        said = SimpleNamespace(
            **{"origin": ORIGIN, "challenge": asked["challenge"], "sign_count": self.sign_count}
            | {"is_present": True, "is_verified": True}
            | told
        )
        flags |= PRESENT * said.is_present | VERIFIED * said.is_verified
        client = {"type": said.kind, "challenge": said.challenge, "origin": said.origin}
        told = sha256(said.rp_id.encode()).digest() + bytes([flags]) + said.sign_count.to_bytes(4)
        return json.dumps(client).encode(), told

    def _cose(self):
        """The public key, as devices spell it: ES256 on P-256."""
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        )

    def _answer(self, **response):
        parts = {
            name: spelled(part) if isinstance(part, bytes) else part
            for name, part in response.items()
        }
        name = spelled(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})
