"""Who may read which canary where: a table to be read, and to be changed by hand only.

A place is a door of `doors.py`. What belongs to an application is read there by who gets in to that
application (or lists it); "inside" is a record as those see it who also see scores, letters and
history. Whatever stands in no line is for nobody, in no answer.
"""

from tests.access.cast import BIDS
from tests.access.doors import DOORS, EVERYBODY

MINE = "own, own pages"
ANSWERS = f"{MINE}, record, nominee, score"
LISTED = f"{ANSWERS}, list, many"
NAMED = f"{LISTED}, nominees, board, approval, letters, scoring"
PAPERS = "own pages, own paper, paper, nominee paper"

OF_APPLICATION = {
    ANSWERS: """answer degree, answer degree_place, answer degree_year, answer duties,
        answer english_read, answer english_speak, answer english_test, answer english_write,
        answer hope, answer native_job_title, answer native_name, answer paper, answer plan,
        answer problem, answer work_city, application.address_as, application.birth_date,
        application.job_since""",
    f"{MINE}, record, score": """career_row.employer, career_row.post, career_row.since,
        career_row.until""",
    # How to reach somebody: neither officials nor reviewers need it.
    f"{MINE}, record": """answer emergency_name, answer emergency_phone, answer emergency_relation,
        answer mobile, answer postal_address, application.passport_expires""",
    # What was said about a ministry is for the ministry, once it is asked.
    MINE: """answer office_name, answer official_email, answer official_name, answer official_note,
        answer official_position, correction.reason_sealed""",
    # On a page it is covered, also for its owner.
    "own pages": "answer passport_number",
    LISTED: "application.employer",
    NAMED: "application.job_title",
    f"{NAMED}, step, on paper": "application.family_name, application.given_names",
    f"{PAPERS}, {MINE}, score paper": "document.filename",
    f"{PAPERS}, score paper": "file degree",
    PAPERS: "file passport",
    "record, own": "document.warning",
    "own pages, inside": "event_fact.reason, letter.sealed",
    "inside": "event_fact.note, assignment.conflict_reason",
    "score, inside": "assignment.comment, score.comment",
    "own pages, inside, letter": "person.email, person.name",
}
OF_OFFICE = {
    "country, office, record, link, nominees, own, many": "authority.name",
    "country, office, record, link, nominees": "official.name",
    "country, office, record, nominees": "official.email",
    "office, record": "official.position",
}
OF_STAFF = {
    "account, own pages, people, link": "person.email",
    "account, own pages, people, link, board, approval, inside, step": "person.name",
    "account, own pages, passkey": "passkey.label",
}
OF_COURSE = {"letter kept, nominees": "document.filename", "letter kept": "file letter"}


def _turned(table):
    return {
        field.strip(): frozenset(one.strip() for one in places.split(","))
        for places, fields in table.items()
        for field in fields.split(",")
    }


TABLES = {
    "application": _turned(OF_APPLICATION),
    "office": _turned(OF_OFFICE),
    "staff": _turned(OF_STAFF),
    "course": _turned(OF_COURSE),
}
OWNERS = {"owner": "bid kenya", "neighbour": "bid draft"}
SEES_NO_INSIDE = {"post", "post_fj", "medical", "travel"}
MANAGED = {"abroad": ("abroad", "stranger")}
OFFICE_OF = {bid: bid if bid in ("fiji", "typed", "abroad") else "kenya" for bid in BIDS}
VOUCHES = {"typed": ("fijian",)}


def may_read(canary, who, which):
    """Whether this person may read it behind this door."""
    kind, whose = kind_of(canary.whose)
    places = TABLES[kind].get(canary.field, frozenset())
    here = {which, "inside"} if which == "record" else {which}
    return any(_reaches(kind, whose, who, place) for place in places & here)


def kind_of(whose):
    first, _, rest = OWNERS.get(whose, whose).partition(" ")
    if first in ("office", "bid"):
        return ("application" if first == "bid" else "office"), rest
    return ("staff", whose) if whose else ("course", "")


def _reaches(kind, whose, who, place):
    return who in {"application": _of_bid, "office": _of_office, "staff": _of_staff,
                   "course": _of_course}[kind](whose, place)  # fmt: skip


def _of_bid(bid, place):
    course = BIDS[bid][0]
    readers = DOORS["record"].things[bid]
    match place:
        case "own" | "own pages" | "own paper" | "on paper":
            return DOORS["own"].things[bid]
        case "record" | "list":
            return readers
        case "inside":
            return set(readers) - SEES_NO_INSIDE
        case "many":
            return set(readers) & set(DOORS["many"].things[course])
        case "board" | "approval" | "letters":
            return DOORS[place].things[course]
        case "nominees":
            return (*DOORS["nominee"].things[bid], *VOUCHES.get(bid, ()))
        case "scoring":
            return DOORS["score"].things.get(bid, ())
        case _:
            return DOORS[place].things.get(bid, ())


def _of_office(office, place):
    bids = [bid for bid, named in OFFICE_OF.items() if named == office]
    match place:
        case "country" | "office":
            return DOORS["office"].things[office]
        case "link":
            return EVERYBODY.split() if office == "kenya" else ()
        case _:
            return {who for bid in bids for who in (*_of_bid(bid, place), *_mine(bid, place))}


def _mine(bid, place):
    """Who applies in a country sees its offices on file."""
    return ("owner", "neighbour") if place == "own" and OFFICE_OF[bid] == "kenya" else ()


def _of_staff(whose, place):
    match place:
        case "people":
            managed = MANAGED["abroad"]
            return ("abroad",) if whose in managed else ("admin",)
        case "link":
            return EVERYBODY.split() if whose == "stranger" else ()
        case "board" | "approval" | "step" | "inside":
            door = "record" if place == "inside" else place
            return {who for people in DOORS[door].things.values() for who in people}
        case _:
            return (whose,)


def _of_course(_whose, place):
    return ("kamau",) if place in ("letter kept", "nominees") else ()
