"""What the driver needs, made in the service's own context: who is signed in, what stands where.

Run as a process of its own, in the environment of the server; it prints one line of JSON.
"""

import json
import sys

from flask import Flask, session
from sqlalchemy import func, literal_column, select

from app import clock, create_app, vault
from app.blueprints.access import begin_visit
from app.domain.next_steps import QUEUES
from app.domain.world import COUNTRIES, cities_of
from app.extensions import db
from app.models import SCORE_BAND, Application, Course, Person, SearchTerm
from app.operations.accounts import open_session
from app.operations.demonstration.people import email_of
from app.operations.transaction import transaction
from app.queries.accounts import person_by_email
from app.queries.approvals import Cursor, View
from benchmarks.messages import BROWSER
from config import Production

OPEN_COURSE, COUNTRY = "itc-193", "KE"


def main(applicants: int) -> None:
    app = create_app(Production())
    with app.app_context():
        found = {
            "session": app.config["SESSION_COOKIE_NAME"],
            "cities": [
                f"{code}/{city.zone}" for code in sorted(COUNTRIES) for city in cities_of(code)
            ],
            "course": OPEN_COURSE,
            "title": db.session.scalar(select(Course.title).where(Course.code == OPEN_COURSE)),
            "country": COUNTRY,
            "desk": desk(),
            "staff": cookie_of(app, number_of("coordinator"), is_strong=True),
            "applicants": [cookie_of(app, new_person(one)) for one in range(applicants)],
        }
    json.dump(found, sys.stdout)


def number_of(key: str) -> int:
    return person_by_email(email_of(key)).id


def new_person(number: int) -> int:
    key_id, wrapped = vault.new_data_key()
    person = Person(email=f"b{number}@people.example", key_id=key_id, data_key_wrapped=wrapped)
    with transaction():
        db.session.add(person)
    return person.id


def cookie_of(app: Flask, person_id: int, *, is_strong: bool = False) -> str:
    """The cookie that signing in would have set."""
    token = open_session(person_id=person_id, is_strong=is_strong, at=clock.now())
    seen = {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": BROWSER}
    with app.test_request_context(environ_base=seen):
        begin_visit(token)
        return app.session_interface.get_signing_serializer(app).dumps(dict(session))


def desk() -> dict[str, object]:
    """The course with the most applications: its longest queue, a place in the middle of that
    queue, the commonest country, rank and score, and the beginning of the commonest name."""
    course_id = commonest(Application.course_id)
    here = Application.course_id == course_id
    step = commonest(Application.next_step, here, Application.next_step.in_(QUEUES))
    queue = select(Application).where(here, Application.next_step == step)
    in_order = queue.order_by(Application.next_step_at, Application.id)
    length = db.session.scalar(select(func.count()).select_from(queue.subquery()))
    middle = db.session.scalars(in_order.offset(length // 2 - 1).limit(1)).one()
    return {
        "code": db.session.get_one(Course, course_id).code,
        "length": length,
        "step": step,
        "after": str(Cursor.of(middle, View(step=step))),
        "country": commonest(Application.country, here),
        "rank": commonest(Application.final_rank, here, Application.final_rank.is_not(None)),
        "score": commonest(literal_column(SCORE_BAND), here, Application.score_mean.is_not(None)),
        "name": commonest(SearchTerm.term, SearchTerm.course_id == course_id)[:3],
    }


def commonest(column, *conditions):
    statement = select(column).where(*conditions).group_by(column)
    return db.session.scalar(statement.order_by(func.count().desc(), column).limit(1))


if __name__ == "__main__":
    main(int(sys.argv[1]))
