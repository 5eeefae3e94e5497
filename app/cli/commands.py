"""The commands: thin, over operations."""

import hashlib
from collections.abc import Generator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.adapters.courses_file import OURS, FileRefused, read_courses
from app.adapters.mailbox import delivery_into
from app.adapters.smtp import Deliver, Server, delivery_in_one_go
from app.cli.backup import backup, restore
from app.cli.bounces import bounces
from app.cli.invariants import invariants
from app.cli.log import log, sealed_beside
from app.cli.retention import retention
from app.cli.rounds import follow_option, work_off
from app.cli.vault import vault
from app.domain.permissions import SYSTEM
from app.operations.accounts import forget_ended
from app.operations.catalogue import ensure_institute
from app.operations.deadlines import due_done
from app.operations.demonstration.load import load_samples
from app.operations.demonstration.many import load_many
from app.operations.editions import import_editions
from app.operations.letters import send_letter
from app.operations.people import first_administrator
from app.operations.places import storage
from app.queries.starting import last_deadline, missing_migrations

courses = AppGroup("courses", help="Courses of the past.")
deadlines = AppGroup("deadlines", help="What happens when its time has come.")
letters = AppGroup("letters", help="The outbox.")
users = AppGroup("users", help="Who runs the service.")
demo = AppGroup("demo", help="Invented people on sample courses.")
letters.add_command(bounces)


@click.command
def ready() -> None:
    """Migrate what is missing; say whether the courses are open, past, or the database empty."""
    from flask_migrate import upgrade  # noqa: PLC0415  # it is not for a server

    if missing_migrations():
        upgrade()
    last = last_deadline()
    click.echo("empty" if last is None else "past" if last < clock.now() else "open")


@courses.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--institute", default="sample", help="The code of the institute that gave them.")
@click.option("--name", default="Sample institute", help="Its name, if it is new.")
def import_courses(file: Path, institute: str, name: str) -> None:
    """Take over the facts of a file; a second time changes nothing."""
    try:
        added, changed = take_over(file, ensure_institute(institute, name, {}).id)
    except FileRefused as refusal:
        raise click.ClickException("\n".join(map(str, refusal.problems))) from refusal
    click.echo(f"{added} added, {changed} changed")


def take_over(file: Path, institute_id: int) -> tuple[int, int]:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return import_editions(
        read_courses(file).editions,
        institute_id=institute_id, file_digest=digest, by=SYSTEM, at=clock.now(),
    )  # fmt: skip


@deadlines.command("run")
@follow_option
def run(follow: bool) -> None:
    """Carry out what is due."""
    work_off(_deadlines_kept, follow=follow)


@demo.command("load")
@click.option("--applications", default=0, help="So many in large courses, beside the samples.")
@click.option("--seed", default=1, help="The same seed makes the same people.")
def load(applications: int, seed: int) -> None:
    """Load the sample courses, one in each phase, or as many applications as are asked.

    When it was cut off, the same command makes what is still missing of that seed.
    """
    if not current_app.config["DEMO"]:
        raise click.ClickException("Invented people come only where KENSHU_DEMO=1 is set.")
    if not applications:
        click.echo(
            f"{load_samples(seed=seed, at=clock.now(), storage=storage())} sample applications"
        )
        added, _ = take_over(OURS, ensure_institute("sample", "Sample institute", {}).id)
        click.echo(f"{added} past courses")
        return
    with click.progressbar(length=applications, label="Applications") as bar:
        made = load_many(applications, seed=seed, at=clock.now(), tell=bar.update)
    click.echo(f"{made} made, {applications - made} were there.")


@users.command("create")
@click.argument("name")
@click.argument("email")
@click.option("--institute", default="unafei", help="Code of the institute.")
@click.option("--institute-name", default="UNAFEI", help="Its name, if it is not there yet.")
def create(name: str, email: str, institute: str, institute_name: str) -> None:
    """Make an administrator, and print the link that sets the password. It works once."""
    institute_id = ensure_institute(institute, institute_name, {}).id
    link = first_administrator(name, email, institute_id, by=SYSTEM, at=clock.now())
    address = current_app.config["PUBLIC_URL"]
    click.echo(f"{address}/invitation/{link}" if link else "A password is set already.")


@letters.command("send")
@follow_option
def send(follow: bool) -> None:
    """Send what is due."""
    work_off(_letters_sent, follow=follow)


def _deadlines_kept() -> Generator[str, None, None]:
    yield from due_done(at=clock.now())
    if forget_ended(at=clock.now()):
        yield "forget_ended"
    yield from sealed_beside()


def _letters_sent() -> Generator[str, None, None]:
    sender = current_app.config["SENDER"]
    with _post_office() as deliver:
        while state := send_letter(deliver, sender=sender, at=clock.now()):
            yield state


def _post_office() -> AbstractContextManager[Deliver]:
    """The mail server on one connection; in the demonstration a folder."""
    settings = current_app.config
    if settings["DEMO"]:
        return nullcontext(delivery_into(settings["INSTANCE"] / "mail"))
    names = ("SMTP_HOST", "SMTP_PORT", "SMTP_STARTTLS", "SMTP_USER", "SMTP_PASSWORD")
    return delivery_in_one_go(Server(*(settings[name] for name in names)))


# For the group that imports them when one is asked for.
COMMANDS = (
    ready, backup, restore, courses, deadlines, invariants, letters, log, users, demo, retention,
    vault,
)  # fmt: skip
