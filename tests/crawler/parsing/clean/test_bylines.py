from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.parsing.clean.bylines import HOUSE, is_role, parse_byline

PEOPLE = [
    ("by ABBY GOODNOUGH, THOMAS KAPLAN and ROBERT PEAR",
     ["ABBY GOODNOUGH", "THOMAS KAPLAN", "ROBERT PEAR"]),
    ("Tyler G. Jones", ["Tyler G. Jones"]),
    ("Jane Silver-Greenberg", ["Jane Silver-Greenberg"]),
    ("Ludwig van der Berg", ["Ludwig van der Berg"]),
    ("María José de Almeida", ["María José de Almeida"]),
    ("J. R. Öğüt", ["J. R. Öğüt"]),
    ("J.K. Rowling", ["J.K. Rowling"]),
    ("Ali B.", ["Ali B."]),
    ("İbrahim Şükrü Iğdırlı", ["İbrahim Şükrü Iğdırlı"]),
    ("ÇİĞDEM ŞIMARIK", ["ÇİĞDEM ŞIMARIK"]),
    ("Ömer-Faruk Saint-Clair", ["Ömer-Faruk Saint-Clair"]),
    ("John O'Neil", ["John O'Neil"]),
    ("Gülsüm", ["Gülsüm"]),
    ("Sandra Williams", ["Sandra Williams"]),
    ("Anders Andersen", ["Anders Andersen"]),
    ("Byron Withers", ["Byron Withers"]),
    ("Martin Luther King Jr.", ["Martin Luther King Jr."]),
    ("Martin Luther King, Jr.", ["Martin Luther King, Jr."]),
    ("John Smith Jr. and Bob Roe", ["John Smith Jr.", "Bob Roe"]),
    ("John Smith, Ph.D.", ["John Smith, Ph.D."]),
    ("Kim Il-sung III", ["Kim Il-sung III"]),
    ("Prof. Dr. Ali Veli", ["Prof. Dr. Ali Veli"]),
    ("Ayşe Yılmaz & Ali Demir", ["Ayşe Yılmaz", "Ali Demir"]),
    ("Elif Şafak ve Ali Kaya", ["Elif Şafak", "Ali Kaya"]),
    ("Ayşe Yılmaz, Ayşe Yılmaz", ["Ayşe Yılmaz"]),
    ("By: Jane Doe", ["Jane Doe"]),
    ("by by Jane Doe", ["Jane Doe"]),
    ("Written by Jane Doe", ["Jane Doe"]),
    ("COMPILED BY FATMA YILMAZ", ["FATMA YILMAZ"]),
    ("Kemal Öztürk - Columnist", ["Kemal Öztürk"]),
    ("Kemal Öztürk, Deputy Editor", ["Kemal Öztürk"]),
    ("Selin Kaya | Bursa", ["Selin Kaya"]),
    ("SELİN KAYA | İZMİR", ["SELİN KAYA"]),
    ("Selin Kaya | Kuala Lumpur", ["Selin Kaya"]),
    ("Selin Kaya | Izmir, Türkiye", ["Selin Kaya"]),
    ("Selin Kaya | Büyükada", ["Selin Kaya"]),
    ("Selin Kaya - Şanlıurfa", ["Selin Kaya"]),
    ("Selin Kaya, Bursa, Turkey", ["Selin Kaya"]),
    ("Selin Kaya | Columnist", ["Selin Kaya"]),
    ("Selin Kaya | Ali Demir", ["Selin Kaya", "Ali Demir"]),
    ("Jane Doe, with additional reporting by Amy Roe", ["Jane Doe", "Amy Roe"]),
    ("Ayşe Board", ["Ayşe Board"]),
]  # fmt: skip
AGENCIES = [
    ("ASSOCIATED PRESS", ["AP"]),
    ("the Associated Press", ["AP"]),
    ("Associated Press (AP)", ["AP"]),
    ("AGENCE FRANCE-PRESSE", ["AFP"]),
    ("AGENCE FRANCE-PRESSE - AFP", ["AFP"]),
    ("Reuters", ["Reuters"]),
    ("Reuters Staff", ["Reuters"]),
    ("Anadolu Agency", ["AA"]),
    ("ANADOLU AGENCY AA", ["AA"]),
    ("German Press Agency - dpa", ["dpa"]),
    ("German Press Agency (DPA)", ["dpa"]),
    ("GERMAN PRESS AGENCY-DPA", ["dpa"]),
    ("Demirören News Agency (DHA)", ["DHA"]),
    ("Doğan News Agency", ["DHA"]),
    ("İhlas News Agency - IHA", ["IHA"]),
    ("İHLAS NEWS AGENCY", ["IHA"]),
    ("İHA", ["IHA"]),
    ("United Press International - UPI", ["UPI"]),
    ("Xinhua", ["Xinhua"]),
    ("Xinhua News Agency", ["Xinhua"]),
    ("BY AGENCIES", ["Agencies"]),
    ("With Agencies", ["Agencies"]),
    ("wire services", ["Agencies"]),
    ("AP, AFP, Reuters", ["AP", "AFP", "Reuters"]),
    ("Reuters and AP", ["Reuters", "AP"]),
    ("AA & DHA", ["AA", "DHA"]),
    ("REUTERS, AGENCIES", ["Reuters"]),
    ("Agence France-Presse – AFP", ["AFP"]),
    ("AGENCE FRANCE-PRESSE—AFP", ["AFP"]),
    ("Agence France–Presse", ["AFP"]),
    ("The AP", ["AP"]),
    ("AA-DHA", ["AA", "DHA"]),
    ("Reuters, Istanbul", ["Reuters"]),
    ("Reuters | Gaziantep", ["Reuters"]),
    ("COMPILED FROM WIRE SERVICES", ["Agencies"]),
    ("Compiled from agencies", ["Agencies"]),
    ("FROM NEWS AGENCIES", ["Agencies"]),
    ("Wire reports", ["Agencies"]),
    ("International news agencies", ["Agencies"]),
    ("From the wires", ["Agencies"]),
]
HOUSE_WITH = [
    ("DAILY SABAH", []),
    ("Daily Sabah Staff", []),
    ("DAİLY SABAH", []),
    ("Daily Sabah - Istanbul", []),
    ("DAILY SABAH WITH AP", ["AP"]),
    ("Daily Sabah with AFP", ["AFP"]),
    ("AFP with Daily Sabah", ["AFP"]),
    ("DAILY SABAH AND AA", ["AA"]),
    ("DAILY SABAH WITH ANADOLU AGENCY", ["AA"]),
    ("Daily Sabah with AA, DHA", ["AA", "DHA"]),
    ("DAILY SABAH WITH AGENCIES", ["Agencies"]),
    ("Daily Sabah with Agencies, Istanbul", ["Agencies"]),
    ("Agencies/Daily Sabah", ["Agencies"]),
    ("DS WITH AFP", ["AFP"]),
    ("DAILY SABAH SPORTS DESK", []),
    ("Daily Sabah Foreign News Desk", []),
    ("DAILY SABAH ANKARA BUREAU", []),
    ("DAILY SABAH NEWSROOM", []),
    ("DAILY SABAH EDITORIAL BOARD", []),
    ("Sports Desk", []),
    ("DAILY SABAH WITH WIRES", ["Agencies"]),
    ("DAILY SABAH SPORTS DESK WITH AGENCIES", ["Agencies"]),
    ("Daily Sabah w/ AFP", ["AFP"]),
    ("DAILY SABAH-AA", ["AA"]),
    ("Compiled by Daily Sabah from wire reports", ["Agencies"]),
]
MIXED = [
    ("Elif Çelik with AP", ["Elif Çelik"], ["AP"]),
    ("Jane Doe / AFP", ["Jane Doe"], ["AFP"]),
    ("Jane Doe (AA)", ["Jane Doe"], ["AA"]),
    ("Jane Doe, Daily Sabah with Reuters", ["Jane Doe", HOUSE], ["Reuters"]),
]


@pytest.mark.parametrize(("text", "people"), PEOPLE)
def test_people_stand_as_published(text: str, people: list[str]) -> None:
    assert parse_byline(text) == (people, [])


@pytest.mark.parametrize(("text", "agencies"), AGENCIES)
def test_agencies_by_short_name(text: str, agencies: list[str]) -> None:
    assert parse_byline(text) == ([], agencies)


@pytest.mark.parametrize(("text", "agencies"), HOUSE_WITH)
def test_the_newspaper_signs(text: str, agencies: list[str]) -> None:
    assert parse_byline(text) == ([HOUSE], agencies)


@pytest.mark.parametrize(("text", "people", "agencies"), MIXED)
def test_people_beside_agencies(text: str, people: list[str], agencies: list[str]) -> None:
    assert parse_byline(text) == (people, agencies)


@pytest.mark.parametrize(("text", "agencies"), AGENCIES + HOUSE_WITH)
def test_letters_in_parts_name_the_same(text: str, agencies: list[str]) -> None:
    assert parse_byline(normalize("NFD", text)).agencies == agencies


@pytest.mark.parametrize("value", [None, 0, 1.5, "", " ", "by", "-", b"x", [], {}, object(), "123"])
def test_nobody(value: object) -> None:
    assert parse_byline(value) == ([], [])


@pytest.mark.parametrize("text", ["Columnist", "senior correspondent", "Deputy Editor"])
def test_roles(text: str) -> None:
    assert is_role(text)


@given(st.text(max_size=200))
@example(", " * 50_000)
def test_any_text_gives_clean_names(text: str) -> None:
    names = parse_byline(text)
    assert all(name.strip() and any(map(str.isalpha, name)) for name in names.authors)
    assert len(names.agencies) == len(set(names.agencies))


person = st.builds(
    "{} {}".format,
    st.sampled_from(["Ayşe", "Tom", "José", "ÇİĞDEM", "J. R.", "Anne-Marie"]),
    st.sampled_from(["Yılmaz", "van der Berg", "O'Neil", "ŞIMARIK", "Saint-Clair"]),
)


@given(st.lists(person, min_size=1, max_size=4, unique_by=str.casefold), st.booleans())
def test_nobody_is_lost_and_nobody_invented(people: list[str], by: bool) -> None:
    *first, last = people
    joined = f"{', '.join(first)} and {last}" if first else last
    assert parse_byline(f"by {joined}" if by else joined).authors == people
