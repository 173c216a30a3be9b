"""What a reader types to search for, understood once and written for each engine.

    sanction* "two-state solution" -Iran OR ceasefire

Words must all be there; a "phrase" in its order; OR parts alternatives; a minus leaves out; a star takes every word
that begins so. Anything else that is typed parts words. Words are matched by their stems ("governments" finds
"government"), whatever their capitals and accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from msgspec import Struct

from dragoman.errors import LedgerError

MOST_TERMS = 50
"""Words and phrases of a query; SQLite's expressions may be 256 deep."""
_MOST_WORDS = 30
_MOST_LETTERS = 100

_PIECE = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))(?P<star>\*?)')


class Term(Struct, frozen=True):
    """A word or a phrase: its words, folded; whether it is to be absent; whether its last word is only a beginning."""

    words: tuple[str, ...]
    absent: bool = False
    begins: bool = False


class Query(Struct, frozen=True):
    """Alternatives, of each of which all terms must hold."""

    alternatives: tuple[tuple[Term, ...], ...]

    @property
    def shortest_phrase(self) -> int:
        """Words of the shortest part that must be there."""
        return min(len(term.words) for terms in self.alternatives for term in terms if not term.absent)

    def for_sqlite(self) -> str:
        """The query as SQLite's FTS5 takes it."""
        return " OR ".join(
            f"({_alternative(terms, _fts5, ' AND ', ' OR ', ' NOT ')})" for terms in self.alternatives
        )

    def for_postgresql(self) -> str:
        """The query as PostgreSQL's to_tsquery takes it."""
        return " | ".join(
            f"({_alternative(terms, _tsquery, ' & ', ' | ', ' & !')})" for terms in self.alternatives
        )


def parsed(typed: str) -> Query:
    """The query that was typed. Raises LedgerError when it names nothing to look for, or too much."""
    alternatives: list[list[Term]] = [[]]
    quoted = unicodedata.normalize("NFC", typed).translate(_QUOTES)
    for piece in _PIECE.finditer(quoted):
        if piece["word"] == "OR" and not piece["minus"]:
            alternatives.append([])
            continue
        words = _words(piece["word"] if piece["phrase"] is None else piece["phrase"])
        begins = bool(piece["star"]) or (piece["word"] or "").endswith("*")
        if words:
            alternatives[-1].append(Term(words, bool(piece["minus"]), begins))
    # What only leaves out names nothing by itself.
    kept = tuple(tuple(terms) for terms in alternatives if any(not term.absent for term in terms))
    if not kept:
        raise LedgerError(
            f"{typed!r} names nothing to look for",
            next_step='Give a word, or a phrase in quotation marks ("").',
        )
    if sum(map(len, kept)) > MOST_TERMS:
        raise LedgerError(
            f"the query has more than {MOST_TERMS} words and phrases", next_step="Leave some out."
        )
    return Query(kept)


_QUOTES = str.maketrans("“”„«»", '"""""')


def _words(typed: str) -> tuple[str, ...]:
    """Letters and digits without accents, in lower case; anything else parts words."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", typed) if not unicodedata.combining(sign))
    words = "".join(
        sign.lower() if sign.isalnum() else " " for sign in unicodedata.normalize("NFC", bare)
    ).split()
    return tuple(word[:_MOST_LETTERS] for word in words[:_MOST_WORDS])


def _alternative(
    terms: Sequence[Term], write: Callable[[Term], str], both: str, either: str, without: str
) -> str:
    there = both.join(write(term) for term in terms if not term.absent)
    absent = either.join(write(term) for term in terms if term.absent)
    return f"({there}){without}({absent})" if absent else there


def _fts5(term: Term) -> str:
    # Folded words hold letters and digits alone, so nothing in them can end the quotation.
    return f'"{" ".join(term.words)}"' + (" *" if term.begins else "")


def _tsquery(term: Term) -> str:
    *before, last = (f"'{word}'" for word in term.words)
    return f"({' <-> '.join((*before, last + (':*' if term.begins else '')))})"
