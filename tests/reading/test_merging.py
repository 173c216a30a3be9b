"""What is told twice is one event, what only looks alike is two, and targets that stand beside an event are found."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman import Event, Reader, Report

PUBLISHED = date(2004, 6, 15)


def events(reader: Reader, text: str, type_: str | None = None) -> list[Event]:
    found = reader.read(Report(text, PUBLISHED)).events
    return [event for event in found if type_ in (None, event.type)]


def again(event: Event) -> int:
    return sum(reason.startswith("told again") for reason in event.why)


# One event


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        (
            "A bomb killed 12 people in Karachi on Monday. The attack in Karachi was the worst this year.",
            "ASSAULT",
        ),
        ("Ethiopian warplanes bombed Eritrea on Monday. The attack on Eritrea lasted an hour.", "ASSAULT"),
        (
            "Egyptian and Libyan ministers met in Cairo on Monday. Egypt and Libya held talks for two hours.",
            "CONSULT",
        ),
        ("Egypt met Libya on Monday. Libya and Egypt met at a hotel.", "CONSULT"),
        (
            "Canada expelled two Russian diplomats on Monday. Canada expelled the Russians over spying.",
            "SANCTION",
        ),
        ("Norway condemned Chile on Monday. In Oslo, Norway condemned Chile again.", "ACCUSE"),
    ],
)
def test_what_is_told_twice_is_one_event(reader: Reader, text: str, type_: str) -> None:
    (event,) = events(reader, text, type_)
    assert again(event) >= 1
    assert event.evidence.text == text.split(". ")[0] + "."


@pytest.mark.parametrize(
    "text",
    [
        "Egypt's foreign minister met his Libyan counterpart for talks in Cairo.",
        "Egypt held a meeting with Libya during talks in Cairo.",
    ],
)
def test_a_meeting_for_talks_is_one_event(reader: Reader, text: str) -> None:
    assert len(events(reader, text, "CONSULT")) == 1


def test_the_second_telling_adds_what_the_first_lacks(reader: Reader) -> None:
    text = "Ethiopian warplanes attacked Eritrea. The bombing of Eritrea on Monday by Ethiopia was the first."
    (event,) = events(reader, text, "ASSAULT")
    assert event.date.start == date(2004, 6, 14)
    assert {a.country for a in event.sources} == {"ETH"}


def test_an_event_twenty_six_sentences_later_is_another(reader: Reader) -> None:
    between = "The weather was fine. " * 26
    text = f"Ethiopian warplanes bombed Eritrea. {between}Ethiopian warplanes bombed Eritrea."
    assert len(events(reader, text, "ASSAULT")) == 2


# Two events


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        (
            "Ethiopian warplanes bombed Eritrea on Monday. Ethiopian warplanes bombed Eritrea on Saturday.",
            "ASSAULT",
        ),
        ("Ethiopian warplanes bombed Eritrea. Eritrean warplanes bombed Ethiopia.", "ASSAULT"),
        ("Ethiopian warplanes bombed Eritrea. Ethiopian warplanes bombed Somalia.", "ASSAULT"),
        ("Norway met Chile on Monday. Norway will meet Chile on Thursday.", "CONSULT"),
        ("Norway criticised Chile. Norway denounced Chile.", "ACCUSE"),
        (
            "Egyptian Foreign Minister Ahmed Maher met Libyan leader Moamer Kadhafi on Monday. "
            "Egyptian President Hosni Mubarak met Libyan Foreign Minister Abdel Rahman Shalgam.",
            "CONSULT",
        ),
        ("Egypt met Libya. Libya met Tunisia.", "CONSULT"),
    ],
)
def test_what_only_looks_alike_is_two_events(reader: Reader, text: str, type_: str) -> None:
    found = events(reader, text, type_)
    assert len(found) == 2
    assert not any(map(again, found))


def test_an_event_and_the_threat_of_it_are_two(reader: Reader) -> None:
    text = "Ethiopia bombed Eritrea on Monday. Ethiopia threatened to bomb Eritrea on Friday."
    assert {event.type for event in events(reader, text)} == {"ASSAULT", "THREATEN"}


def test_attacks_that_happened_and_that_may_come_are_two(reader: Reader) -> None:
    text = "Ethiopia bombed Eritrea on Monday. Ethiopia may bomb Eritrea again."
    assert [event.status for event in events(reader, text, "ASSAULT")] == ["happened", "hypothetical"]


def test_the_talks_that_prepare_a_summit_are_not_the_summit(reader: Reader) -> None:
    text = (
        "Russia and Japan held a summit on Monday. Russian and Japanese ministers had met in Tokyo on Monday."
    )
    assert len(events(reader, text, "CONSULT")) == 2


def test_a_meeting_that_is_arranged_is_not_the_talks_that_somebody_hopes_for(reader: Reader) -> None:
    text = (
        "Mongolia hopes to hold talks with China. "
        "China's Liu Chen is scheduled to meet Mongolian President Nambaryn Enkhbayar on Friday."
    )
    assert len(events(reader, text, "CONSULT")) == 2


def test_visiting_ones_own_troops_is_not_meeting_a_king(reader: Reader) -> None:
    text = "The Danish minister plans to visit Danish troops before meetings with the king of Jordan."
    assert len(events(reader, text, "CONSULT")) == 2


# Targets that the event's own syntax leaves open


def test_the_place_of_an_attack_stands_for_those_who_suffer_it(reader: Reader) -> None:
    (event,) = events(reader, "A bomb exploded in Karachi on Monday.", "ASSAULT")
    assert {target.country for target in event.targets} == {"PAK"}


def test_whoever_speaks_speaks_to_whom_it_is_in_contact_with(reader: Reader) -> None:
    text = (
        "Norwegian Prime Minister Kjell Magne Bondevik met Chile's president in Oslo. Norway called for calm."
    )
    (event,) = events(reader, text, "REQUEST")
    assert {target.country for target in event.targets} == {"CHL"}
    assert any(reason.startswith("target:") for reason in event.why)


def test_nobody_is_the_target_of_himself(reader: Reader) -> None:
    for text in ("Norway condemned the Norwegian king's remarks to Norway.", "Norway met Norway."):
        for event in events(reader, text):
            same = {(a.name, a.start) for a in event.sources} & {(a.name, a.start) for a in event.targets}
            assert not same


@pytest.mark.parametrize(
    ("text", "type_", "never"),
    [
        # It only tells who the source is.
        ("Vietnam, the chair of the ASEAN security committee, appealed for restraint.", "REQUEST", "ASEAN"),
        # It is there to tell of it.
        ("The freed Peruvian hostages told Le Monde that they had surrendered.", "RETREAT", "Le Monde"),
        # The sufferer of violence follows the word for it.
        ("After Canada criticised the plan, Chad attacked.", "ASSAULT", "Canada"),
        # It undergoes something else.
        ("Peru fined Ecuador, and Chile has agreed.", "AGREE", "Ecuador"),
    ],
)
def test_who_stands_in_the_sentence_is_not_always_the_target(
    reader: Reader, text: str, type_: str, never: str
) -> None:
    found = {target.text for event in events(reader, text, type_) for target in event.targets}
    assert not any(never in target for target in found), found


def test_forces_of_no_known_side_are_better_than_a_side_that_stands_near(reader: Reader) -> None:
    (event,) = events(reader, "Syria called for the withdrawal of foreign troops from Iraq.", "REQUEST")
    assert [target.text for target in event.targets] == ["foreign troops"]


def test_what_is_seen_is_an_event_only_when_it_lies_ahead(reader: Reader) -> None:
    assert events(reader, "The Greek minister saw President Jacques Chirac on Monday.", "CONSULT") == []
    assert events(reader, "The Greek minister is to see President Jacques Chirac.", "CONSULT")


def test_a_fight_between_two_of_one_country_is_two_events(reader: Reader) -> None:
    text = "Chadian troops clashed with Chadian rebels near Abeche on Monday."
    found = events(reader, text, "ASSAULT")
    assert len(found) == 2
    assert {event.sources[0].text for event in found} == {"Chadian troops", "Chadian rebels"}


def test_meetings_of_one_guest_with_two_hosts_are_two(reader: Reader) -> None:
    text = (
        "Hungarian President Arpad Goncz met Peruvian Foreign Minister Francisco Tudela in Budapest. "
        "Tudela later held talks with Hungarian Foreign Minister Laszlo Kovacs."
    )
    assert len(events(reader, text, "CONSULT")) == 2


def test_the_captor_frees_and_the_state_arrests_when_nobody_is_named(reader: Reader) -> None:
    text = "Chadian rebels kidnapped two Kenyan nurses in May. The Kenyans were freed on Monday."
    freed = events(reader, text, "RETREAT")
    assert [event.sources[0].text for event in freed] == ["Chadian rebels"]
    text = "Chad has banned all rallies. Twelve Chadian students were arrested on Monday."
    arrests = [e for e in events(reader, text, "COERCE") if e.mode == "arrest"]
    assert [event.sources[0].country for event in arrests] == ["TCD"]


def test_nobody_threatens_his_own_soldiers(reader: Reader) -> None:
    found = events(reader, "India has threatened to pull out its soldiers.", "THREATEN")
    assert all(target.text != "its soldiers" for event in found for target in event.targets)


# What is no event


@pytest.mark.parametrize(
    "text",
    [
        "There was no attack.",
        "An attack may come.",
        "The minister said nothing.",
        "It condemned it.",
        "Somebody met somebody.",
    ],
)
def test_nothing_is_an_event_without_anybody_known_on_either_side(reader: Reader, text: str) -> None:
    assert events(reader, text) == []


def test_a_type_that_needs_a_recipient_is_no_event_without_one(reader: Reader) -> None:
    needy = {name for name, type_ in reader.codebook.types.items() if type_.recipient_required}
    text = (
        "Norway criticised. Norway praised it. Norway agreed. Norway was sending aid. Norway imposed a ban."
    )
    assert not [event for event in events(reader, text) if event.type in needy and not event.targets]
