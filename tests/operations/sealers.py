"""What a process does that seals beside others."""

from sqlalchemy import event
from sqlalchemy.engine import Engine

from app import create_app, database
from app.adapters.signing import Signatures, Signer
from app.extensions import db
from app.operations import locks, sealing
from app.operations.sealing import Sealer, seal_log
from config import Testing


def sealer_of(key):
    signer = Signer.parse(key)
    return Sealer(signer, Signatures.of([signer.public]))


OURS = sealer_of(Testing.LOG_KEY)


def without_the_lock():
    """As if nobody had thought of it; SQLite begins when its driver likes."""
    locks.take = lambda lock: None
    event.remove(Engine, "begin", database.begin)


def run(at):
    try:
        return sum(seal_log(OURS, at=at))
    except Exception as error:  # without the lock the database itself may refuse
        return type(error).__name__
    finally:
        db.session.remove()


def sealer(line, url, lock, at):
    """At each word from the line it seals all that waits, and says how much that was."""
    sealing.BATCH = 7
    if lock == "without":
        without_the_lock()
    app = create_app(type("Settings", (Testing,), {"SQLALCHEMY_DATABASE_URI": url}))
    with app.app_context():
        line.send("ready")
        while line.recv():
            line.send(run(at))
