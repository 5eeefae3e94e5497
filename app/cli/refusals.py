"""Refusals, as a command tells them: a sentence and the code 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.domain.errors import RuleBroken


@contextmanager
def told() -> Iterator[None]:
    try:
        yield
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
