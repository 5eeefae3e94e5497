"""What a store of objects may do to us. What it promises stands in test_storage.py."""

import hashlib
import os
import sys
import time
from contextlib import closing
from datetime import timedelta

import pytest

from app import patience
from app.adapters import object_storage
from app.adapters.storage import FileDamaged, StorageDown, StorageFull
from tests import buckets
from tests.processes import Command

CONTENT = b"sealed bytes of a passport"
NAME = hashlib.sha256(CONTENT).hexdigest()
DOORS = {
    "put": lambda storage: storage.put(CONTENT),
    "get": lambda storage: storage.get(NAME),
    "exists": lambda storage: storage.exists(NAME),
    "remove": lambda storage: storage.remove(NAME),
    "kept": lambda storage: list(storage.kept(before=object())),
}
each_door = pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)


@pytest.fixture
def store():
    with buckets.store() as store:
        yield store


@pytest.fixture
def storage(store):
    return buckets.storage_in(store)


@pytest.fixture
def short(monkeypatch):
    """Nobody waits for long, so that the tests are short."""
    less = object_storage.HURRIED._replace(answer=0.2, again=0)
    monkeypatch.setattr(object_storage, "HURRIED", less)
    monkeypatch.setattr(object_storage, "SILENT", 0.1)


def is_told(door, storage, caplog):
    """The refusal; what it says of the store stands in the log, and nothing else does."""
    with pytest.raises((StorageDown, StorageFull)) as caught:
        door(storage)
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)
    for secret in (buckets.KEY_ID, buckets.SECRET, NAME):
        assert secret not in caplog.text + str(caught.value)
    return type(caught.value)


@each_door
def test_a_store_that_is_away_is_told_and_found_again(store, storage, door, caplog):
    store.keep("files/none", b"")
    store.close()
    with patience.in_haste():
        assert is_told(door, storage, caplog) is StorageDown
        assert "The store of files: Connect" in caplog.text
        assert not storage.is_ready()
        store.open()
        assert storage.is_ready()
        assert storage.put(CONTENT) == NAME


@each_door
def test_a_store_that_lets_us_not_in_is_told_without_the_key(store, door, caplog):
    storage = buckets.storage_in(store, S3_KEY=f"{buckets.KEY_ID}:wrong")
    assert is_told(door, storage, caplog) is StorageDown
    assert "The store of files: 403" in caplog.text
    assert not storage.is_ready()


@pytest.mark.parametrize("door", ["put", "get", "kept"])
def test_a_bucket_that_is_not_there_is_no_lost_file(store, door, caplog):
    storage = buckets.storage_in(store, FILES="s3://another/files")
    assert is_told(DOORS[door], storage, caplog) is StorageDown
    assert "The store of files: 404 NoSuchBucket" in caplog.text
    assert not storage.is_ready()


@pytest.mark.parametrize(
    ("status", "code", "refusal"),
    [(500, "InternalError", StorageDown), (503, "SlowDown", StorageDown),
     (507, "XMinioStorageFull", StorageFull), (403, "QuotaExceeded", StorageFull),
     (404, "NoSuchKey", StorageDown), (302, "Found", StorageDown)],
)  # fmt: skip
def test_what_a_store_does_not_keep_gets_no_name(store, storage, status, code, refusal, caplog):
    store.fault = buckets.refusing(status, code)
    with patience.in_haste():
        assert is_told(DOORS["put"], storage, caplog) is refusal
    assert store.names() == []


def test_a_failure_of_a_moment_is_not_noticed(store, storage):
    faults = [buckets.refusing(503, "SlowDown")]
    store.fault = lambda answer: faults.pop()(answer) if faults else None
    with patience.in_haste():
        assert storage.put(CONTENT) == NAME
    assert faults == []


def test_a_file_goes_in_one_piece_and_is_proven_by_its_hash(store, storage):
    """A multipart upload that breaks off leaves pieces that no list shows."""
    storage.put(b"x" * 11_000_000)
    ((method, _, said),) = store.asked
    assert (method, said["content-length"]) == ("PUT", "11000000")
    assert "x-amz-checksum-sha256" in said
    assert "x-amz-checksum-sha256" in said["authorization"]


def test_bytes_that_are_lost_on_the_way_in_get_no_name(store, storage, caplog):
    store.fault = buckets.losing_a_byte
    assert is_told(DOORS["put"], storage, caplog) is StorageDown
    assert "BadDigest" in caplog.text
    assert store.names() == []


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    ("fault", "door"),
    [*((buckets.hanging, door) for door in DOORS), (buckets.breaking_off, "get")],
)
def test_a_store_that_is_silent_is_given_up(store, storage, fault, door, caplog):
    store.fault = fault
    begun = time.monotonic()
    with patience.in_haste():
        assert is_told(DOORS[door], storage, caplog) is StorageDown
    assert time.monotonic() - begun < 10  # it would be silent for longer
    assert "Timeout" in caplog.text


@pytest.mark.usefixtures("short")
def test_nobody_asks_a_store_that_was_silent_a_moment_ago(store, storage, monkeypatch):
    store.fault = buckets.hanging
    with patience.in_haste():
        for _ in range(5):
            with pytest.raises(StorageDown):
                storage.put(CONTENT)
        assert len(store.asked) == 1
        store.fault = None
        monkeypatch.setattr(storage, "silent_until", 0)  # the moment has passed
        assert storage.put(CONTENT) == NAME


def test_a_command_waits_where_a_person_would_not(store, storage, monkeypatch):
    monkeypatch.setattr(storage, "silent_until", time.monotonic() + 60)
    assert storage.put(CONTENT) == NAME
    with patience.in_haste(), pytest.raises(StorageDown):
        storage.put(CONTENT)


def test_nobody_waits_longer_than_four_seconds():
    """The question that is asked last may take its whole time."""
    limits = object_storage.HURRIED
    assert limits.again + limits.pause + limits.answer <= 4
    assert limits.tries == 1


def test_what_others_keep_in_the_bucket_is_left_alone(store, storage, now):
    ours = storage.put(CONTENT)
    place = f"{ours[:2]}/{ours[2:4]}/{ours}"
    theirs = [place, f"files/older/{place}", "files/README", f"files-2/{place}", "files/ab/cd/ef"]
    for name in theirs:
        store.keep(name, b"")
    for name in store.names():
        store.written[name] = now - timedelta(days=9)
    assert storage.sweep(set(), before=now) == 1
    assert store.names() == sorted(theirs)


def test_a_store_without_tls_is_not_asked_unless_that_was_said(store):
    storage = buckets.storage_in(store, S3_WITHOUT_TLS=False)
    with pytest.raises(StorageDown):
        storage.put(CONTENT)
    assert store.asked == []


@pytest.mark.long
def test_a_list_of_thousands_of_names_is_read_to_its_end(store, storage, now):
    names = {hashlib.sha256(b"%d" % number).hexdigest() for number in range(3_333)}
    for name in names:
        store.keep(f"files/{name[:2]}/{name[2:4]}/{name}", b"")
        store.written[f"files/{name[:2]}/{name[2:4]}/{name}"] = now - timedelta(days=9)
    wanted = set(sorted(names)[::3])
    found = list(storage.kept(before=now))
    assert (len(found), set(found)) == (3_333, names)
    assert len(store.asked) == 4
    assert storage.sweep(wanted, before=now) == 2_222
    assert set(storage.kept(before=now)) == wanted


def test_a_file_that_was_altered_is_told_as_damaged_and_not_as_away(store, storage):
    storage.put(CONTENT)
    (place,) = store.names()
    store.objects[place] = CONTENT[:-1] + b"?"
    with pytest.raises(FileDamaged):
        storage.get(NAME)


def opens_a_store():
    object_storage.object_storage(
        "s3://sealed", endpoint="", region="r", key="a:b", may_be_plain=False
    )
    print(sorted(name for name in sys.modules if name.startswith("obstore")), flush=True)


def test_nobody_carries_the_library_who_asks_no_store():
    with closing(Command(os.environ, 1, opens_a_store)) as process:
        said, code = process.all_words()
    assert (said.strip(), code) == ("[]", 0)
