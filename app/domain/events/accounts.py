"""People of the service: codes, sessions, invitations, grants, offices on file."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.events.base import Event, personal, secret


@dataclass(frozen=True, kw_only=True)
class SignInCodeAsked(Event):
    """Known or unknown address: the same letter."""

    language: str
    ends_at: datetime
    email: str = personal()
    code: str = secret()


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    way: str


class SignedOut(Event): ...


@dataclass(frozen=True, kw_only=True)
class StaffInvited(Event):
    """Also a way back in: a new link sets password and second factor again."""

    roles: str
    ends_at: datetime
    name: str = personal()
    email: str = personal()
    link: str = secret()


class StaffSecretsSet(Event): ...


class RecoveryCodeUsed(Event): ...


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(Event):
    """The letter lets the person know, in case somebody else did it."""

    passkey_id: int
    language: str
    label: str = personal()
    email: str = personal()


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(Event):
    passkey_id: int
    language: str
    label: str = personal()
    email: str = personal()


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    role: str
    scope: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    role: str
    scope: str


@dataclass(frozen=True, kw_only=True)
class AuthorityFiled(Event):
    authority_id: int
    name: str
    country: str


@dataclass(frozen=True, kw_only=True)
class OfficialFiled(Event):
    authority_id: int
    official_id: int
    name: str = personal()
    email: str = personal()


@dataclass(frozen=True, kw_only=True)
class OfficialEnded(Event):
    authority_id: int
    official_id: int


@dataclass(frozen=True, kw_only=True)
class DetailsChanged(Event):
    names: str  # of what was changed, never what it says


@dataclass(frozen=True, kw_only=True)
class NewAddressAsked(Event):
    language: str
    ends_at: datetime
    new_email: str = personal()
    code: str = secret()


@dataclass(frozen=True, kw_only=True)
class AddressChanged(Event):
    """The letter goes to the old address, in case somebody else did it."""

    language: str
    old_email: str = personal()


class OwnDataTaken(Event):
    """Somebody downloaded a copy of all that is kept about oneself."""


class PersonErased(Event): ...


@dataclass(frozen=True, kw_only=True)
class ApplicationErased(Event):
    """What goes by this line of the table of retention is gone."""

    rule: str


@dataclass(frozen=True, kw_only=True)
class LetterCameBack(Event):
    """A mail server that took the letter could not deliver it."""

    letter_id: int
    template: str
    reason_code: str


@dataclass(frozen=True, kw_only=True)
class VaultRotated(Event):
    """Nothing is wrapped any more by a key of the ring that is older than this one."""

    newest: int


@dataclass(frozen=True, kw_only=True)
class LogExported(Event):
    """A copy was made of the log as far as it was sealed, or of its heads alone."""

    last_seq: int
    only_heads: bool


@dataclass(frozen=True, kw_only=True)
class BackupTaken(Event):
    """A copy of the database and the files was begun, and holds this event itself."""

    name: str


@dataclass(frozen=True, kw_only=True)
class KeysCopied(Event):
    """The keys were written into a file, apart from any backup."""


@dataclass(frozen=True, kw_only=True)
class BackupRestored(Event):
    """All is as it was in this backup; its unsent letters were stopped, its sessions ended."""

    name: str
    made_at: datetime
    letters: int
    sessions: int
