"""What the shipped codebook holds: every name, score and quad class of the manual."""

from __future__ import annotations

import re

import pytest

from dragoman import codebook
from dragoman.codebook import Codebook

# type, quad code, recipient needed, score; then each mode with its score ("-": the type's own)
TABLE = """
AGREE     1 no   2.5
CONSULT   1 no   2.5   visit 4, third-party 1, multilateral 4, phone 1.5
SUPPORT   1 no   5
CONCEDE   1 no   4.5
COOPERATE 2 yes  9.5
AID       2 yes  10
RETREAT   2 no   6.5   withdraw 8, release 6.5, disarm 10, ceasefire 7.5, access 6.5, resign 4.5
REQUEST   3 no   0     assist 0.5, change -1, yield -1, meet 0
ACCUSE    3 no   -3    disapprove -2, investigate -3.5, allege -3.5
REJECT    3 no   -2    assist -1.5, change -2, yield -2, meet -2
THREATEN  3 no   -3.5  restrict -3, arrest -3.5, relations -3.5, expel -3.5, territory -4, violence -3.5
PROTEST   4 no   -5    demo -5, riot -7, strike -5, hunger -4.5, boycott -4.5, obstruct -4.5, vandalize -
SANCTION  4 yes  -6    convict -6, expel -5.5, withdraw -6, discontinue -6
MOBILIZE  4 no   -5.5  troops -6.5, weapons -6.5, police -5.5, militia -6
COERCE    4 no   -7    seize -7, restrict -7, censor -6.5, curfew -6.5, martial-law -7.5, arrest -7, deport -7, \
withhold -7, misinformation -6.5, cyber -7
ASSAULT   4 no   -9    abduct -8.5, beat -7.5, torture -8.5, sexual -8.5, targeted -9.5, destroy -8.5, \
primitive -8, firearms -9, explosives -9, suicide-attack -9.5, aerial -9.5, drone -9.5, heavy-weapons -9.5, \
crowd-control -7.5, unconventional -10
"""
ROWS = [row.split(maxsplit=4) for row in TABLE.strip().splitlines()]

CONTEXTS = """
military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic
legal reparations human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality
diplomatic territory peacekeeping health asylum migration disasters natural_resource environment technology
terrorism cbrn cyber misinformation crime corruption illegal_drugs trafficking
"""
SECTORS = {
    "frequent": "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK",
    "less frequent": "AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC",
    "international": "IGO UNO EUR NGO ISM IMG MNC",
}


def told(book: Codebook) -> list[tuple[str, str, tuple[str, ...]]]:
    """Definition, example and exclusions of every type, mode, context and sector."""
    modes = [mode for name in book.types for mode in book.modes(name).values()]
    return [
        *((entry.definition, entry.example, entry.excludes) for entry in book.types.values()),
        *((entry.definition, entry.example, entry.excludes) for entry in modes),
        *((entry.definition, entry.example, entry.excludes) for entry in book.contexts.values()),
        *((entry.definition, entry.example, entry.excludes) for entry in book.sectors.values()),
    ]


@pytest.fixture(scope="module")
def book() -> Codebook:
    return codebook.load()


def test_counts(book: Codebook) -> None:
    assert len(book.types) == 16
    assert sum(len(book.modes(name)) for name in book.types) == 67
    assert len(book.contexts) == 37
    assert len(book.quads) == 4
    international = [sector for sector in book.sectors.values() if sector.kind == "international"]
    assert (len(book.sectors) - len(international), len(international)) == (25, 7)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_types_and_modes_are_those_of_the_manual(book: Codebook, row: list[str]) -> None:
    name, quad, recipient, score, *rest = row
    assert book.quad_code(name) == int(quad)
    assert book.types[name].recipient_required is (recipient == "yes")
    assert book.score(name) == float(score)
    listed = dict(pair.split() for pair in rest[0].split(", ")) if rest else {}
    assert list(book.modes(name)) == list(listed)
    for mode, own in listed.items():
        assert book.has_mode(name, mode)
        assert book.score(name, mode) == float(score if own == "-" else own)


def test_table_covers_all_types(book: Codebook) -> None:
    assert [row[0] for row in ROWS] == list(book.types)


def test_quad_classes(book: Codebook) -> None:
    assert {quad.number: name for name, quad in book.quads.items()} == {
        1: "verbal cooperation",
        2: "material cooperation",
        3: "verbal conflict",
        4: "material conflict",
    }
    assert book.quad_of("SANCTION") == "material conflict"


def test_contexts_and_sectors_are_those_of_the_manual(book: Codebook) -> None:
    assert list(book.contexts) == CONTEXTS.split()
    for kind, codes in SECTORS.items():
        assert [s.code for s in book.sectors.values() if s.kind == kind] == codes.split()
    assert [s.code for s in book.sectors.values() if s.secondary] == ["OPP"]


def test_partially_recognised_places(book: Codebook) -> None:
    assert book.partial == {
        "Abkhazia": "GEO",
        "South Ossetia": "GEO",
        "Luhansk": "UKR",
        "Donetsk": "UKR",
        "Nagorno-Karabakh": "AZE",
        "Northern Cyprus": "CYP",
        "Transnistria": "MDA",
        "Somaliland": "SOM",
        "Western Sahara": "MAR",
    }


def test_auxiliary_modes_and_their_status(book: Codebook) -> None:
    assert {name: mark.status for name, mark in book.auxiliary.items()} == {
        "historical": "",
        "future": "planned",
        "hypothetical": "hypothetical",
        "negation": "denied",
    }


def test_every_entry_says_what_it_is_and_what_not(book: Codebook) -> None:
    for definition, example, excludes in told(book):
        for sentence in (definition, example):
            assert len(sentence.split()) >= 4, sentence
            assert sentence.endswith("."), sentence
        assert excludes, definition
    for mark in book.auxiliary.values():
        assert len(mark.definition.split()) >= 4
        assert len(mark.example.split()) >= 4


def test_no_two_entries_share_a_definition_or_an_example(book: Codebook) -> None:
    entries = told(book)
    assert len(entries) == 16 + 67 + 37 + 32
    assert len({definition for definition, _, _ in entries}) == len(entries)
    assert len({example for _, example, _ in entries}) == len(entries)


def test_cues_are_lower_case_and_enough(book: Codebook) -> None:
    for context in book.contexts.values():
        assert 10 <= len(context.cues) <= 40, context.name
        assert len(set(context.cues)) == len(context.cues), context.name
        for cue in context.cues:
            assert re.fullmatch(r"[a-z0-9][a-z0-9' -]*", cue), cue


def test_modes_that_bring_a_context(book: Codebook) -> None:
    brought = {(n, m.mode): m.contexts for n in book.types for m in book.modes(n).values() if m.contexts}
    assert brought == {("COERCE", "misinformation"): ("misinformation",), ("COERCE", "cyber"): ("cyber",)}


def test_unknown_names(book: Codebook) -> None:
    assert not book.has_mode("COERCE", "demo")
    assert not book.has_mode("FIGHT", "arrest")
    with pytest.raises(KeyError):
        book.score("FIGHT")
    with pytest.raises(KeyError):
        book.score("COERCE", "demo")
    with pytest.raises(KeyError):
        book.quad_of("FIGHT")


def test_loaded_once() -> None:
    assert codebook.load() is codebook.load()


def test_exported_names_exist() -> None:
    assert codebook.__all__ == sorted(codebook.__all__)
    assert all(hasattr(codebook, name) for name in codebook.__all__)
