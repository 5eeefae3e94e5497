"""The log: whatever is done to what was sealed is named, every time."""

import base64
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, insert, null, select, update
from sqlalchemy.exc import DBAPIError

from app.adapters.signing import Signatures
from app.domain.chain import BEFORE_ALL, PLAIN, Kind, chained
from app.domain.permissions import SYSTEM
from app.extensions import db
from app.models import Event, EventFact, LogHead
from app.operations import sealing
from app.operations.applications import send_application
from app.operations.privacy import erase_person
from app.operations.sealing import LogBroken, seal_log
from app.queries.sealing import (
    log_findings,
    log_heads,
    number_unsealed,
    sealed_entries,
)
from tests.answers import REASONS
from tests.conftest import empty
from tests.factories import fresh, owner_of
from tests.operations.sealers import OURS, sealer, sealer_of
from tests.operations.test_kill import run_until
from tests.processes import start

DAY = timedelta(days=1)
FIRST = 1_000_001
OTHER = sealer_of(base64.b64encode(b"another key of thirty-two bytes!").decode())
EVENTS = Event.__table__
# What one may write into an event, from outside.
CHANGES = (
    {"facts": {"place": 1}},
    {"name": "ApplicationEndorsed"},
    {"at": func.now()},
    {"actor_id": 7},
    {"personal_digest": "0" * 64},
    {"personal_digest": null()},
    {"chain_hash": "f" * 64},
)


def happened(number, now, **changes):
    """So many events; ids have gaps, as they have after what was rolled back.

    They are far from those that PostgreSQL hands out, which does not know of ours.
    """
    first = (db.session.scalar(select(func.max(Event.id))) or FIRST - 2) + 2
    rows = [
        {
            "id": first + 2 * place, "at": now + timedelta(seconds=place), "name": "SectionSaved",
            "actor_kind": "person", "actor_id": place, "facts": {"section": f"Ōsaka {place}"},
            "personal_digest": "ab" * 32,
        } | changes
        for place in range(number)
    ]  # fmt: skip
    db.session.execute(insert(EVENTS), rows)
    db.session.commit()


def seal(at, sealer=OURS):
    return sum(seal_log(sealer, at=at))


def named(**kept):
    """What is named, as (kind, first, last), or the kind and the day of a head."""
    found = log_findings(OURS.signatures.hold, **kept)
    return [(one.kind, one.day) if one.day else one[:3] for one in found]


def change(number, **values):
    db.session.execute(update(EVENTS).where(Event.seq == number).values(**values))


def changed(seq, last):
    change(seq, **CHANGES[seq % len(CHANGES)])
    return [(Kind.CHANGED, seq, seq)]


def removed(seq, last):
    db.session.execute(delete(Event).where(Event.seq == seq))
    next_one = [(Kind.UNPROVEN, seq + 1, seq + 1)] if seq < last else []
    return [(Kind.REMOVED, seq, seq), *next_one]


def swapped(seq, last):
    """Near ones and far ones, with their hashes."""
    other = seq % last + 1 if seq % 2 else last + 1 - seq
    for here, there in ((seq, -1), (other, seq), (-1, other)):
        change(here, seq=there)
    # The one after each does not follow either: nobody can know whether it is it.
    both = {seq, other} if seq != other else set()
    numbers = sorted(both | {one + 1 for one in both if one < last})
    head = [(Kind.DIFFERS, date(2026, 12, 1))] if last in both else []
    return [*((Kind.CHANGED, one, one) for one in numbers), *head]


def cut(seq, last):
    db.session.execute(delete(Event).where(Event.seq >= seq))
    return [(Kind.REMOVED, seq, last)]


@pytest.mark.parametrize("number", [40, pytest.param(1000, marks=pytest.mark.long)])
@pytest.mark.parametrize("tamper", [changed, removed, swapped, cut])
def test_each_entry_is_named_that_was(tamper, number, database, now):
    happened(number, now)
    seal(now)
    for seq in range(1, number + 1):
        expected = tamper(seq, number)
        assert named() == expected, seq
        db.session.rollback()
    assert named() == []


def test_an_entry_holds_each_column_but_those_that_sealing_writes():
    assert set(PLAIN) == {column.name for column in EVENTS.columns} - {"seq", "chain_hash"}


def test_what_is_no_entry_any_more_is_named_and_spoils_no_other(database, now):
    happened(5, now)
    seal(now)
    try:
        db.session.connection().exec_driver_sql("UPDATE event SET facts = '{' WHERE seq = 3")
    except DBAPIError:  # PostgreSQL does not take it
        db.session.rollback()
        change(3, facts={})
    assert named() == [(Kind.CHANGED, 3, 3)]


def test_one_who_seals_an_entry_anew_is_betrayed_by_the_next(database, now):
    happened(9, now)
    seal(now)
    change(4, actor_id=99)
    forge(4, 4)
    assert named() == [(Kind.CHANGED, 5, 5)]


def forge(first, last):
    """Write the hashes that would be right."""
    entries = list(sealed_entries(last))
    before = entries[first - 2].hash if first > 1 else BEFORE_ALL
    for one in entries[first - 1 :]:
        before = chained(before, one.entry)
        change(one.seq, chain_hash=before)
    return before


def test_one_who_seals_all_anew_is_betrayed_by_the_head(database, now):
    happened(9, now - DAY)
    seal(now - DAY)
    happened(9, now)
    seal(now)
    change(14, actor_id=99)
    last = forge(14, 18)
    assert named() == [(Kind.DIFFERS, date(2026, 12, 1))]
    db.session.execute(update(LogHead).where(LogHead.last_seq == 18).values(hash=last))
    assert named() == [(Kind.UNSIGNED, date(2026, 12, 1))]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"last_seq": 17}, [Kind.UNSIGNED, Kind.DIFFERS, (Kind.NO_HEAD, 18, 18)]),
        ({"last_seq": 19}, [Kind.UNSIGNED, (Kind.REMOVED, 19, 19)]),
        ({"first_seq": 11}, [Kind.UNSIGNED, (Kind.NO_HEAD, 10, 10)]),
        ({"first_seq": 9}, [Kind.UNSIGNED, Kind.OVERLAPS]),
        ({"key_id": "0" * 16}, [Kind.UNSIGNED]),
        ({"signature": "no signature"}, [Kind.UNSIGNED]),
        ({"signature": "00" * 64}, [Kind.UNSIGNED]),
    ],
)
def test_a_head_that_was_changed_is_named(database, now, values, found):
    happened(9, now - DAY)
    seal(now - DAY)
    happened(9, now)
    seal(now)
    db.session.execute(update(LogHead).where(LogHead.last_seq == 18).values(**values))
    day = date(2026, 12, 1)
    assert named() == [one if isinstance(one, tuple) else (one, day) for one in found]


@pytest.mark.parametrize(("day", "span"), [(1, (10, 18)), (0, (1, 9))])
def test_a_head_that_was_removed_leaves_its_entries_without(database, now, day, span):
    happened(9, now - DAY)
    seal(now - DAY)
    happened(9, now)
    seal(now)
    db.session.execute(delete(LogHead).where(LogHead.first_seq == span[0]))
    assert named() == [(Kind.NO_HEAD, *span)]


@pytest.mark.parametrize(
    "spoil",
    [
        update(LogHead).values(hash="0" * 64),
        delete(LogHead),
        insert(EVENTS).values(
            seq=6, chain_hash="", at=func.now(), name="x", actor_kind="system", facts={}
        ),
    ],
)
@pytest.mark.impossible("the log is spoilt")
def test_nothing_is_sealed_after_what_somebody_made_up(database, now, spoil):
    happened(5, now)
    seal(now)
    db.session.execute(spoil)
    db.session.commit()
    happened(1, now)
    with pytest.raises(LogBroken):
        seal(now)
    assert number_unsealed() == 1


def test_whoever_seals_all_anew_as_if_it_were_new_is_betrayed_by_a_head_kept_elsewhere(
    database, now
):
    happened(9, now)
    seal(now)
    kept = log_heads()
    assert named(kept=kept) == []
    db.session.execute(delete(LogHead))
    db.session.execute(update(Event).values(seq=None, chain_hash=None))
    db.session.execute(delete(Event).where(Event.actor_id == 4))
    db.session.commit()
    seal(now)
    happened(5, now)
    seal(now)
    assert named() == []
    assert named(kept=kept) == [(Kind.DIFFERS, date(2026, 12, 1))]


def test_a_log_that_was_set_back_lacks_what_a_head_kept_elsewhere_tells(database, now):
    happened(5, now - DAY)
    seal(now - DAY)
    happened(5, now)
    seal(now)
    kept = log_heads()
    db.session.execute(delete(Event).where(Event.seq > 5))
    db.session.execute(delete(LogHead).where(LogHead.first_seq > 5))
    assert named() == []
    assert named(kept=kept) == [(Kind.REMOVED, 6, 10)]


def test_the_head_of_a_day_holds_what_was_sealed_between_two_midnights_in_japan(database, now):
    midnight = now.replace(hour=15)
    for number, at in enumerate((midnight - DAY, midnight - timedelta(seconds=1), midnight), 1):
        happened(number, now)
        seal(at)
    assert [(head.day, head.first_seq, head.last_seq) for head in log_heads()] == [
        (date(2026, 12, 1), 1, 3), (date(2026, 12, 2), 4, 6),
    ]  # fmt: skip
    happened(1, now)
    seal(midnight - 7 * DAY)  # a clock that was set back
    assert log_heads()[-1].last_seq == 7
    assert named() == []


def test_a_signature_counts_if_the_key_is_ours_or_was(database, now):
    happened(1, now)
    seal(now - DAY, sealer=OTHER)
    assert named() == [(Kind.UNSIGNED, date(2026, 11, 30))]
    happened(1, now)
    with pytest.raises(LogBroken):
        seal(now)
    both = Signatures.of([OURS.signer.public, OTHER.signer.public])
    seal(now, sealer=sealing.Sealer(OURS.signer, both))
    assert list(log_findings(both.hold)) == []


def test_what_is_kept_later_under_a_lower_id_is_sealed_later_and_not_left_out(database, now):
    happened(1, now, id=7)
    seal(now)
    happened(1, now, id=3)
    happened(1, now, id=9)
    seal(now)
    assert db.session.scalars(select(Event.id).order_by(Event.seq)).all() == [7, 3, 9]
    assert named() == []


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)  # SQLite lets in one writer
def test_nobody_waits_for_whoever_is_slow_to_commit_and_his_event_is_sealed_too(database, now):
    event = {"at": now, "name": "SectionSaved", "actor_kind": "system", "facts": {}}
    one = insert(EVENTS).values(event).returning(Event.id)
    with db.engine.connect() as slow, slow.begin():
        slow_id = slow.scalar(one)
        quick_id = db.session.scalar(one)
        db.session.commit()
        assert (slow_id < quick_id, seal(now), named()) == (True, 1, [])
    assert (seal(now), named()) == (1, [])
    order = select(Event.id).order_by(Event.seq)
    assert db.session.scalars(order).all() == [quick_id, slow_id]


def test_to_seal_twice_is_to_seal_once(database, now):
    happened(5, now)
    assert (seal(now), seal(now), number_unsealed()) == (5, 0, 0)


def test_ten_thousand_are_sealed_with_few_statements(database, now, statements):
    happened(10_000, now)
    with statements() as sent:
        assert seal(now) == 10_000
    assert len(sent) <= 10 * 8 + 1
    assert named() == []


def test_a_killed_sealer_leaves_nothing_half_sealed(database, now, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    statement_number, was_cut, heads = 1, True, set()
    while was_cut:
        empty()
        happened(5, now)
        db.session.execute(update(Event).values(id=Event.id - 3))
        db.session.commit()
        was_cut = run_until(statement_number, lambda: seal(now))
        assert named() == []
        seal(now)
        assert (named(), number_unsealed()) == ([], 0)
        heads.add(log_heads()[0])
        db.session.rollback()
        statement_number += 1
    assert len(heads) == 1
    assert statement_number > 20


@contextmanager
def sealers(app, lock, now):
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    started = [start(sealer, url, lock, now) for _ in range(3)]
    lines = [line for _, line in started]
    assert [line.recv() for line in lines] == ["ready"] * 3

    def race():
        happened(50, now)
        for line in lines:
            line.send(True)
        return [line.recv() for line in lines]

    yield race
    for process, line in started:
        line.send(False)
        process.join()
        line.close()


def test_of_several_sealers_each_entry_is_sealed_by_one(app, database, now):
    with sealers(app, "with", now) as race:
        for rounds in range(1, 5):
            assert sum(race()) == 50
            assert (named(), log_heads()[0].last_seq) == ([], 50 * rounds)
            db.session.rollback()


def test_without_the_lock_sealers_disturb_each_other(app, database, now):
    with sealers(app, "without", now) as race:
        told = [word for _ in range(4) for word in race()]
    assert [word for word in told if isinstance(word, str)]


def test_the_log_stays_provable_when_somebody_was_erased(make, now):
    application = make.complete(make.application(), **REASONS)
    send_application(
        application.id, shown_version=fresh(application).version, key="k",
        by=owner_of(application), at=now,
    )  # fmt: skip
    seal(now)
    of_person = select(func.count()).select_from(EventFact)
    assert db.session.scalar(of_person) > 0
    erase_person(application.person_id, by=SYSTEM, at=now)
    assert db.session.scalar(of_person) == 0
    assert named() == []
    seal(now)
    assert (named(), number_unsealed()) == ([], 0)
