"""What no operation leads to, looked for."""

from collections.abc import Iterator

import click

from app import clock
from app.cli.refusals import told
from app.operations.file_checks import lost_files, orphans
from app.operations.places import storage
from app.queries.invariants import INVARIANTS, broken_by


@click.command()
@click.option("--files", is_flag=True, help="Read each document's file, too, and name strays.")
def invariants(files: bool) -> None:
    """Name each promise about the data that is broken, with numbers of rows; each night."""
    with told():
        number = sum(1 for _ in map(click.echo, _found(files=files)))
    click.echo(f"{number} broken." if number else f"All {len(INVARIANTS)} hold.")
    raise SystemExit(1 if number else 0)


def _found(*, files: bool) -> Iterator[str]:
    for one in INVARIANTS:
        if broken := broken_by(one):
            first = ", ".join(map(str, broken.first))
            yield f"{one.name}: {broken.number} ({one.table} {first}). {one.holds}"
    if files:
        for lost in lost_files(storage()):
            yield f"file-{lost.how}: 1 (document {lost.document_id}). {lost.how.holds}"
        for name in orphans(storage(), at=clock.now()):
            yield f"file-of-nobody: 1 ({name}). A file that is older than a day has its document."
