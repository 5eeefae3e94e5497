"""The blueprint, and what all its pages ask first."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import Blueprint

from app.blueprints.access import actor
from app.blueprints.forms import say
from app.domain.errors import NotPermitted, NotVisible, RuleBroken
from app.domain.permissions import Actor
from app.domain.workflow import Role
from app.domain.world import City, city_name
from app.models import Application

bp = Blueprint("applications", __name__)


def applicant() -> Actor:
    """Who acts, as an applicant: these pages show a person's own applications and no others."""
    found = actor()
    own = frozenset(grant for grant in found.grants if grant.role == Role.APPLICANT)
    return replace(found, grants=own)


@contextmanager
def told() -> Iterator[None]:
    """For a form that is a button only: what refuses it is said on the page it leads to."""
    try:
        yield
    except (NotPermitted, NotVisible):
        raise
    except RuleBroken as refusal:
        say(refusal.message, "warn", **refusal.facts)


def city_for(application: Application) -> City:
    """Where the applicant's clock stands."""
    zone = application.person.zone
    return City(city_name(zone, application.country), zone)
