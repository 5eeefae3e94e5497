"""Services of their own, each on a migrated database."""

import shutil
from functools import cache

import pytest
from flask_migrate import upgrade

from app import cli, create_app
from app.extensions import db
from app.models import Generation
from config import Testing
from tests.databases import new_database
from tests.factories import Factories


class Place:
    """A service with a database and an instance of its own. It is set up once, and begins anew
    with each test."""

    def __init__(self, kind, name, folder):
        self.kind, self.name, self.folder = kind, name, folder
        folder.mkdir()
        settings = {"SQLALCHEMY_DATABASE_URI": new_database(kind, name, folder)}
        settings |= {"INSTANCE": folder / "instance"}
        self.app = create_app(type("Settings", (Testing,), settings))
        cli.allow_migrations(self.app)
        self.told = dict(self.app.config)

    def leave(self):
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def begun_anew(self, *, like="", **others):
        self.leave()
        self.app.config.clear()
        self.app.config.update(self.told | others)
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        new_database(self.kind, self.name, self.folder, like=like)
        return self.app


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def place(request, tmp_path_factory, worker_id):
    """A function that finds a place by its name."""
    folder = tmp_path_factory.mktemp("places")

    @cache
    def place(name):
        return Place(request.param, f"backup_{name}_{worker_id}", folder / name)

    return place


@pytest.fixture(scope="package")
def migrated(place):
    """The address of a database that all migrations have made."""
    pattern = place("pattern")
    with pattern.app.app_context():
        upgrade()
    pattern.leave()
    return pattern.told["SQLALCHEMY_DATABASE_URI"]


@pytest.fixture
def service(place, migrated):
    """A function that gives a service, by name, on a migrated database."""
    lent = []

    def service(name, *, is_migrated=True, **others):
        lent.append(place(name))
        return lent[-1].begun_anew(like=migrated if is_migrated else "", **others)

    yield service
    for one in lent:
        one.leave()


@pytest.fixture
def here(service):
    app = service("here")
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def make(here, now):
    if db.session.get(Generation, "catalogue") is None:
        db.session.add(Generation(name="catalogue", number=1))
        db.session.commit()
    return Factories(now)
