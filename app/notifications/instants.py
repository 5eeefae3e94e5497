"""How letters say when: in the recipient's time and in Japan's."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask

from app import i18n
from app.domain.world import City, cities_of, city_name


def instant(at: datetime, zone: str = "Asia/Tokyo") -> str:
    """For example: Friday 29 January 2027, 11:00 in Nairobi, 17:00 in Japan."""
    return _told(at, City(city_name(zone), zone))


def instant_in(at: datetime, country: str) -> str:
    """As `instant`, in the usual city of a country."""
    return _told(at, *cities_of(country)[:1])


def on_day(at: datetime, zone: str = "Asia/Tokyo") -> str:
    """The date of an instant where the recipient is: 29 January 2027."""
    return i18n.day(at.astimezone(ZoneInfo(zone)).date()).replace(i18n.NO_BREAK, " ")


def _told(at: datetime, city: City | None = None) -> str:
    times = i18n.both_times(at, city)
    return f"{times.day}, {times}"


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(instant=instant, instant_in=instant_in, on_day=on_day)
