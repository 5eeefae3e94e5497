"""Deleting one's own data: when that cannot be yet, and what stays."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.domain.errors import N_, RuleBroken
from app.domain.retention import Class, Rule, Since
from app.domain.workflow import Status


class NotYet(RuleBroken):
    """The data is still needed for something that the person can end, or must await."""


class Obstacle(NamedTuple):
    sentence: str
    facts: dict[str, object]


# What goes at the wish of who took part: name and course stay, for certificates.
OWN_WISH = Rule(
    "own_wish", "", None, Since.ALWAYS, "",
    frozenset({Class.PASSPORT, Class.MEDICAL, Class.ANSWERS}),
)  # fmt: skip

CONSIDERED = N_(
    "Your application {ref} is being considered. Withdraw it first, then delete your data."
)
OBSTACLES: Mapping[Status, str] = {
    Status.SUBMITTED: CONSIDERED,
    Status.RETURNED: CONSIDERED,
    Status.SCREENED: CONSIDERED,
    Status.RESERVE: N_(
        "You are on the waiting list with {ref}. Withdraw it first, then delete your data."
    ),
    Status.OFFERED: N_(
        "You are offered a place with {ref}. Refuse it first, then delete your data."
    ),
}
UNTIL_THE_END: Mapping[Status, str] = {
    Status.CONFIRMED: N_(
        "Your place with {ref} is confirmed. You can delete your data after {day}. "
        "If you cannot come, withdraw first."
    ),
    Status.ARRIVED: N_("You are taking part with {ref}. You can delete your data after {day}."),
}
WORKS_HERE = N_(
    "You work with this service, and your name stays with what you decide. "
    "An administrator has to end your roles first."
)
WORKED_HERE = N_("You worked with this service. Your name stays with what you decided until {day}.")


def obstacle_of(status: Status, reference: str, *, ends_on: date, today: date) -> Obstacle | None:
    """Why this application does not let its person go yet."""
    if status in OBSTACLES:
        return Obstacle(OBSTACLES[status], {"ref": reference})
    if status in UNTIL_THE_END and today <= ends_on:
        return Obstacle(UNTIL_THE_END[status], {"ref": reference, "day": ends_on})
    return None


def obstacle_of_staff(held_until: date | None, keep_until: date, today: date) -> Obstacle | None:
    """Why the roles that somebody has, or had, do not let the person go yet."""
    if held_until is None or keep_until <= today:
        return None
    if held_until > today:
        return Obstacle(WORKS_HERE, {})
    return Obstacle(WORKED_HERE, {"day": keep_until})
