import string
from zoneinfo import ZoneInfo

import pytest

from app.domain.names import search_key
from app.domain.world import (
    ASEAN,
    CITIES_OF_SHARED_ZONES,
    CITY_NAMES,
    COUNTRIES,
    DATA,
    INHABITED,
    LEAST_DEVELOPED,
    OCCUPATIONS,
    ODA_RECIPIENTS,
    WORKS,
    City,
    Work,
    cities_of,
    city_name,
    names_to_translate,
)


def test_every_country_has_codes_of_its_own_and_two_names():
    assert len(COUNTRIES) == len({country.iso3 for country in COUNTRIES.values()}) == 250
    for code, country in COUNTRIES.items():
        assert code == country.iso2 and set(code) <= set(string.ascii_uppercase)
        assert country.name == country.name.strip() != ""
        assert country.name_ja


def test_countries_stand_in_the_order_of_the_english_alphabet():
    names = [search_key(country.name) for country in COUNTRIES.values()]
    assert names == sorted(names)


def test_every_zone_is_known_and_every_inhabited_country_has_one():
    for country in COUNTRIES.values():
        assert [ZoneInfo(zone).key for zone in country.zones] == list(country.zones)
    assert all(COUNTRIES[code].zones for code in INHABITED)


def test_a_corrected_city_belongs_to_a_zone_of_some_country():
    zones = {zone for country in COUNTRIES.values() for zone in country.zones}
    assert set(CITY_NAMES) <= zones
    assert all(zone in COUNTRIES[code].zones for code, zone in CITIES_OF_SHARED_ZONES)


@pytest.mark.parametrize(
    ("zone", "country", "city"),
    [
        ("Africa/Nairobi", "KE", "Nairobi"),
        ("America/Argentina/Buenos_Aires", "AR", "Buenos Aires"),
        ("Africa/Ndjamena", "TD", "N’Djamena"),
        ("Europe/Belgrade", "RS", "Belgrade"),
        ("Europe/Belgrade", "XK", "Pristina"),
    ],
)
def test_a_zone_is_told_by_its_city(zone, country, city):
    assert city_name(zone, country) == city


@pytest.mark.parametrize(
    ("country", "city"), [("BR", "São Paulo"), ("UZ", "Tashkent"), ("AU", "Sydney")]
)
def test_the_usual_city_of_a_wide_country_comes_first(country, city):
    assert cities_of(country)[0].name == city


def test_who_names_no_country_gets_no_city():
    assert cities_of("ZZ") == ()
    assert cities_of("KE") == (City("Nairobi", "Africa/Nairobi"),)


def test_the_groups_are_those_of_the_list():
    assert len(ASEAN) == 11 and "TL" in ASEAN
    assert len(LEAST_DEVELOPED) == 44 and LEAST_DEVELOPED < ODA_RECIPIENTS
    assert len(ODA_RECIPIENTS) == 141 and "SG" not in ODA_RECIPIENTS


def test_every_work_has_a_label_and_an_occupation():
    assert set(WORKS) == set(Work)
    assert {occupation.work for occupation in OCCUPATIONS.values()} == set(Work)
    assert len(OCCUPATIONS) == 33


@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("countries.csv", [country.name for country in COUNTRIES.values()]),
        ("occupations.csv", [occupation.name for occupation in OCCUPATIONS.values()]),
    ],
)
def test_extraction_finds_every_english_name(file, names):
    with (DATA / file).open("rb") as content:
        assert [name for _, _, name, _ in names_to_translate(content, (), (), {})] == names
