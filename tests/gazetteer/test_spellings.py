"""Misspelt names of countries and leaders are found; words that are right as they stand are left alone."""

from __future__ import annotations

import pytest

from dragoman.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("Phillipine", "Philippine"),
        ("Columbian", "Colombian"),
        ("Lybian", "Libyan"),
        ("Isreali", "Israeli"),
        ("Azerbaijian", "Azerbaijan"),
        ("Guatamala", "Guatemala"),
        ("Equadorean", "Ecuadorean"),
    ],
)
def test_slips_are_traced_to_the_country(gazetteer: Gazetteer, slip: str, meant: str) -> None:
    assert gazetteer.spellings.meant(slip) == meant


@pytest.mark.parametrize(
    "word", ["Lyndon", "Greene", "Civilians", "Standards", "Berlin", "Nigerien", "islands"]
)
def test_other_words_are_left_alone(gazetteer: Gazetteer, word: str) -> None:
    assert gazetteer.spellings.meant(word) == word


def test_a_leader_is_known_by_a_misspelt_surname(gazetteer: Gazetteer) -> None:
    assert gazetteer.surnames.meant("Ahmedinejad") == "Ahmadinejad"
