"""Passkeys of staff: how many, for how long a challenge holds, and what a counter tells."""

from datetime import timedelta
from typing import NamedTuple

from app.domain.accounts import SIGN_INS_TRIED
from app.domain.errors import N_, RuleBroken

CHALLENGE_LIVES = timedelta(minutes=5)
# Whose passkey will answer is not known yet.
CHALLENGES_ASKED = {name: SIGN_INS_TRIED[name] for name in ("network", "all")}
MOST_PASSKEYS = 10
MOST_LABEL = 60
MOST_ANSWER = 20_000  # signs: what a device says takes a tenth of it
MOST_NAME = 1023  # bytes, of what a device calls a passkey


class NewPasskey(NamedTuple):
    """What a device has told of a passkey that it made, proven."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]


class PasskeyRefused(RuleBroken):
    """What is wrong with the answer of a device is not said: it tells people nothing."""

    def __init__(self) -> None:
        super().__init__(N_("We could not check the answer of your device. Start again."))


class TooManyPasskeys(RuleBroken):
    def __init__(self) -> None:
        super().__init__(
            N_("You have {most} passkeys. Remove one that you do not use, then add this one."),
            most=MOST_PASSKEYS,
        )


def goes_back(kept: int, told: int) -> bool:
    """Whether two devices count for one passkey: it was copied. Devices that do not count say 0."""
    return told <= kept and (told, kept) != (0, 0)
