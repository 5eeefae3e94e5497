"""What people read for instants, dates, counts and names."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app import i18n
from app.domain.world import COUNTRIES, City, cities_of

NAIROBI, APIA, LIMA = (
    City("Nairobi", "Africa/Nairobi"), City("Apia", "Pacific/Apia"), City("Lima", "America/Lima"),
)  # fmt: skip
FIVE_IN_JAPAN = datetime(2027, 1, 29, 8, tzinfo=UTC)


def plain(text):
    return text.replace(i18n.NO_BREAK, " ")


def test_an_instant_is_told_in_japan():
    assert i18n.moment(FIVE_IN_JAPAN) == "Friday 29 January 2027, 17:00 in Japan"


@pytest.mark.parametrize(
    ("at", "city", "told"),
    [
        (FIVE_IN_JAPAN, None, ("Friday 29 January 2027", "17:00 in Japan", "", "")),
        (FIVE_IN_JAPAN, City("Tokyo", "Asia/Tokyo"),
         ("Friday 29 January 2027", "17:00 in Japan", "", "")),
        (FIVE_IN_JAPAN, NAIROBI,
         ("Friday 29 January 2027", "11:00 in Nairobi, 17:00 in Japan", "UTC+3", "the same day")),
        (FIVE_IN_JAPAN - timedelta(hours=6), LIMA,
         ("Thursday 28 January 2027", "21:00 in Lima, 11:00 in Japan, the next day", "UTC−5",
          "the next day")),
        (FIVE_IN_JAPAN + timedelta(hours=3), APIA,
         ("Saturday 30 January 2027", "00:00 in Apia, 20:00 in Japan, the day before", "UTC+13",
          "the day before")),
        (FIVE_IN_JAPAN, City("Kathmandu", "Asia/Kathmandu"),
         ("Friday 29 January 2027", "13:45 in Kathmandu, 17:00 in Japan", "UTC+5:45",
          "the same day")),
    ],
)  # fmt: skip
def test_an_instant_is_told_where_the_reader_is(at, city, told):
    times = i18n.both_times(at, city)
    assert (times.day, str(times), times.offset, times.relation) == told


def test_an_instant_can_be_told_in_each_city_of_the_world():
    cities = [city for country in COUNTRIES for city in cities_of(country)]
    days = {i18n.both_times(FIVE_IN_JAPAN, city).day for city in cities}
    assert days == {"Thursday 28 January 2027", "Friday 29 January 2027"}


@pytest.mark.parametrize(
    "cookie", [None, "", "KE", "KE/", "KE/Asia/Tokyo", "XX/x", "/", "KE/../.."]
)
def test_a_damaged_cookie_names_no_city(cookie):
    assert i18n.city_of(cookie) is None


def test_a_cookie_names_a_city():
    assert i18n.city_of("KE/Africa/Nairobi") == NAIROBI


@pytest.mark.parametrize(
    ("first", "last", "told", "length"),
    [
        (date(2027, 5, 10), date(2027, 6, 17), "10 May – 17 June 2027", "6 weeks"),
        (date(2027, 3, 9), date(2027, 3, 18), "9 – 18 March 2027", "10 days"),
        (date(2027, 8, 23), date(2027, 9, 22), "23 August – 22 September 2027", "5 weeks"),
        (date(2026, 12, 20), date(2027, 1, 9), "20 December 2026 – 9 January 2027", "3 weeks"),
        (date(2027, 3, 9), date(2027, 3, 9), "9 March 2027", "1 day"),
    ],
)
def test_the_dates_of_a_course_say_nothing_twice(first, last, told, length):
    assert plain(i18n.date_range(first, last)) == told
    assert i18n.weeks(first, last) == length


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (timedelta(days=67), "67 days left"),
        (timedelta(days=1), "1 day left"),
        (timedelta(hours=17, minutes=1), "1 day left"),
        (timedelta(hours=16), "Last day"),
        (timedelta(), "Closed"),
    ],
)
def test_the_days_left_change_at_midnight_in_japan(before, told):
    assert i18n.days_left(FIVE_IN_JAPAN, FIVE_IN_JAPAN - before) == told


@pytest.mark.parametrize(
    ("number", "told"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (112, "112th"),
                         (193, "193rd"), (20, "20th")],
)  # fmt: skip
def test_ordinals(number, told):
    assert i18n.ordinal(number) == told
    assert i18n.ordinal(number, 300) == f"{told} of 300"


@pytest.mark.parametrize(
    ("count", "told"),
    [(1, "1 KB"), (180_000, "180 KB"), (14_000_000, "14 MB"), (1_250_000, "1.3 MB"),
     (10_000_001, "10.1 MB")],
)  # fmt: skip
def test_a_size_over_the_limit_never_reads_like_the_limit(count, told):
    assert plain(i18n.size(count)) == told


def test_another_language_orders_its_own_dates():
    assert i18n.date_range(date(2027, 3, 9), date(2027, 3, 18), "fr") == "9–18 mars 2027"


def test_one_instant_has_its_own_day_in_each_zone():
    instant = datetime(2027, 1, 29, 13, tzinfo=UTC)
    days = [i18n.weekday(instant.astimezone(ZoneInfo(zone))) for zone in ("UTC", "Pacific/Apia")]
    assert days == ["Friday 29 January 2027", "Saturday 30 January 2027"]
