import errno
import hashlib
import os
import stat
import subprocess
import sys
from datetime import timedelta

import pytest

from app.adapters.storage import FileDamaged, StorageDown, StorageFull, folder_storage
from app.domain.errors import NotVisible
from tests import buckets

CONTENT = b"sealed bytes of a passport"
NAME = hashlib.sha256(CONTENT).hexdigest()


PLACE = f"{NAME[:2]}/{NAME[2:4]}/{NAME}"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def storage(folder):
    return folder_storage(folder)


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


class Folder:
    """What lies in the store, and hands that reach into it behind the service's back."""

    def __init__(self, folder):
        self.folder, self.storage = folder, folder_storage(folder)

    def places(self):
        return [str(path.relative_to(self.folder)) for path in files_in(self.folder)]

    def spoil(self, place):
        (self.folder / place).write_bytes(b"other bytes")

    def date(self, place, moment):
        age(self.folder / place, moment)


class Bucket:
    def __init__(self, store):
        self.store, self.storage = store, buckets.storage_in(store)

    def places(self):
        return [name.removeprefix("files/") for name in self.store.names()]

    def spoil(self, place):
        self.store.objects[f"files/{place}"] = b"other bytes"

    def date(self, place, moment):
        self.store.written[f"files/{place}"] = moment


@pytest.fixture(params=["folder", "bucket"])
def kept(request, folder):
    """Either kind of store: all of them promise the same."""
    if request.param == "folder":
        yield Folder(folder)
    else:
        with buckets.store() as store:
            yield Bucket(store)


def test_a_file_is_kept_under_the_hash_of_its_bytes(kept):
    assert kept.storage.put(CONTENT) == NAME
    assert kept.storage.get(NAME) == CONTENT
    assert kept.places() == [PLACE]


def test_the_same_bytes_are_kept_once(kept):
    kept.storage.put(CONTENT)
    kept.storage.put(CONTENT)
    assert kept.places() == [PLACE]


def test_a_large_file_is_kept_whole(kept):
    content = bytes(range(256)) * 44_000
    assert kept.storage.get(kept.storage.put(content)) == content


def test_a_word_is_kept_beside_the_files_and_is_none_of_them(kept, now):
    storage = kept.storage
    assert list(storage.notes()) == []
    for word in ("one-1", "two-2", "one-1"):
        storage.note(word)
    assert sorted(storage.notes()) == ["one-1", "two-2"]
    for place in kept.places():
        kept.date(place, now - timedelta(days=9))
    assert list(storage.kept(before=now)) == []
    assert storage.sweep(set(), before=now) == 0
    assert sorted(storage.notes()) == ["one-1", "two-2"]


def test_a_store_that_works_is_ready(kept):
    assert kept.storage.is_ready()


def test_only_the_service_can_read_the_folder(storage, folder):
    storage.put(CONTENT)
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in [folder, *folder.rglob("*")]}
    assert modes == {0}


def test_a_removed_file_is_gone_and_may_be_removed_again(kept):
    storage = kept.storage
    storage.put(CONTENT)
    assert storage.exists(NAME)
    storage.remove(NAME)
    storage.remove(NAME)
    assert not storage.exists(NAME)


@pytest.mark.parametrize(
    "name",
    ["", "../../etc/passwd", "/etc/passwd", NAME[:-1], NAME + "0", NAME.upper(), NAME + "\n",
     "..", f"{NAME[:60]}/../", NAME[:-1] + "\0", "٣" * 64],
)  # fmt: skip
def test_other_names_lead_nowhere(kept, name):
    storage = kept.storage
    for door in (storage.get, storage.exists, storage.remove):
        with pytest.raises(NotVisible):
            door(name)


def test_a_file_that_was_changed_or_lost_is_not_given_out(kept):
    storage = kept.storage
    storage.put(CONTENT)
    kept.spoil(PLACE)
    with pytest.raises(FileDamaged):
        storage.get(NAME)
    storage.remove(NAME)
    with pytest.raises(FileDamaged):
        storage.get(NAME)


@pytest.mark.parametrize(
    ("code", "refusal"),
    [(errno.ENOSPC, StorageFull), (errno.EDQUOT, StorageFull), (errno.EIO, StorageDown)],
)
def test_a_disk_that_refuses_is_told_in_words_and_leaves_no_rest(
    storage, folder, monkeypatch, code, refusal
):
    def refuse(_handle):
        raise OSError(code, os.strerror(code))

    storage.put(b"the folders are there")
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(refusal, match=r"Try again"):
        storage.put(CONTENT)
    assert not storage.exists(NAME)
    assert len(files_in(folder)) == 1


def test_a_folder_that_is_a_file_is_told_in_words(folder):
    folder.write_text("in the way")
    with pytest.raises(StorageDown):
        folder_storage(folder).put(CONTENT)


def test_bytes_and_names_are_on_the_disk_before_the_name_is_given(storage, folder, monkeypatch):
    """The order of writes is what a power cut would test."""
    done = []
    fsync, rename = os.fsync, os.rename

    def note_fsync(handle):
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "bytes"
        done.append(kind)
        fsync(handle)

    def note_rename(source, target):
        done.append("rename")
        assert os.path.dirname(source) == os.path.dirname(target)
        rename(source, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "rename", note_rename)
    storage.put(CONTENT)
    # Three new folders first: each is named in the one above it.
    assert done == ["folder", "folder", "folder", "bytes", "rename", "folder"]


KILLED = """
import os, signal, sys
from app.adapters.storage import folder_storage
os.rename = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
folder_storage(sys.argv[1]).put(b"x" * 100_000)
"""


def test_a_killed_writer_leaves_no_half_file_and_the_sweep_takes_its_rest(storage, folder, now):
    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False)
    assert ended.returncode == -9
    (rest,) = files_in(folder)
    assert not storage.exists(hashlib.sha256(b"x" * 100_000).hexdigest())
    age(rest, now - timedelta(days=2))
    assert storage.sweep(set(), before=now - timedelta(days=1)) == 1
    assert files_in(folder) == []


def test_the_sweep_spares_what_is_wanted_and_what_is_new(kept, now):
    storage = kept.storage
    wanted, forgotten, new = (storage.put(word) for word in (b"wanted", b"forgotten", b"new"))
    for place in kept.places():
        kept.date(place, now if place.endswith(new) else now - timedelta(days=2))
    assert set(storage.kept(before=now)) == {wanted, forgotten}
    assert storage.sweep({wanted}, before=now - timedelta(days=1)) == 1
    assert [storage.exists(one) for one in (wanted, forgotten, new)] == [True, False, True]


def age(path, moment):
    os.utime(path, (moment.timestamp(), moment.timestamp()))
