"""Letters that come back."""

import sys
from collections import Counter
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from app import clock
from app.adapters.bounces import MOST_BYTES, leave_to_people, mails_in
from app.operations.bounces import Read, read_bounce

TRY_LATER = 75  # tells a mail server that pipes to us to keep the mail


@click.command()
@click.argument("maildir", default="-", type=click.Path(exists=True, allow_dash=True))
def bounces(maildir: str) -> None:
    """Read what mail servers say of our letters: one mail from the input, or all new ones of a
    MAILDIR."""
    done = Counter([_piped()] if maildir == "-" else _of_folder(Path(maildir)))
    click.echo(", ".join(f"{number} {read}" for read, number in done.items()) or "nothing new")


def _piped() -> Read:
    mail = sys.stdin.buffer.read(MOST_BYTES)
    try:
        read = read_bounce(mail, at=clock.now())
    except DBAPIError as error:
        raise click.exceptions.Exit(TRY_LATER) from error
    if read == Read.EARLY:
        raise click.exceptions.Exit(TRY_LATER)
    return read


def _of_folder(maildir: Path) -> list[Read]:
    """What was read speaks of people, and goes; what is not ours stays for somebody to read."""
    if not (maildir / "new").is_dir():
        raise click.ClickException(f"{maildir} is no Maildir.")
    done = []
    for path, mail in mails_in(maildir):
        done.append(read_bounce(mail, at=clock.now()))
        if done[-1] == Read.UNKNOWN:
            leave_to_people(path)
        elif done[-1] != Read.EARLY:
            path.unlink()
    return done
