"""Signatures of the log's heads: Ed25519, so that whoever has the public key can check them."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.chain import Head


@dataclass(frozen=True)
class Signer:
    """Signs with the key of this service."""

    key: Ed25519PrivateKey

    @classmethod
    def parse(cls, text: str) -> "Signer":
        """From 32 bytes in base64."""
        return cls(Ed25519PrivateKey.from_private_bytes(base64.b64decode(text)))

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def signed(self, head: Head) -> Head:
        ours = head._replace(key_id=id_of(self.public))
        return ours._replace(signature=self.key.sign(ours.to_sign()).hex())


@dataclass(frozen=True)
class Signatures:
    """Of whom a signature counts: this service's key, and those that it had before."""

    keys: dict[str, Ed25519PublicKey]

    @classmethod
    def of(cls, keys: Iterable[bytes]) -> "Signatures":
        return cls({id_of(key): Ed25519PublicKey.from_public_bytes(key) for key in keys})

    def hold(self, head: Head) -> bool:
        try:
            self.keys[head.key_id].verify(bytes.fromhex(head.signature), head.to_sign())
        except (KeyError, ValueError, InvalidSignature):
            return False
        return True


def id_of(public: bytes) -> str:
    return sha256(public).hexdigest()[:16]
