"""The bare pages that Kenshu is measured against: the least that such an answer can cost.

A server loads `application`; `prepare` makes its tables first.
"""

import os
from datetime import UTC, datetime, timedelta

from flask import Flask, Response, render_template_string, request
from sqlalchemy import (
    Column,
    DateTime,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    select,
    tuple_,
)

ADDRESS = "BENCHMARK_ANCHORS"
ROWS, PAGE = 50, 20
WRITTEN = "written"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
TEXTS = [f"text{number}" for number in range(8)]

tables = MetaData()
lines = Table("line", tables, Column("id", Integer, primary_key=True), Column("text", String(200)))
bids = Table(
    "bid", tables, Column("id", Integer, primary_key=True), Column("course_id", Integer),
    Column("step", String(20)), Column("waits_since", DateTime(timezone=True)),
    *(Column(name, String(80)) for name in TEXTS),
    Index("ix_bid_waiting", "course_id", "step", "waits_since", "id"),
)  # fmt: skip

TABLE = (
    "<!doctype html><title>Bare</title><h1>Bare rows</h1><table>{% for row in rows %}<tr>"
    "{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>"
)
CACHED = b"<!doctype html><title>Bare</title><h1>Bare page</h1>" + b"<p>a course</p>" * 350


def application() -> Flask:
    """Four views; a server calls this once in each process."""
    app = Flask(__name__)
    engine = engine_of(os.environ[ADDRESS])

    @app.get("/cached")
    def cached() -> Response:
        answer = Response(CACHED, mimetype="text/html")
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.add_etag()
        return answer.make_conditional(request)

    @app.get("/twenty")
    def twenty() -> str:
        with engine.connect() as connection:
            rows = connection.execute(select(bids.c["id", *TEXTS]).limit(PAGE)).all()
        return render_template_string(TABLE, rows=rows)

    @app.get("/keyset")
    def keyset() -> str:
        after = tuple_(bids.c.waits_since, bids.c.id) > tuple_(FIRST, 0)
        statement = (
            select(bids.c["id", *TEXTS])
            .where(bids.c.course_id == 1, bids.c.step == "check", after)
            .order_by(bids.c.waits_since, bids.c.id)
            .limit(ROWS)
        )
        with engine.connect() as connection:
            rows = connection.execute(statement).all()
        return render_template_string(TABLE, rows=rows)

    @app.post("/insert")
    def write() -> str:
        with engine.begin() as connection:
            connection.execute(insert(lines).values(text="x" * 200))
        return WRITTEN

    return app


def engine_of(address: str) -> Engine:
    """An engine that keeps what is written as Kenshu's does: durable, on either database."""
    engine = create_engine(address)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def prepare(connection, _record):
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
                connection.execute(f"PRAGMA {pragma}")

    return engine


def prepare(address: str, number: int) -> None:
    """As many rows as Kenshu holds applications, a tenth of them in the queue that is read."""
    engine = engine_of(address)
    tables.create_all(engine)
    with engine.begin() as connection:
        for start in range(0, number, 10_000):
            rows = [row(one) for one in range(start, min(start + 10_000, number))]
            connection.execute(insert(bids), rows)
    engine.dispose()


def row(number: int) -> dict[str, object]:
    texts = {name: f"Some words {number}" for name in TEXTS}
    waits_since = FIRST + timedelta(minutes=number)
    return {"course_id": number % 10, "step": "check", "waits_since": waits_since} | texts
