"""What was kept long enough."""

from collections import Counter

import click
from flask.cli import AppGroup

from app import clock
from app.cli.refusals import told
from app.domain.retention import TABLE
from app.domain.statistics import FEWEST_SHOWN
from app.i18n import kept_for, translate
from app.operations.places import storage
from app.operations.retention import retention_due, retention_run
from app.queries.statistics import COLUMNS, erased_by, read_replica_for_report

retention = AppGroup("retention", help="What is kept no longer than needed.")


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Say how much that would be, and do nothing.")
def run(dry_run: bool) -> None:
    """Erase what was kept long enough; each night. What is cut off is done by the next run."""
    done: Counter[str] = Counter()
    if dry_run:
        done.update(retention_due(at=clock.now()))
    else:
        with told():
            for name, number in retention_run(storage(), at=clock.now()):
                done[name] += number
    words = ", ".join(f"{number} {name}" for name, number in done.items() if number)
    click.echo(words or "nothing due")


@retention.command("table")
def table() -> None:
    """What is kept how long, and why, as it stands in the code and in docs/operating.md."""
    click.echo("| Line | What | How long | Why |\n|---|---|---|---|")
    for rule in TABLE:
        why = translate(rule.why, fewest=FEWEST_SHOWN)
        click.echo(f"| {rule.name} | {rule.title} | {kept_for(rule)} | {why} |")


@retention.command("statistics")
@click.option("--by", "name", type=click.Choice(list(COLUMNS)), default="country")
def statistics(name: str) -> None:
    """Numbers of what was erased. Few people could be told apart: such a number is not shown."""
    read_replica_for_report()
    for cell in erased_by(name):
        number = f"fewer than {FEWEST_SHOWN}, or hidden with them"
        click.echo(f"{cell.name or 'not known'}: {cell.number or number}")
