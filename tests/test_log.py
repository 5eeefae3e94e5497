"""The commands for the log, and the copy of it that others check."""

import base64
import json
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from app.extensions import db
from app.models import Event
from tests.operations.test_sealing import DAY, OTHER, OURS, change, happened, seal


@pytest.fixture
def log(app, database):
    """A function that runs a command, and gives its code and its lines."""

    def run(*words):
        result = app.test_cli_runner().invoke(args=["log", *map(str, words)])
        return result.exit_code, result.output.splitlines()

    return run


@pytest.fixture
def copy(log, now, tmp_path):
    """Nine entries of two days, in a file."""
    happened(5, now - DAY)
    seal(now - DAY)
    happened(4, now)
    seal(now)
    assert log("export", tmp_path / "log") == (0, ["9 entries"])
    return tmp_path / "log"


GOOD = "9 entries are as they were sealed, the last on 2026-12-01."


def test_what_was_recorded_is_sealed_and_verified(log, now):
    assert log("verify") == (0, ["Nothing is sealed.", "0 wait to be sealed."])
    happened(9, now)
    assert log("seal") == (0, ["9 sealed"])
    assert log("seal") == (0, ["nothing due"])
    happened(2, now)
    assert log("verify") == (0, [GOOD, "2 wait to be sealed."])


def test_whoever_reads_it_is_told_which_entry_it_is_and_the_code_is_1(log, copy):
    (event_id,) = db.session.scalars(select(Event.id).where(Event.seq == 4))
    change(4, actor_id=99)
    db.session.commit()
    code, lines = log("verify")
    assert code == 1
    assert lines[0].startswith(f"entry 4 (event {event_id}): not what was sealed")
    assert lines[1:] == ["1 found.", "1 wait to be sealed."]
    assert log("verify", copy) == (0, [GOOD])


@pytest.mark.impossible("the log is spoilt")
def test_to_seal_after_what_somebody_made_up_is_refused_and_deadlines_go_on(app, log, copy, now):
    db.session.execute(Event.__table__.update().where(Event.seq == 9).values(seq=10))
    db.session.commit()
    code, lines = log("seal")
    assert (code, lines[0][:48]) == (1, "Error: Entries 10 to 10 are sealed, but under no")
    result = app.test_cli_runner().invoke(args=["deadlines", "run"])
    assert (result.exit_code, result.output) == (0, "nothing due\n")


def test_an_export_is_an_event_and_holds_no_personal_fact(copy, tmp_path):
    event = db.session.scalars(select(Event).where(Event.seq.is_(None))).one()
    assert (event.name, event.facts) == ("LogExported", {"last_seq": 9, "only_heads": False})
    assert copy.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_anyone_can_check_a_copy_without_kenshu(log, copy):
    """All that the file needs: SHA-256, Ed25519, and the public key."""
    _, (words,) = log("key")
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(words.split()[0]))
    lines = [json.loads(line) for line in copy.read_bytes().splitlines()]
    heads = {line["head"]["last_seq"]: line["head"] for line in lines if "head" in line}
    before, seq = "0" * 64, 0
    for line in lines[len(heads) :]:
        entry, seq = spelled(line["entry"]), seq + 1
        before = sha256(before.encode() + entry).hexdigest()
        assert (line["seq"], line["hash"]) == (seq, before)
        if head := heads.get(seq):
            assert head["hash"] == before
            signature = bytes.fromhex(head.pop("signature"))
            said = spelled(head | {"signs": "head of a log of Kenshu"})
            key.verify(signature, said)
            with pytest.raises(InvalidSignature):
                key.verify(signature, said + b" ")
    assert seq == max(heads) == 9


def spelled(said):
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda lines: lines[:7] + lines[8:], ["entry 6: removed", "entry 7 (event"]),
        (lambda lines: lines[:-2], ["entries 8 to 9: removed"]),
        (lambda lines: [*lines[:-1], lines[-1][:40]], ["entry 9: removed"]),
        (lambda lines: lines[1:], ["entries 1 to 5: under no head"]),
        (lambda lines: [*lines[:3], lines[2], *lines[3:]],
         ["entry 1 (event 1000001): out of its order"]),
        (lambda lines: [b"[1]\n", *lines], ["entry 1: under no head"]),
        (lambda lines: [lines[0].replace(b'seq":5', b'seq":4'), *lines[1:]],
         ["head of 2026-11-30: wrong signature", "entry 5: under no head"]),
        (lambda lines: [*lines[:5], lines[5].replace(b'actor_id":3', b'actor_id":7'), *lines[6:]],
         ["entry 4 (event 1000007): not what"]),
    ],
)  # fmt: skip
def test_a_copy_that_was_changed_is_named_too(log, copy, spoil, named):
    lines = copy.read_bytes().splitlines(keepends=True)
    copy.write_bytes(b"".join(spoil(lines)))
    code, told = log("verify", copy)
    assert code == 1
    for sentence in named:
        assert any(line.startswith(sentence) for line in told), told


@pytest.mark.impossible("the log is spoilt")
def test_a_copy_of_the_heads_alone_shows_what_the_log_later_lacks(log, copy, now, tmp_path):
    assert log("export", tmp_path / "heads", "--heads") == (0, ["9 entries"])
    assert len((tmp_path / "heads").read_bytes().splitlines()) == 2
    happened(3, now)
    seal(now)
    assert log("verify", "--against", tmp_path / "heads")[0] == 0
    db.session.execute(Event.__table__.update().values(seq=None, chain_hash=None))
    db.session.connection().exec_driver_sql("DELETE FROM log_head")
    change(None, actor_id=1)
    db.session.commit()
    log("seal")
    assert log("verify")[0] == 0
    code, lines = log("verify", "--against", tmp_path / "heads")
    assert (code, len(lines)) == (1, 4)
    assert lines[1] == "head of 2026-12-01: not the head of the entries that stand here"


def test_a_signature_of_somebody_else_counts_only_if_his_key_is_given(log, now, tmp_path):
    happened(9, now)
    seal(now, sealer=OTHER)
    assert log("verify")[0] == 1
    key = base64.b64encode(OTHER.signer.public).decode()
    assert log("verify", "--key", key)[0] == 0
    assert OURS.signer.public != OTHER.signer.public
