"""Who gets in where: a table to be read, and to be changed by hand only.

A door has an area, who works there, and for each thing behind it who gets in to that thing. Who
does not work there reads 403; who works there but does not see the thing, 404; who sees it but may
not do this, 403 ("but"); who is not signed in is led to a door. `cast.py` says who they are.
"""

from typing import NamedTuple

OUTSIDE = "nobody revoked"
APPLICANTS = "owner neighbour weak former"
OFFICIALS = "kamau fijian typist"
DESK = "coordinator director medical travel auditor post post_fj there mixed abroad"
REVIEWERS = "reviewer idle knows there mixed abroad"
COORDINATORS = "coordinator there mixed abroad"
DIRECTORS = "director there mixed abroad"
LETTERS = "coordinator director there mixed abroad"
KEEPERS = "coordinator admin there mixed abroad"
ADMINS = "admin there mixed abroad"
STAFF = f"{DESK} {REVIEWERS} {ADMINS}"
PERSONS = f"{APPLICANTS} {DESK} {REVIEWERS} {ADMINS}"
SIGNED_IN = f"{PERSONS} {OFFICIALS}"
EVERYBODY = f"{SIGNED_IN} {OUTSIDE}"


class Door(NamedTuple):
    area: frozenset[str]
    things: dict[str, tuple[str, ...]]  # who gets in; the first of them knows the form
    but: dict[str, tuple[str, ...]]  # who sees it and may not
    dead: str  # what is read of a thing that one does not see


def door(area, *, but=None, dead="404", **things):
    behind = {name: tuple(who.split()) for name, who in things.items()}
    seen = {name: tuple(who.split()) for name, who in (but or {}).items()}
    return Door(frozenset(area.split()), behind, seen, dead)


DOORS = {
    "public": door(EVERYBODY, page=EVERYBODY),
    "course": door(EVERYBODY, here=EVERYBODY, there=EVERYBODY, abroad=EVERYBODY, nothing=""),
    "metrics": door(EVERYBODY, page=""),
    "ready": door(EVERYBODY, page="", dead="503"),  # no migration has made this database
    "link": door(EVERYBODY, live=EVERYBODY, nothing="", dead="410"),
    "sample": door(EVERYBODY, nothing=""),
    "signed in": door(SIGNED_IN, page=SIGNED_IN),
    "account": door(STAFF, page=STAFF),
    "passkey": door(STAFF, coordinator="coordinator", nothing=""),
    # An applicant's own.
    "own pages": door(PERSONS, page=PERSONS),
    "start": door(PERSONS, here=PERSONS, there=PERSONS, abroad=PERSONS, nothing=""),
    "own": door(
        PERSONS, kenya="owner", draft="neighbour", chosen="", coming="", fiji="", typed="",
        there="", abroad="", nothing="",
    ),
    "on paper": door(PERSONS, kenya="owner", coming="", draft="", there="", nothing=""),
    "own paper": door(
        SIGNED_IN, kenya="owner", draft="neighbour", passport="owner", chosen="", coming="",
        fiji="", typed="", there="", abroad="", strange="", nothing="",
    ),
    # The desk.
    "desk": door(DESK, page=DESK),
    "list": door(
        DESK, here="coordinator director medical travel auditor post post_fj mixed",
        there="coordinator director medical travel auditor post post_fj there mixed",
        abroad="abroad", nothing="",
    ),
    "record": door(
        DESK, kenya="coordinator director auditor post mixed",
        chosen="coordinator director auditor post mixed",
        coming="coordinator director medical travel auditor post mixed",
        fiji="coordinator director auditor post_fj mixed",
        typed="coordinator director auditor post_fj mixed",
        there="coordinator director auditor post there mixed",
        abroad="abroad", draft="", astray="", nothing="",
    ),
    "paper": door(
        SIGNED_IN, kenya="coordinator director", chosen="coordinator director",
        passport="coordinator director", coming="coordinator director travel",
        fiji="coordinator director", typed="coordinator director",
        there="coordinator director there mixed", abroad="abroad", draft="", astray="",
        strange="", nothing="",
        but={"kenya": "auditor post mixed", "chosen": "auditor post mixed",
             "passport": "auditor post mixed", "coming": "auditor post mixed medical",
             "fiji": "auditor post_fj mixed", "typed": "auditor post_fj mixed",
             "there": "auditor post", "strange": "auditor post mixed"},
    ),
    "many": door(
        COORDINATORS, here="coordinator", there="coordinator there mixed", abroad="abroad",
        nothing="", but={"here": "mixed"},
    ),
    "step": door(
        COORDINATORS, kenya="coordinator", chosen="coordinator", coming="coordinator",
        fiji="coordinator", typed="coordinator", there="coordinator there mixed",
        abroad="abroad", draft="", astray="", nothing="",
        but=dict.fromkeys(("kenya", "chosen", "coming", "fiji", "typed"), "mixed"),
    ),
    "unask": door(
        COORDINATORS, kenya="coordinator", there="coordinator there mixed", abroad="abroad",
        draft="", astray="", nothing="", but={"kenya": "mixed"},
    ),
    # Scores.
    "scoring": door(REVIEWERS, page=REVIEWERS),
    "score": door(
        REVIEWERS, kenya="reviewer", there="there", chosen="", coming="", fiji="", draft="",
        abroad="", astray="", nothing="",
    ),
    "score paper": door(
        REVIEWERS, kenya="reviewer", there="there", passport="", strange="", chosen="",
        coming="", fiji="", draft="", abroad="", astray="", nothing="",
    ),
    # The selection.
    "board": door(
        COORDINATORS, here="coordinator", there="coordinator there mixed", abroad="abroad",
        nothing="",
    ),
    "approval": door(
        DIRECTORS, here="director", there="director there mixed", abroad="abroad", nothing="",
    ),
    "letters": door(
        LETTERS, here="coordinator director", there="coordinator director there mixed",
        abroad="abroad", nothing="",
    ),
    "letter": door(
        LETTERS, chosen="coordinator director", there="coordinator director there mixed",
        abroad="abroad", kenya="", astray="", nothing="",
    ),
    # Officials, each by a link.
    "nominees": door(OFFICIALS, page=OFFICIALS),
    "letter kept": door(SIGNED_IN, page="kamau"),
    "letter to sign": door(OFFICIALS, page="kamau"),
    "nominee": door(
        OFFICIALS, kenya="kamau", chosen="kamau", coming="kamau", fiji="fijian", typed="typist",
        draft="", there="", abroad="", nothing="",
    ),
    "nominee paper": door(
        SIGNED_IN, kenya="kamau", chosen="kamau", coming="kamau", passport="kamau", fiji="fijian",
        typed="typist", draft="", there="", abroad="", strange="", nothing="",
    ),
    "vouch": door(
        OFFICIALS, typed="fijian", kenya="", fiji="", there="", draft="", abroad="", nothing="",
    ),
    # Courses, offices, people. Who keeps one course only may choose among no programmes.
    "courses": door(KEEPERS, page=KEEPERS),
    "edit": door(
        KEEPERS, here="coordinator admin", there="coordinator admin there mixed",
        abroad="abroad", nothing="",
    ),
    "copy": door(
        KEEPERS, here="coordinator admin", there="coordinator admin", abroad="abroad", nothing="",
        but={"there": "there mixed"},
    ),
    "past": door(KEEPERS, old="coordinator admin", nothing=""),
    "country": door(KEEPERS, kenya=KEEPERS, nothing=""),
    "new office": door(
        KEEPERS, kenya="coordinator admin abroad", nothing="", but={"kenya": "there mixed"},
    ),
    "office": door(
        KEEPERS, kenya="coordinator admin", fiji="coordinator admin", abroad="abroad", typed="",
        astray="", nothing="",
    ),
    "people": door(ADMINS, page=ADMINS),
    "grant": door(
        ADMINS, reviewer="admin", post="admin", stranger="abroad", misnamed="", nothing="",
    ),
    "way in": door(
        ADMINS, reviewer="admin", post="admin", stranger="abroad", astray="", nothing="",
    ),
}  # fmt: skip


def expected(which, who, thing):
    """What a person reads: in, door, or a status."""
    behind = DOORS[which]
    if who not in behind.area:
        return "door" if who in OUTSIDE.split() else "403"
    if who in behind.things[thing]:
        return "in"
    return "403" if who in behind.but.get(thing, ()) else behind.dead
