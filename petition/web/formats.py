"""Numbers, days and times as readers write them, with the zone that belongs to them."""

import math
import unicodedata
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta, get_timezone_location
from babel.numbers import format_decimal, format_percent
from flask import Flask
from flask_babel import get_locale, gettext

from petition.lib import clock


def register(app: Flask) -> None:
    app.jinja_env.filters.update(number=number, day=day, moment=moment, duration=duration, country=country_name)


def number(value: int) -> str:
    """10,000 · 10 000 · 10,000, in the digits that the reader's keyboard has."""
    return _in_digits(value, _locale())


@lru_cache(maxsize=1024)
def _in_digits(value: int, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


def percent(share: float) -> str:
    """`2%`, `2.4%`: a share of one; what is a little more than a figure is never told as that figure."""
    tenths = math.ceil(round(share * 1000, 6))
    return format_percent(tenths / 1000, locale=_locale(), decimal_quantization=False)


def rounded_percent(share: float) -> str:
    """`64%`: a share of one, in whole percent."""
    return format_percent(share, locale=_locale())


def duration(value: timedelta) -> str:
    """`4 minutes`, `2 hours`: about so long."""
    return format_timedelta(value, threshold=1.5, locale=_locale())


def isolated(words: str) -> str:
    """Words of another direction, for where no markup can stand."""
    return f"\u2068{words}\u2069"


def day(value: date) -> str:
    return format_date(value, "d MMMM y", locale=_locale())


def short_day(value: date) -> str:
    """`3 Nov`: where the year is plain."""
    return format_date(value, "d MMM", locale=_locale())


def day_in(value: datetime, zone: str) -> str:
    """The day that the clocks of a zone showed at a moment."""
    return day(clock.day_in(value, zone))


def weekday_and_day(value: date) -> str:
    """`Friday 27 November 2026`: who plans to come asks for the weekday first."""
    words: str = gettext("%(weekday)s %(day)s", weekday=format_date(value, "EEEE", locale=_locale()), day=day(value))
    return words


def clock_time(value: datetime) -> str:
    """`16:00`, as it stands."""
    return format_time(value, "HH:mm", locale=_locale())


def clock_seconds(value: datetime, zone: str) -> str:
    """`16:00:07`, by the clocks of a zone: where several things happen in a minute."""
    return format_time(value.astimezone(ZoneInfo(zone)), "HH:mm:ss", locale=_locale())


def moment(value: datetime, zone: str, *, with_weekday: bool = False) -> str:
    """`12 December 2026, 18:00 (Damascus)`: a time means nothing without its place."""
    local = value.astimezone(ZoneInfo(zone))
    words: str = gettext(
        "%(day)s, %(time)s (%(place)s)",
        day=weekday_and_day(local) if with_weekday else day(local.date()),
        time=clock_time(local),
        place=place(zone),
    )
    return words


def time_of_day(value: datetime, zone: str, *, today: date) -> str:
    """`14:32 (Damascus)` for today, with the day for all else."""
    local = value.astimezone(ZoneInfo(zone))
    if local.date() != today:
        return moment(value, zone)
    return f"{clock_time(local)} ({place(zone)})"


def place(zone: str) -> str:
    """The city that names a zone, in the reader's language."""
    if zone == "UTC":
        return "UTC"
    return get_timezone_location(ZoneInfo(zone), locale=_locale(), return_city=True)


def country_name(code: str | None) -> str:
    name: str = _locale().territories.get(code or "", code or "")
    return name


def iso(value: datetime) -> str:
    return value.isoformat(timespec="seconds")


def language_name(code: str) -> str:
    """`French`, `français`, `الفرنسية`: a language as this page calls it."""
    return Locale.parse(code).get_display_name(_locale()) or code


def countries() -> dict[str, str]:
    """The name of every country by its code, sorted as the reader would look for them."""
    return _countries_in(str(_locale()))


@cache
def _countries_in(language: str) -> dict[str, str]:
    territories = Locale.parse(language).territories.items()
    names = [(code, name) for code, name in territories if len(code) == 2 and code not in NO_COUNTRY]
    return dict(sorted(names, key=lambda pair: _sort_key(pair[1])))


# Territory codes of CLDR that are no country or area of ISO 3166-1.
NO_COUNTRY = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


def _sort_key(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))


def zones() -> dict[str, str]:
    """`Damascus (Asia/Damascus)`, by zone: every city that names one, sorted as the reader would look for it."""
    return _zones_in(str(_locale()))


@cache
def _zones_in(language: str) -> dict[str, str]:
    locale = Locale.parse(language)
    cities = [
        (zone, get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True))
        for zone in available_timezones()
        if zone.partition("/")[0] in REGIONS
    ]
    named = [(zone, f"{city} ({zone})") for zone, city in cities]
    return {"UTC": "UTC", **dict(sorted(named, key=lambda pair: _sort_key(pair[1])))}


# The parts of the world in which a zone is named after a city.
REGIONS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
}


def _locale() -> Locale:
    return get_locale() or Locale("en")
