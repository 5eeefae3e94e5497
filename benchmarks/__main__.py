"""python -m benchmarks [--applications N] [--database sqlite|postgresql]: measure Kenshu.

It starts the service as in production, beside bare pages on the same server and database, drives
both in turn, and prints what the service reaches of the bare pages' speed. It ends with an error
when an answer is not what it should be. See benchmarks/README.md.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from sqlalchemy import create_engine, text

from benchmarks import anchors, cases, report
from benchmarks.cases import Case
from benchmarks.databases import DATABASES, Place
from benchmarks.driver import CONNECTIONS, Run, drive
from benchmarks.journeys import Applicant
from benchmarks.messages import HOST, get
from benchmarks.servers import ROOT, Server, serving

MOST_ANSWERS = 200_000  # of one case in one round


def main() -> None:
    asked = arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the servers are stopped
    for name in asked.database or DATABASES:
        with DATABASES[name]() as place:
            print(f"\n## {place.version}\n", flush=True)
            measure(place, asked)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--applications", type=int, default=1000, help="beside the samples")
    parser.add_argument("--database", action="append", choices=sorted(DATABASES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each case in each round")
    parser.add_argument("--whole", type=int, default=96, help="whole applications sent")
    parser.add_argument("--only", default="", help="cases whose name holds this, and the anchors")
    return parser.parse_args()


def measure(place: Place, asked: argparse.Namespace) -> None:
    environment = environment_of(place)
    facts = load(environment, asked)
    anchors.prepare(place.anchors, asked.applications)
    bare = os.environ | {anchors.ADDRESS: place.anchors}
    with ExitStack() as stack:
        beside = stack.enter_context(
            serving("benchmarks.anchors:application()", bare, get("/cached"))
        )
        service = stack.enter_context(serving("wsgi:app", environment, get("/")))
        people = applicants(facts)
        wanted = [one for one in measured(facts, place, service, people) if asked.only in one.name]
        found = in_turn(service, beside, [*cases.anchors(), *wanted], asked)
        report.tell_cases(found, wanted)
        memory = service.memory()  # before its first document
        if not asked.only:
            report.tell_applications(whole(service, people), found)
        report.tell_processes(service, beside, memory)


def environment_of(place: Place) -> dict[str, str]:
    """As in production, with secrets of its own; what is set outside counts for nothing."""
    outside = {name: text for name, text in os.environ.items() if not name.startswith("KENSHU_")}
    return outside | {
        "KENSHU_SECRET_KEY": os.urandom(32).hex(),
        "KENSHU_VAULT_KEYS": f"1:{b64encode(os.urandom(32)).decode()}",
        "KENSHU_LOG_KEY": b64encode(os.urandom(32)).decode(),
        "KENSHU_DATABASE_URL": place.kenshu,
        "KENSHU_PUBLIC_URL": f"https://{HOST}",
        "KENSHU_SMTP_HOST": "127.0.0.1",
        "KENSHU_SENDER": f"help@{HOST}",
        "KENSHU_INSTANCE": str(place.folder / "instance"),
    }


def load(environment: Mapping[str, str], asked: argparse.Namespace) -> dict[str, Any]:
    """Migrate, load the demonstration, sign people in."""
    run(environment, "flask", "--app", "wsgi", "db", "upgrade")
    demo = ("flask", "--app", "app:create_app('config.Development')", "demo", "load")
    invented = {**environment, "KENSHU_DEMO": "1"}  # production takes no invented people
    run(invented, *demo)
    run(invented, *demo, "--seed", "2", "--applications", str(asked.applications))
    people = str(asked.whole + CONNECTIONS)
    facts: dict[str, Any] = json.loads(run(environment, "benchmarks.people", people))
    return facts


def run(environment: Mapping[str, str], *command: str) -> bytes:
    done = subprocess.run(
        (sys.executable, "-m", *command), cwd=ROOT, env=dict(environment),
        stdin=subprocess.DEVNULL, capture_output=True,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr.decode()}")
    return done.stdout


def applicants(facts: Mapping[str, Any]) -> list[Applicant]:
    return [
        Applicant(facts["session"], cookie, facts["course"], facts["country"])
        for cookie in facts["applicants"]
    ]


def measured(
    facts: Mapping[str, Any], place: Place, service: Server, people: list[Applicant]
) -> list[Case]:
    """The pages of Kenshu; the first applicants have begun, to save one section again."""
    engine = create_engine(place.kenshu)

    def edit() -> None:
        with engine.begin() as connection:
            connection.execute(text("UPDATE generation SET number = number + 1"))

    savers = people[:CONNECTIONS]
    drive(service.address, [one.arrive() for one in savers])
    drive(service.address, [one.begin() for one in savers])
    return [*cases.public(facts, edit), *cases.staff(facts), cases.saving(savers)]


def in_turn(
    service: Server, beside: Server, chosen: Sequence[Case], asked: argparse.Namespace
) -> dict[str, list[Run]]:
    """A run of each case in each round, so that what else the machine does meets all alike.

    The round before the first only warms up.
    """
    found: dict[str, list[Run]] = {one.name: [] for one in chosen}
    for number in range(asked.rounds + 1):
        for one in chosen:
            server = beside if one.is_anchor else service
            seconds = asked.seconds if number else asked.seconds / 4
            done = drive(server.address, one.journeys(), seconds=seconds, at_most=MOST_ANSWERS)
            if number:
                found[one.name].append(done)
        print(".", end="", file=sys.stderr, flush=True)
    return found


def whole(service: Server, people: Sequence[Applicant]) -> Run:
    """Whole applications, the POSTs only: the pages are opened between, while none is sent."""
    sending = people[CONNECTIONS:]
    drive(service.address, [one.arrive() for one in sending])
    posts = drive(service.address, [one.begin() for one in sending])
    drive(service.address, [one.look() for one in sending])
    posts.add(drive(service.address, [one.fill_in() for one in sending]))
    drive(service.address, [one.declare() for one in sending])
    posts.add(drive(service.address, [one.send() for one in sending]))
    drive(service.address, [one.see_receipt() for one in sending])
    return posts


if __name__ == "__main__":
    main()
