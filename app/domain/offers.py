"""What a person agrees to who takes a place."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from app.domain.errors import N_, NotComplete


class Condition(StrEnum):
    CAN_STAY = "can_stay"
    IS_RELEASED = "is_released"
    HAS_PASSPORT = "has_passport"
    WAITS_FOR_TICKET = "waits_for_ticket"


# History names what was agreed to: a sentence that comes to mean something else gets a new name.
CONDITIONS: Mapping[str, str] = {
    Condition.CAN_STAY: N_("I can be there for the whole course"),
    Condition.IS_RELEASED: N_("My employer knows the dates and lets me go"),
    Condition.HAS_PASSPORT: N_("My passport is valid to the end, or I will renew it now"),
    Condition.WAITS_FOR_TICKET: N_("I will not buy a ticket: the institute books my flight"),
}


def agreed_to(conditions: Collection[str]) -> list[str]:
    """The conditions, in their order; NotComplete unless all of them are there."""
    if not set(Condition) <= set(conditions):
        raise NotComplete(N_("Tick each sentence to accept the place, or choose “I cannot come”."))
    return [str(one) for one in Condition]
