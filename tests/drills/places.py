"""Where a drill takes place: a durable database, an environment as in production, and the same
service in this process, to prepare and to check."""

from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from app import create_app
from app.extensions import db
from benchmarks.__main__ import environment_of
from benchmarks.databases import Place, place_on, temporary_folder
from config import Production, Testing
from tests.databases import address_of_postgresql, postgresql_in
from tests.outages.conftest import prepare

SETTINGS = (
    "SECRET_KEY", "VAULT_KEYS", "INSTANCE", "FILES", "S3_ENDPOINT", "S3_REGION", "S3_KEY",
    "S3_WITHOUT_TLS",
)  # fmt: skip


class Scene(NamedTuple):
    environment: dict[str, str]
    folder: Path
    postgresql: object  # the server, if that is the database

    def with_folder(self, name):
        """The environment of another machine on the same database."""
        return self.environment | {"KENSHU_INSTANCE": str(self.folder / name)}

    def moved_to(self, folder):
        """The same with SQLite's file, and all others, in this folder."""
        url = f"sqlite:///{folder / 'kenshu.db'}"
        places = {"KENSHU_DATABASE_URL": url, "KENSHU_INSTANCE": str(folder / "instance")}
        return Scene(self.environment | places, folder, None)

    @contextmanager
    def here(self):
        """The service in this process."""
        told = {name.removeprefix("KENSHU_"): value for name, value in self.environment.items()}
        settings = {name: value for name, value in told.items() if name in SETTINGS}
        settings["SQLALCHEMY_DATABASE_URI"] = self.environment["KENSHU_DATABASE_URL"]
        settings["SESSION_COOKIE_NAME"] = Production.SESSION_COOKIE_NAME
        app = create_app(type("Settings", (Testing,), settings))
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()


@contextmanager
def sqlite(folder, port):
    yield scene(Place("", f"sqlite:///{folder / 'kenshu.db'}", "", folder), port)


@contextmanager
def postgresql(folder, port):
    address_of_postgresql()  # its starter, beside us, holds the lock of all starters
    # Not in pytest's own: another run of pytest would shut its server out of there.
    with temporary_folder() as apart:
        server = postgresql_in(apart)
        try:
            yield scene(place_on(server.get_uri(driver="psycopg"), folder), port, server)
        finally:
            server.cleanup()


def scene(place, port, server=None):
    """An empty and migrated database; letters go to this port."""
    prepare(place.kenshu)
    environment = environment_of(place) | {"KENSHU_SMTP_PORT": str(port)}
    return Scene(environment, place.folder, server)
