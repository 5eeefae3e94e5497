import pytest

from app import clock
from tests.conftest import NOON
from tests.databases import new_database
from tests.hostile.world import World


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def world(request, tmp_path_factory, worker_id):
    """The samples on each database; it forgets every request."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOON)
        world = World(new_database(request.param, f"hostile_{worker_id}", folder), folder)
    yield world
    world.close()
