"""When were two sides in touch? Contacts of short texts, through the whole reader."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import dragoman
from dragoman.records import Contact, Report

CASES = Path(__file__).with_name("cases") / "contacts.toml"
PUBLISHED = date(2001, 6, 13)
RIGHT = 0.85
"""Share of the texts whose contacts must all be right, with none besides; measured 0.90."""
_CASE = re.compile(r"(.*): (\w+) (\w+)(?: (\d[\d-]*))?(?: since=(\S+))?")


def _cases() -> list[dict[str, Any]]:
    with CASES.open("rb") as file:
        cases: list[dict[str, Any]] = tomllib.load(file)["case"]
    return cases


def _contacts(reader: dragoman.Reader, text: str, published: date | None = PUBLISHED) -> tuple[Contact, ...]:
    return reader.read(Report(text, published)).contacts


def _is(contact: Contact, expected: str) -> bool:
    match = _CASE.fullmatch(expected)
    assert match, expected
    parties, channel, status, day, since = match.groups()
    read = contact.date.start.isoformat() if contact.date.start else ""
    stated = contact.first_since.stated if contact.first_since else None
    return (
        set(contact.parties) == set(parties.split(", "))
        and (contact.channel, contact.status) == (channel, status)
        and (not day or read.startswith(day))
        and stated == since
    )


def test_there_are_cases_enough() -> None:
    cases = _cases()
    assert sum(bool(case["contacts"]) for case in cases) >= 60
    assert sum(not case["contacts"] for case in cases) >= 15
    channels = {expected.split(": ")[1].split()[0] for case in cases for expected in case["contacts"]}
    assert channels == {"phone", "visit", "meeting", "talks", "letter", "summit", "video"}


def test_contacts_are_right(reader: dragoman.Reader) -> None:
    wrong = []
    cases = _cases()
    for case in cases:
        found = _contacts(reader, case["text"], case.get("published", PUBLISHED))
        expected = case["contacts"]
        each = all(any(_is(contact, one) for contact in found) for one in expected)
        if len(found) != len(expected) or not each:
            wrong.append((case["text"], expected, found))
    assert len(wrong) <= (1 - RIGHT) * len(cases), wrong


def test_nothing_is_a_contact_that_is_none(reader: dragoman.Reader) -> None:
    wrong = [c["text"] for c in _cases() if not c["contacts"] and _contacts(reader, c["text"])]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(
    ("text", "stated", "words"),
    [
        (
            "Iran's president visited Iraq in the first such trip since September 1980.",
            "1980-09",
            "first such trip since September 1980",
        ),
        (
            "Greek and Turkish ministers met on Monday for the first time in two decades.",
            "1981",
            "first time in two decades",
        ),
        (
            "The Indian and Pakistani leaders held their first talks in six months.",
            "2000-12",
            "first talks in six months",
        ),
        (
            "China's president visited Japan, the first visit in 25 years.",
            "1976",
            "first visit in 25 years",
        ),
        (
            "Chile's foreign minister met his Bolivian counterpart. It was their first meeting since 1998.",
            "1998",
            "first meeting since 1998",
        ),
        (
            "Syria and Israel resumed talks on Monday after a gap of three years.",
            "1998",
            "a gap of three years",
        ),
    ],
)
def test_the_silence_that_a_contact_ended(
    reader: dragoman.Reader, text: str, stated: str, words: str
) -> None:
    gaps = [contact.first_since for contact in _contacts(reader, text) if contact.first_since]
    assert [(gap.stated, gap.text) for gap in gaps] == [(stated, words)]


@pytest.mark.parametrize(
    "text",
    [
        "The French president met his Polish counterpart for the first time.",
        "Greece's foreign minister met his Turkish counterpart. It was the first rain in six months.",
        "The Danish and Swedish ministers met. Sweden has had no king since 1994.",
        "Brazil's president visited Peru in her first year in office.",
    ],
)
def test_no_silence_is_stated(reader: dragoman.Reader, text: str) -> None:
    assert all(contact.first_since is None for contact in _contacts(reader, text))


def test_without_a_publication_date_a_span_of_years_has_no_beginning(reader: dragoman.Reader) -> None:
    (contact,) = _contacts(reader, "China's president visited Japan, the first visit in 25 years.", None)
    assert contact.first_since is None


def test_what_is_told_again_is_one_contact(reader: dragoman.Reader) -> None:
    text = (
        "Norwegian Foreign Minister Knut Vollebaek met Swedish Foreign Minister Anna Lindh in Oslo on Monday. "
        "The talks lasted two hours. Vollebaek also discussed fishing with Lindh at the meeting."
    )
    (contact,) = _contacts(reader, text)
    assert set(contact.parties) == {"NOR", "SWE"}
    assert contact.date.start == date(2001, 6, 11)
    assert contact.level == "ministers of foreign affairs"


def test_two_meetings_are_two_contacts(reader: dragoman.Reader) -> None:
    text = (
        "Spanish Prime Minister Jose Maria Aznar met Moroccan Prime Minister Abderrahmane Youssoufi on Monday. "
        "On Tuesday the Spanish defence minister met his Moroccan counterpart."
    )
    contacts = _contacts(reader, text)
    assert [set(contact.parties) for contact in contacts] == [{"ESP", "MAR"}] * 2
    assert len({contact.date.start for contact in contacts}) == 2


def test_contacts_are_numbered_and_point_to_their_event(reader: dragoman.Reader) -> None:
    text = (
        "The Kenyan president visited Uganda on Monday. Egypt's foreign minister met his Libyan counterpart."
    )
    record = reader.read(Report(text, PUBLISHED))
    assert [contact.id for contact in record.contacts] == ["k1", "k2"]
    assert {contact.event for contact in record.contacts} <= {event.id for event in record.events}


def _told(reader: dragoman.Reader, text: str) -> set[tuple[frozenset[str], str, str]]:
    return {(frozenset(c.parties), c.channel, c.status) for c in _contacts(reader, text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # One visitor and several hosts are contacts of two sides each.
        (
            "The Dutch foreign minister will make a tour of Jordan and Syria next week.",
            {("NLD JOR", "visit", "planned"), ("NLD SYR", "visit", "planned")},
        ),
        # Together is one contact, separately are two.
        ("The Danish king met the Greek and Turkish leaders.", {("DNK GRC TUR", "meeting", "happened")}),
        (
            "The Danish king met separately with the Greek and Turkish leaders.",
            {("DNK GRC", "meeting", "happened"), ("DNK TUR", "meeting", "happened")},
        ),
        # Who signs one paper, meets; states that sign need not.
        (
            "The treaty was signed by the Slovak foreign minister and Polish President Lech Walesa.",
            {("SVK POL", "meeting", "happened")},
        ),
        ("Norway and Iceland signed a treaty on herring.", set()),
        # The one who is "visiting" is on a visit as well.
        (
            "PRAGUE (AFP) - The Czech premier met visiting Croatian Foreign Minister Mate Granic on Monday.",
            {("CZE HRV", "meeting", "happened"), ("CZE HRV", "visit", "happened")},
        ),
        # Several guests of one host are on one visit; a delegation that tours is on one with each host.
        ("The kings of Spain and Morocco visited Lisbon.", {("ESP MAR PRT", "visit", "happened")}),
        (
            "A delegation of the African Union will visit Lagos and Accra next week.",
            {("NGA African_Union", "visit", "planned"), ("GHA African_Union", "visit", "planned")},
        ),
        # Who calls in another country's envoy meets him; a state's own people are in no contact.
        ("Chile's foreign minister summoned the Bolivian ambassador.", {("CHL BOL", "meeting", "happened")}),
        ("The Chilean president met Chilean Foreign Minister Soledad Alvear.", set()),
        # Two of many who meet on the sidelines are another contact.
        (
            "Iran and Iraq met on the sidelines of a conference in Oman. Ministers of Iran, Iraq, Oman, Kuwait and "
            "Qatar met in Muscat.",
            {("IRN IRQ", "meeting", "happened"), ("IRN IRQ OMN KWT QAT", "meeting", "happened")},
        ),
        # Who travels to a summit takes part in it, and does not visit its hosts.
        (
            "The Polish president will fly to Brussels for a summit of NATO.",
            {("POL NATO", "summit", "planned")},
        ),
        # Groups go by their names, or by the report's word for them.
        ("French envoys met FARC leaders in Geneva.", {("FRA FARC", "meeting", "happened")}),
        # What one side won't have is told as denied.
        ("Chile will not hold talks with Bolivia.", {("CHL BOL", "talks", "denied")}),
    ],
)
def test_who_was_in_touch_with_whom(
    reader: dragoman.Reader, text: str, expected: set[tuple[str, str, str]]
) -> None:
    wanted = {
        (frozenset(s.replace("_", " ") for s in sides.split()), channel, status)
        for sides, channel, status in expected
    }
    assert _told(reader, text) == wanted


def test_a_silence_that_was_over_belongs_to_the_contact_that_ended_it(reader: dragoman.Reader) -> None:
    text = "Norwegian and Libyan envoys met in Rome on Monday. The two sides had not met since 1998."
    gaps = [c.first_since.stated for c in _contacts(reader, text) if c.first_since and c.status == "happened"]
    assert gaps == ["1998"]
