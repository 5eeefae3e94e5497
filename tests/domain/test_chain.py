from datetime import UTC, date, datetime, timedelta, timezone

from app.domain.chain import BEFORE_ALL, PLAIN, Finding, Head, Kind, chained, entry_of
from app.domain.versions import canonical

COLUMNS = dict.fromkeys(PLAIN) | {
    "id": 7, "at": datetime(2026, 12, 1, 12, tzinfo=UTC), "name": "SectionSaved",
    "actor_kind": "person", "actor_id": 3, "facts": {"section": "career"},
}  # fmt: skip
JAPAN = timezone(timedelta(hours=9))


def test_an_entry_is_spelled_in_one_way_for_ever():
    entry = canonical(entry_of(COLUMNS))
    assert entry == (
        b'{"actor_id":3,"actor_kind":"person","at":"2026-12-01T12:00:00+00:00",'
        b'"facts":{"section":"career"},"id":7,"name":"SectionSaved"}'
    )
    first = chained(BEFORE_ALL, entry)
    assert first == "13940e55c8476a7a0a48751148d25ba712e6c220491a42a2b6dd50f5e987d6ee"
    assert canonical(entry_of(COLUMNS | {"at": COLUMNS["at"].astimezone(JAPAN)})) == entry


def test_what_a_head_says_is_spelled_in_one_way_for_ever():
    head = Head(date(2026, 12, 1), 1, 9, "ab", "cd", "ef")
    assert head.to_sign() == (
        b'{"day":"2026-12-01","first_seq":1,"hash":"ab","key_id":"cd","last_seq":9,'
        b'"signs":"head of a log of Kenshu"}'
    )


def test_what_is_found_is_told_in_words():
    told = [
        Finding(Kind.REMOVED, 4, 4), Finding(Kind.NO_HEAD, 4, 6),
        Finding(Kind.UNPROVEN, 5, 5, event_id=8), Finding(Kind.UNSIGNED, day=date(2026, 12, 1)),
    ]  # fmt: skip
    assert list(map(str, told)) == [
        "entry 4: removed",
        "entries 4 to 6: under no head",
        "entry 5 (event 8): cannot be proven, as the one before it is gone",
        "head of 2026-12-01: wrong signature",
    ]
