"""Power cuts: what was acknowledged was on the disk before the answer left."""

import random
import re
import shutil
from collections import defaultdict
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select, text

from app.domain.errors import RuleBroken
from app.extensions import db
from app.models import Application, Document
from app.operations.documents import storage
from tests.drills.check import wrongs
from tests.drills.clients import clients
from tests.drills.conftest import number
from tests.drills.crowd import crowd
from tests.drills.disk import TRACED, Call, Disk, calls
from tests.drills.hosts import Web
from tests.drills.places import Scene, sqlite

CUTS, SENDERS = number("CUTS", 60), number("SENDERS", 150)
ANSWER = re.compile(rb"HTTP/1.1 303.*?\r\nLocation: /my/([^/\r]+)(\S*)", re.S)
NO_SERVER = 1  # nobody reads letters here


class Recording(NamedTuple):
    scene: Scene
    errands: list
    before: Path  # what was on the disk
    calls: list[Call]

    @property
    def answers(self):
        """The places of the answers that acknowledge something: of which application, and what."""
        found = {}
        for place, one in enumerate(self.calls):
            if one.name == "sendto" and (answer := ANSWER.match(one.content)):
                found[place] = [text.decode() for text in answer.groups()]
        return found


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """People who upload, send and accept: what was on the disk before, all calls, the errands."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not here, so the calls cannot be seen")
    folder = tmp_path_factory.mktemp("traced")
    with sqlite(folder, NO_SERVER) as scene:
        with scene.here() as app:
            errands = crowd(app, senders=SENDERS, with_document=SENDERS // 3,
                            accepters=SENDERS // 6, at=datetime.now(UTC))  # fmt: skip
        before, trace = (tmp_path_factory.mktemp("beside") / name for name in ("before", "trace"))
        shutil.copytree(folder, before)
        web = Web(scene.environment, under=(*TRACED, str(trace)))
        with web, clients(errands, web.address, many=4):
            pass
    with open(trace) as lines:
        found = list(calls(line.rstrip("\n") for line in lines))
    return Recording(scene, errands, before, found)


def steps(recording):
    """Of each acknowledgement what its thread had done for it, in order and without repetition."""
    done = defaultdict(list)
    answers = recording.answers
    for place, one in enumerate(recording.calls):
        if place in answers:
            yield answers[place][1], [name for name, _ in groupby(done.pop(one.thread, []))]
        elif one.name == "sendto":
            done.pop(one.thread, None)
        elif step := step_of(one):
            done[one.thread].append(step)


def step_of(call):
    of = {"pwrite64": "write", "write": "write", "fsync": "sync"}.get(call.name)
    if call.name == "rename" and ".unfinished-" in call.path:
        return "name the file"
    if of and ".unfinished-" in call.path:
        return f"{of} the file"
    if of and call.path.endswith("kenshu.db-wal"):
        return f"{of} the log"
    is_folder_of_file = re.search(r"/files/[0-9a-f]{2}/[0-9a-f]{2}$", call.path)
    return "sync the folder" if call.name == "fsync" and is_folder_of_file else None


KEPT = ["write the log", "sync the log"]
FILED = ["write the file", "sync the file", "name the file", "sync the folder"]


@pytest.mark.long
def test_no_answer_leaves_before_what_it_acknowledges_is_on_the_disk(recorded):
    found = [(of, one[:4], one[4:]) if "documents" in of else (of, [], one)
             for of, one in steps(recorded)]  # fmt: skip
    assert len(found) == SENDERS + SENDERS // 3 + SENDERS // 6
    for of, filed, kept in found:
        assert filed == (FILED if "documents" in of else [])
        assert kept in (KEPT, 2 * KEPT), of  # a new log has its head synced first
    print(f"\n{len(found)} answers, none before its fsync")


def after_cuts(recorded, folder, *, unheard="", cuts=CUTS):
    """Cut the power so often: right after answers, and anywhere. The wrongs after each cut, where
    all that was not synced is gone, and where some of it came through.

    `unheard`: a disk that does not sync what has this in its name.
    """
    chance, disk = random.Random(1), Disk(recorded.scene.folder, recorded.before)
    answers = recorded.answers
    at_answers = chance.sample(sorted(answers), min(cuts // 2, len(answers)))
    anywhere = chance.sample(range(len(recorded.calls)), cuts - len(at_answers))
    told = []
    for place, one in enumerate(recorded.calls):
        if not (unheard and one.name == "fsync" and unheard in one.path):
            disk.take(one)
        if place in answers:
            told.append(answers[place])
        if place in at_answers or place in anywhere:
            for luck in (None, lambda: chance.random() < 0.5):
                yield wrongs_after(
                    disk, recorded, told, folder / f"{place}{luck and 'lucky'}", luck
                )


def wrongs_after(disk, recorded, told, folder, luck):
    disk.after_the_cut(folder, luck)
    scene = recorded.scene.moved_to(folder)
    sent = {reference for reference, of in told if of in ("", "/receipt")}
    with_paper = {reference for reference, of in told if of.startswith("/documents")}
    try:
        with scene.here():
            found = wrongs([one for one in recorded.errands if one.reference in sent])
            found += wrongs_of_files(with_paper)
    finally:
        shutil.rmtree(folder)
    return found


def wrongs_of_files(acknowledged):
    """Rows that speak of a file that is not there, or not whole; acknowledged ones without row."""
    assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
    of = select(Application.reference, Document.blob).where(
        Document.application_id == Application.id
    )
    rows = db.session.execute(of).all()
    found = [f"{one}: no document" for one in acknowledged - {reference for reference, _ in rows}]
    for reference, blob in rows:
        try:
            storage().get(blob)
        except RuleBroken:
            found.append(f"{reference}: its document is damaged")
    return found


@pytest.mark.long
def test_a_power_cut_takes_nothing_that_was_acknowledged(recorded, tmp_path):
    found = list(after_cuts(recorded, tmp_path))
    print(f"\n{len(found) // 2} power cuts, each twice, in {len(recorded.calls)} calls:"
          f" {sum(map(len, found))} wrong")  # fmt: skip
    assert found == [[]] * (2 * CUTS)
    assert any(one.name == "pwrite64" and one.path.endswith(".db") for one in recorded.calls)


@pytest.mark.long
@pytest.mark.parametrize("unheard", ["-wal", ".unfinished-"])
def test_a_disk_that_does_not_sync_them_loses_some(recorded, tmp_path, unheard):
    assert any(after_cuts(recorded, tmp_path, unheard=unheard, cuts=20))


def hexed(path):
    return "".join(f"\\x{byte:02x}" for byte in str(path).encode())


def test_the_disk_of_the_drill_forgets_what_was_not_synced(tmp_path):
    """As strace would tell it: three files, of which one is synced, but not its name, and one is
    named anew; and a call that another one interrupts."""
    disk, before = tmp_path / "disk", tmp_path / "before"
    before.mkdir()
    (before / "old").write_bytes(b"old words")
    a, b, old, folder, text = map(hexed, (disk / "a", disk / "b", disk / "old", disk, "new"))
    lines = [
        *(
            f'1 openat(AT_FDCWD<{folder}>, "{one}", O_RDWR|O_CREAT, 0600) = 3<{one}>'
            for one in (a, b)
        ),
        f'1 write(3<{a}>, "{text}", 3 <unfinished ...>',
        f"2 fsync(4<{b}>) = -1",
        "1 <... write resumed>) = 3",
        f"1 fsync(3<{a}>) = 0",
        f"1 fsync(4<{folder}>) = 0",
        f'1 pwrite64(5<{old}>, "{text}", 3, 0) = 3',
        f'1 rename("{a}", "{b}") = 0',
    ]
    kept = {0: {"old": b"old words"}, 7: {"old": b"old words", "a": b"new", "b": b""}}
    kept[9] = kept[7]
    kept[10] = {"old": b"new words", "b": b"new"}
    lines += [f"1 fsync(5<{old}>) = 0\n1 fsync(6<{folder}>) = 0"]
    for length, expected in kept.items():
        played = Disk(disk, before)
        for one in calls("\n".join(lines[:length]).splitlines()):
            played.take(one)
        played.after_the_cut(tmp_path / str(length))
        found = {one.name: one.read_bytes() for one in (tmp_path / str(length)).iterdir()}
        assert found == expected, length
