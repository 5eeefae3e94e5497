"""Keys that wrap keys."""

import click
from flask.cli import AppGroup

from app import clock
from app.cli.refusals import told
from app.operations.places import storage
from app.operations.rotation import rotation, wrapped_by_key

vault = AppGroup("vault", help="The ring of keys.")


@vault.command("rotate")
def rotate() -> None:
    """Wrap all under the newest key of the ring. What is cut off is done by the next run."""
    with told():
        done = sum(rotation(storage(), at=clock.now()))
    click.echo(f"{done} wrapped anew" if done else "nothing to do")


@vault.command("status")
def status() -> None:
    """How much is wrapped by each key; one of which there is nothing may leave the ring."""
    with told():
        found = wrapped_by_key(storage())
    for number, counts in sorted(found.items()):
        click.echo(f"{number}: {', '.join(f'{n} {what}' for what, n in counts.items())}")
