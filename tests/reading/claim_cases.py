"""Hand-made mentions for the tests of claims: the actors that a case names by their words."""

from __future__ import annotations

from dragoman.reading.mentions import Mention, Mentions
from dragoman.reading.parse import Parsed
from dragoman.records import Actor


def mention_of(parsed: Parsed, words: str, entity: int, country: str | None, start: int = 0) -> Mention:
    """The mention of `words` in the report (the first at or after character `start`), headed by its last word."""
    text = parsed.report.text
    at = text.index(words, start)
    tokens = parsed.tokens_in(at, at + len(words))
    span = parsed.span(tokens.start, tokens.stop)
    pronoun = parsed.pos[tokens.stop - 1] == "PRON"
    actor = Actor(
        text=span.text,
        start=span.start,
        end=span.end,
        name=words,
        kind="person" if pronoun else "organisation",
        country=country,
    )
    return Mention(tokens.start, tokens.stop, tokens.stop - 1, entity, actor)


def all_mentions_of(parsed: Parsed, words: str, entity: int, country: str | None) -> list[Mention]:
    """Every mention of `words` that stands alone in the report."""
    found: list[Mention] = []
    size = len(words.split())
    for token in range(len(parsed) - size + 1):
        if " ".join(parsed.text[token : token + size]) == words:
            found.append(mention_of(parsed, words, entity, country, parsed.start[token]))
    return found


def mentions_for(parsed: Parsed, speaker: str, own: str = "", others: str = "") -> Mentions:
    """Mentions of a speaker, of words that stand for his side, and of other actors (several parted by ";")."""
    found: dict[tuple[int, int], Mention] = {}
    named = [(w.strip(), number) for number, w in enumerate(others.split(";"), 2) if w.strip()]
    sides = [(words, 1) for words in (speaker, *(w.strip() for w in own.split(";"))) if words]
    for words, entity in (*named, *sides):
        country = "AAA" if entity == 1 else f"B{entity:02d}".replace("0", "B").replace("2", "C")
        for mention in all_mentions_of(parsed, words, entity, country):
            found[mention.start, mention.end] = mention
    return Mentions(found.values())


def mentions_of(parsed: Parsed, actors: str) -> Mentions:
    """Mentions of several actors parted by ";": each its own, "it=Moscow" being words that stand for another."""
    entities: dict[str, int] = {}
    found: list[Mention] = []
    for part in actors.split(";"):
        words, _, whose = part.partition("=")
        entity = entities.setdefault(whose or words, len(entities) + 1)
        found += all_mentions_of(parsed, words, entity, f"A{chr(64 + entity)}A")
    return Mentions(found)
