"""Backups, and the way back."""

import time
from datetime import timedelta
from pathlib import Path

import click
from flask import current_app

from app import clock
from app.adapters.backups import Backup, BackupRefused, backup_in, problems, remove_older
from app.adapters.dumps import DumpRefused
from app.cli.refusals import told
from app.database import forget_on_disk
from app.domain.errors import RuleBroken
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.operations.backing_up import copy_keys, take_backup
from app.operations.files import throw_away_files
from app.operations.places import storage
from app.operations.privacy import erase_person
from app.operations.restoring import keys_that_fail, put_back, settle_restored, to_erase_again
from app.queries.starting import is_of_newer_code, missing_migrations

a_folder = click.Path(file_okay=False, path_type=Path)
NEXT = """\
Check next: flask log verify (--against an export of heads: it names what the backup lacks), and
flask vault status. Then flask retention run, start the service, and remove what was set aside."""


@click.command
@click.argument("folder", type=a_folder, required=False)
@click.option("--check", is_flag=True, help="Only look whether a backup is as it was made.")
@click.option("--keep-days", type=click.IntRange(1), help="Remove our backups that are older.")
@click.option("--keys", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the keys into this new file, which must lie elsewhere.")  # fmt: skip
def backup(folder: Path | None, check: bool, keep_days: int | None, keys: Path | None) -> None:
    """Copy database and files into a new folder in FOLDER, while the service runs."""
    if not (folder or keys):
        raise click.UsageError("Name a FOLDER, or a file for the --keys.")
    try:
        if folder and check:
            return _check(backup_in(folder))
        if keys:
            copy_keys(keys, backups=folder, at=clock.now())
            click.echo(f"The keys are in {keys}. Keep them away from every backup.")
        if folder:
            _take(folder, keep_days)
    except (BackupRefused, DumpRefused, RuleBroken) as refusal:
        raise click.ClickException(str(refusal)) from refusal


@click.command
@click.argument("folder", type=a_folder)
@click.option("--replace", is_flag=True, help="Set aside a database that is not empty.")
def restore(folder: Path, replace: bool) -> None:
    """Restore the backup in FOLDER, or the newest of those in it. Stop the service first."""
    began = time.monotonic()
    try:
        kept = backup_in(folder)
        if is_of_newer_code(kept.revision):
            raise BackupRefused(f"Revision {kept.revision} is of newer code: use that.")
        aside = put_back(kept, storage(), is_replacing=replace, at=clock.now())
    except (BackupRefused, DumpRefused, RuleBroken) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _migrate(kept)
    settled = settle_restored(kept, at=clock.now())
    erased = _erase_again(kept)
    click.echo(f"{kept.folder.name}, made at {kept.made_at:%Y-%m-%d %H:%M:%S} UTC, is restored.")
    click.echo(f"{sum(1 for _ in kept.blobs)} files, {settled.letters} letters stopped, "
               f"{settled.sessions} sessions ended, {erased} people erased again, "
               f"{time.monotonic() - began:.1f} seconds")  # fmt: skip
    if aside:
        click.echo(f"The old database is kept: {aside}")
    for number in keys_that_fail():
        click.echo(f"Key {number} of KENSHU_VAULT_KEYS is not the one of then: set it.", err=True)
    click.echo(NEXT)


def _take(folder: Path, keep_days: int | None) -> None:
    taken = take_backup(folder, storage(), at=clock.now())
    click.echo(f"{_in_short(taken.backup)}, SHA-256 of its list {taken.digest}")
    if keep_days:
        before, service = clock.now() - timedelta(days=keep_days), current_app.config["PUBLIC_URL"]
        for name in remove_older(folder, than=before, service=service):
            click.echo(f"{name} removed")
    for name in taken.lost:
        click.echo(f"{name}: a row names this file, and it cannot be read", err=True)
    if taken.lost:
        raise SystemExit(1)


def _check(kept: Backup) -> None:
    if found := list(problems(kept)):
        raise BackupRefused("\n".join(["The backup is not as it was made:", *found]))
    click.echo(f"{_in_short(kept)}, as it was made")


def _in_short(kept: Backup) -> str:
    megabytes = sum(part.bytes for part in kept.parts) / 1_000_000
    gone = f", {len(kept.gone)} files gone" if kept.gone else ""
    return f"{kept.folder}: {sum(1 for _ in kept.blobs)} files, {megabytes:.1f} MB{gone}"


def _migrate(kept: Backup) -> None:
    from flask_migrate import upgrade  # noqa: PLC0415  # it is not for a server

    if kept.revision and missing_migrations():
        upgrade()


def _erase_again(kept: Backup) -> int:
    with told():
        numbers = to_erase_again(kept, storage())
    for number in numbers:
        erase_person(number, by=SYSTEM, at=clock.now())
    with told():
        throw_away_files(storage())
    forget_on_disk(db.engine)
    return len(numbers)
