"""Who somebody is: what proves it, how long that holds, and how often it may be tried."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from app.domain.errors import N_, RuleBroken

CODE_LIVES = timedelta(minutes=30)
CODE_DIGITS = 6
CODE_TRIES = 5
IDLE = timedelta(hours=2)
DAY_LONG = timedelta(hours=12)
OWN_DEVICE = timedelta(days=30)
SEEN_AGAIN = timedelta(minutes=5)  # how exactly the last visit is known
KEPT_FORM_LIVES = timedelta(hours=1)
MOST_KEPT = 100_000  # bytes: more than the longest form, less than what would fill a disk
INVITATION_LIVES = timedelta(days=7)
LEAST_PASSWORD, MOST_PASSWORD = 12, 200
RECOVERY_CODES = 8
SPARE_SIGNS = 10  # of a code that is kept, so that it cannot be guessed
TOTP_SECONDS = 30
TOTP_STEPS = (-1, 0, 1)  # a clock may be half a minute wrong
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
COMMONEST = frozenset({
    "123456789012", "1234567890123", "12345678901234", "1234567890qwerty", "abcdefghijkl",
    "adminadminadmin", "administrator", "changemechangeme", "iloveyouiloveyou", "kenshukenshu",
    "letmeinletmein", "logmeinlogmein", "passw0rd1234", "password1234", "password12345",
    "password123456", "passwordpassword", "qwerty123456", "qwertyqwerty", "qwertyuiop12",
    "qwertyuiop123", "qwertyuiopasdf", "unafeiunafei", "welcome12345", "welcomewelcome",
})  # fmt: skip


class NotRecognised(RuleBroken):
    """It is not said which part is wrong: that would help who guesses."""


class TooManyTries(RuleBroken):
    status_code = 429


class InvitationDead(RuleBroken):
    """Forged, used, ended or replaced: always the same answer."""

    status_code = 410

    def __init__(self) -> None:
        super().__init__(N_("This link no longer works"))


class WeakPassword(RuleBroken): ...


class Limit(NamedTuple):
    """So often within so long."""

    number: int
    window: timedelta


# An office may share one address of the network: that limit is wide.
A_DAY = timedelta(days=1)
HOUR, TEN_MINUTES = timedelta(hours=1), timedelta(minutes=10)
CODES_ASKED = {
    "address": Limit(5, HOUR), "network": Limit(60, TEN_MINUTES), "all": Limit(3000, TEN_MINUTES),
}  # fmt: skip
SIGN_INS_TRIED = {
    "address": Limit(10, TEN_MINUTES), "network": Limit(100, TEN_MINUTES),
    "all": Limit(5000, TEN_MINUTES),
}  # fmt: skip

COPIES_TAKEN = {"person": Limit(10, A_DAY)}


def digest_of(token: str) -> str:
    """What is kept of a long random token."""
    return sha256(token.encode()).hexdigest()


def address_of(typed: str) -> str:
    """An e-mail address as it is kept and compared."""
    return typed.strip().lower()


def code_of(typed: str) -> str:
    """A code without what people put between its parts."""
    return "".join(sign for sign in typed.lower() if sign.isalnum())


def session_ends_at(at: datetime, *, is_own_device: bool) -> datetime:
    return at + (OWN_DEVICE if is_own_device else DAY_LONG)


def totp_step(at: datetime) -> int:
    return int(at.timestamp()) // TOTP_SECONDS


def require_good_password(password: str, email: str) -> None:
    """Nothing if it is long and not one that is guessed first; WeakPassword otherwise."""
    plain = password.lower()
    if len(password) < LEAST_PASSWORD:
        raise WeakPassword(
            N_("Use {least} characters or more. Some words in a row are easy to remember."),
            least=LEAST_PASSWORD,
        )
    if plain in COMMONEST or len(set(plain)) < 4 or email.split("@")[0] in plain:
        raise WeakPassword(N_("This password is easy to guess. Choose another one."))
