"""Answers of the check before an account. They are kept nowhere: the address of the result carries
them, sealed, so that no log and no list of visited pages tells them."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag

from app import vault

RESULT_LIVES = timedelta(hours=1)  # a computer may be shared


def sealed_answers(answers: Mapping[str, object], *, about: str, at: datetime) -> str:
    content = {"said": {key: str(said) for key, said in answers.items()}, "at": at.isoformat()}
    sealed = vault.seal_for_service(json.dumps(content).encode(), about=f"check {about}")
    return urlsafe_b64encode(sealed).decode()


def opened_answers(sealed: str, *, about: str, at: datetime) -> dict[str, str]:
    """The answers; none if they are too old, or were not sealed here."""
    try:
        opened = vault.unseal_for_service(urlsafe_b64decode(sealed), about=f"check {about}")
    except (InvalidTag, KeyError, ValueError):
        return {}
    content = json.loads(opened)
    said: dict[str, str] = content["said"]
    return said if at - datetime.fromisoformat(content["at"]) <= RESULT_LIVES else {}
