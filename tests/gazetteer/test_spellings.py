"""Misspelt names of countries and leaders are found; words that are right as they stand are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.spellings import distance


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


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_the_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert distance(one, other, 8) == distance(other, one, 8)
    assert (distance(one, other, 8) == 0) == (one == other)
