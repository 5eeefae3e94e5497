"""How settings are read, from texts and from files, and what would be unsafe about them."""

import base64
import fcntl
import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

BUCKET = r"s3://[A-Za-z0-9][A-Za-z0-9._-]{2,62}(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?"


class NotStarted(Exception):
    """Kenshu does not start like this; the text says what to set.

    Not a SystemExit: a server would take that for a worker that ended, and try again for ever.
    """


def refuse(problems: list[str]) -> None:
    if problems:
        raise NotStarted("\n".join(["Kenshu does not start:", *problems]))


def as_its_default(name: str, text: str, default: object) -> object:
    """The text of a setting as a value of its default's kind."""
    if isinstance(default, bool):
        return text.lower() in ("1", "true", "yes", "on")
    if isinstance(default, int):
        if not text.isdecimal():
            refuse([f"KENSHU_{name} must be a whole number, not {text}."])
        return int(text)
    if isinstance(default, str):
        return text
    return tuple(part.strip() for part in text.split(",") if part.strip())


def problems_of_secret_key(key: str, *, known: tuple[str, ...]) -> list[str]:
    """`known`, here and below, is what everybody can read, as it stands in the source."""
    if key in known:
        return ["KENSHU_SECRET_KEY is a default that everybody can read; make your own."]
    if len(key) < 32:
        return ["KENSHU_SECRET_KEY is too short; use 32 random characters or more."]
    return []


def problems_of_vault_keys(text: str, *, known: str) -> list[str]:
    try:
        pairs = [entry.split(":", 1) for entry in text.split(",")]
        keys = {int(number): base64.b64decode(key, validate=True) for number, key in pairs}
    except ValueError:
        keys = {}
    if len(keys) != text.count(",") + 1 or any(len(key) != 32 for key in keys.values()):
        return ["KENSHU_VAULT_KEYS must read 1:KEY,2:KEY, each KEY 32 bytes in base64."]
    if base64.b64decode(known.removeprefix("1:")) in keys.values():
        return ["KENSHU_VAULT_KEYS holds a default that everybody can read; make your own."]
    return []


def in_file(text: str) -> str:
    """What stands in the file of this name; if there is none, the text itself."""
    path = Path(text)
    is_readable = not is_key(text) and path.is_file() and os.access(path, os.R_OK)
    return path.read_text().strip() if is_readable else text


def is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except ValueError:
        return False


def problems_of_log_key(text: str, *, known: str) -> list[str]:
    key = in_file(text)
    if not is_key(key):
        return ["KENSHU_LOG_KEY must be 32 bytes in base64, or the name of a file with them."]
    if key == known:
        return ["KENSHU_LOG_KEY is a default that everybody can read; make your own."]
    return problems_of_file("LOG_KEY", text)


def problems_of_file(name: str, text: str) -> list[str]:
    """Of a secret that may stand in a file: nobody else may read that."""
    is_shown = in_file(text) != text and Path(text).stat().st_mode & 0o077
    return [f"KENSHU_{name} names a file that others can read: chmod 600."] if is_shown else []


def problems_of_files(
    files: str, *, endpoint: str, key: str, key_told_as: str, may_be_plain: bool
) -> list[str]:
    """Of a store of objects; whether a folder takes files is asked of the folder."""
    if "://" not in files:
        return []
    found = problems_of_file("S3_KEY", key_told_as)
    if not re.fullmatch(BUCKET, files):
        found.append("KENSHU_FILES must be a folder, or read s3://BUCKET/PREFIX in plain letters.")
    if not re.fullmatch(r"[^\s:]+:\S+", key):
        found.append("KENSHU_S3_KEY must read NUMBER:SECRET, or name a file that holds this.")
    address = urlsplit(endpoint or "https://amazon")
    if not address.hostname or address.username or address.query:
        found.append("KENSHU_S3_ENDPOINT must read https:// and a host.")
    elif address.scheme != "https" and not (address.scheme == "http" and may_be_plain):
        found.append("KENSHU_S3_ENDPOINT must read https://, or set KENSHU_S3_WITHOUT_TLS to 1.")
    return found


def problems_of_former_log_keys(keys: tuple[str, ...]) -> list[str]:
    is_fit = all(map(is_key, keys))
    return [] if is_fit else ["KENSHU_FORMER_LOG_KEYS must read KEY,KEY, each 32 bytes in base64."]


def problems_of_public_url(url: str) -> list[str]:
    address = urlsplit(url)
    is_fit = address.scheme == "https" and address.hostname and not address.path.strip("/")
    return [] if is_fit else ["KENSHU_PUBLIC_URL must read https:// and a host, without a path."]


def problems_of_replica(replica: str, primary: str) -> list[str]:
    is_fit = not replica or all(url.startswith("postgresql+psycopg:") for url in (replica, primary))
    return [] if is_fit else ["KENSHU_REPLICA_URL and the database it copies must be PostgreSQL."]


def kept_secrets(path: Path, makers: Mapping[str, Callable[[], str]]) -> dict[str, str]:
    """The secrets in this file; what it lacks is made by whoever comes first, so that all
    processes share them."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        if not kept.keys() >= makers.keys():
            kept = {name: make() for name, make in makers.items()} | kept
            write_aside(path, json.dumps(kept))
    finally:
        os.close(folder)
    return kept


def write_aside(path: Path, text: str) -> None:
    """Renamed when whole, so that nobody reads half of it; only its owner can read it at all."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
    os.replace(draft.name, path)
