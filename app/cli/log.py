"""The log, provable."""

import base64
import logging
from collections.abc import Generator
from itertools import repeat
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.adapters.log_file import entries_in, heads_in
from app.adapters.signing import Signatures, Signer, id_of
from app.cli.rounds import follow_option, work_off
from app.domain.chain import Head, findings
from app.operations.sealing import LogBroken, Sealer, export_log, seal_log
from app.queries.sealing import log_findings, log_heads, number_unsealed

log = AppGroup("log", help="The log of all that happened, provable.")
logger = logging.getLogger(__name__)
a_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@log.command("seal")
@follow_option
def seal(follow: bool) -> None:
    """Seal what was recorded. `deadlines run` does it, too."""
    try:
        work_off(sealed, follow=follow)
    except LogBroken as broken:
        raise click.ClickException(f"{broken} Nothing is sealed: see flask log verify.") from broken


def sealed() -> Generator[str, None, None]:
    """Each entry is a piece of work."""
    for number in seal_log(_sealer(), at=clock.now()):
        yield from repeat("sealed", number)


def sealed_beside() -> Generator[str, None, None]:
    """The same for work that must go on when the log is broken."""
    try:
        yield from sealed()
    except LogBroken as broken:
        logger.error("nothing is sealed: %s See flask log verify.", broken)


@log.command("verify")
@click.argument("file", type=a_file, required=False)
@click.option("--against", type=a_file, help="An earlier export: nothing of it may be gone.")
@click.option("--key", "keys", multiple=True, help="A public key, if not this service's own.")
def verify(file: Path | None, against: Path | None, keys: tuple[str, ...]) -> None:
    """Name whatever was changed, removed, moved or cut since it was sealed, here or in a copy."""
    signatures = Signatures.of(map(base64.b64decode, keys)) if keys else _signatures()
    kept = heads_in(against) if against else []
    heads = heads_in(file) if file else log_heads()
    if file:
        found = findings(entries_in(file), heads, is_signed=signatures.hold, kept=kept)
    else:
        found = log_findings(signatures.hold, kept=kept)
    number = sum(1 for _ in map(click.echo, found))
    click.echo(_in_short(heads, number))
    if not file:
        click.echo(f"{number_unsealed()} wait to be sealed.")
    raise SystemExit(1 if number else 0)


def _in_short(heads: list[Head], number: int) -> str:
    if number:
        return f"{number} found."
    if not heads:
        return "Nothing is sealed."
    return f"{heads[-1].last_seq} entries are as they were sealed, the last on {heads[-1].day}."


@log.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--heads", "only_heads", is_flag=True, help="Enough for `verify --against`.")
def export(file: Path, only_heads: bool) -> None:
    """Copy what is sealed into a file that `verify` can check, without any personal facts."""
    click.echo(f"{export_log(file, only_heads=only_heads, at=clock.now())} entries")


@log.command("key")
def key() -> None:
    """Print the public key with which others can check the signatures, and its number."""
    public = _sealer().signer.public
    click.echo(f"{base64.b64encode(public).decode()} {id_of(public)}")


def _sealer() -> Sealer:
    return Sealer(Signer.parse(current_app.config["LOG_KEY"]), _signatures())


def _signatures() -> Signatures:
    settings = current_app.config
    former = [base64.b64decode(one) for one in settings["FORMER_LOG_KEYS"]]
    return Signatures.of([Signer.parse(settings["LOG_KEY"]).public, *former])
