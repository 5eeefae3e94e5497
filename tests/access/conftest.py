import pytest

from app import clock
from tests.access.cast import Cast
from tests.access.matrix import Matrix
from tests.conftest import NOON
from tests.databases import new_database


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def matrix(request, tmp_path_factory, worker_id):
    folder = tmp_path_factory.mktemp("access")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOON)
        cast = Cast(new_database(request.param, f"access_{worker_id}", folder), folder)
        yield Matrix(cast)
    cast.close()
