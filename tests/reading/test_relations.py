"""Nouns that say no more than how an actor stands to another: "his host", "its neighbour", "the attackers"."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.reading import where, who
from dragoman.reading.reader import Reader
from dragoman.records import Report


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def _meant(reader: Reader, text: str, words: str, day: date | None = None) -> set[str]:
    """What the actors are called, by name and in the report, that the last mention of these words means."""
    parsed = reader.parser.parse(Report(text, day))
    places = where.places(parsed, reader.gazetteer)
    found = who.mentions(
        parsed, reader.gazetteer, reader._lists("who"), places, where.setting(parsed, places)
    )
    entities = [m.entity for m in found if m.actor.text == words and not m.modifies][-1:]
    return {m.actor.text for entity in entities for m in found.of(entity)}


@pytest.mark.parametrize(
    ("text", "words", "whom"),
    [
        ("Peru accused Chile of spying. Chile said its neighbour was wrong.", "its neighbour", "Peru"),
        (
            "Latvian President Guntis Ulmanis flew to Oslo to see Norwegian premier Kjell Bondevik. Ulmanis told his "
            "host that Latvia was ready.",
            "his host",
            "Norwegian premier Kjell Bondevik",
        ),
        (
            "Norwegian envoy Arne Berg flew home. The Norwegian was tired.",
            "The Norwegian",
            "Norwegian envoy Arne Berg",
        ),
        ("Gunmen killed a judge in Lima. The attackers fled.", "The attackers", "Gunmen"),
        (
            "The Shining Path bombed a bank. Police said the rebels had fled.",
            "the rebels",
            "The Shining Path",
        ),
        (
            "Jan Novak, a retired juggler, was fined. The juggler said he was poor.",
            "The juggler",
            "Jan Novak",
        ),
        # In "the king and his wife" it is the king's.
        ("The king and his wife left.", "his", "The king"),
        # A thing is not its own ally.
        ("Norway thanked Chile. Peru is its ally, said Oslo.", "its", "Norway"),
        # "She" is the woman whom the report has called so before anybody who may be one.
        (
            "Maria Lopez was fined. Her lawyer, Xoul Anrig, said she was ill.",
            "she",
            "Maria Lopez",
        ),
    ],
)
def test_whom_the_words_mean(reader: Reader, text: str, words: str, whom: str) -> None:
    assert whom in _meant(reader, text, words)


@pytest.mark.parametrize(
    ("text", "words", "others"),
    [
        # Two neighbours were spoken of: nobody can tell which is meant.
        ("Peru, Chile and Bolivia met. Peru praised its neighbour.", "its neighbour", {"Chile", "Bolivia"}),
        # No Norwegian was named.
        ("Peru fined a trawler. The Norwegian was drunk.", "The Norwegian", {"Peru", "trawler"}),
    ],
)
def test_words_that_mean_nobody_named_before(reader: Reader, text: str, words: str, others: set[str]) -> None:
    assert not _meant(reader, text, words) & others
