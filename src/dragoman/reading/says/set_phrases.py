"""Set phrases that state, praise, accuse or propose: "paid tribute to", "took credit for", "put forward a plan".

They are no cues (cues.csv): their verb attributes nothing by itself. The phrases of each act stand in claims.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from dragoman.reading.parse import Parsed
from dragoman.reading.says.extents import phrase, subject_of
from dragoman.reading.says.frames import is_passive
from dragoman.records import Act, Attribution

_GAP = 4
"""Words from one word of a phrase to the next, the next one included."""
_BETWEEN = frozenset({"DET", "ADJ", "ADV", "PRON"})


@dataclass(frozen=True, slots=True)
class Phrased:
    """A phrase found: its words as an attribution, the tokens of its verb and its last word, and its act."""

    attribution: Attribution
    token: int
    last: int
    act: Act


class SetPhrases:
    """The `set_phrases` of claims.toml's acts."""

    def __init__(self, acts: Mapping[str, Mapping[str, Any]]) -> None:
        self._phrases: dict[str, list[tuple[tuple[str, ...], Act]]] = {}
        for act, table in acts.items():
            for words in table.get("set_phrases", ()):
                lemmas = tuple(words.split())
                self._phrases.setdefault(lemmas[0], []).append((lemmas, cast(Act, act)))

    def find(self, parsed: Parsed) -> Iterator[Phrased]:
        """The phrases of a report that somebody says, in text order."""
        for token, lemma in enumerate(parsed.lemma):
            if lemma not in self._phrases or parsed.pos[token] != "VERB" or is_passive(parsed, token):
                continue
            if any(parsed.dep[c] == "neg" for c in parsed.children[token]):
                continue
            for words, act in self._phrases[lemma]:
                found = self._found(parsed, token, words, act)
                if found is not None:
                    yield found
                    break

    def _found(self, parsed: Parsed, token: int, words: tuple[str, ...], act: Act) -> Phrased | None:
        last = _last(parsed, token, words)
        subject = subject_of(parsed, token)
        content = _content(parsed, token, last) if last is not None else None
        if last is None or content is None or subject is None:
            return None
        source = phrase(parsed, subject, token)
        if source[0] >= source[1]:
            return None
        end = min(last + 1, content[0]) if content[0] > token else last + 1
        attribution = Attribution(
            source=parsed.span(*source),
            cue=parsed.span(token, max(end, token + 1)),
            content=parsed.span(*content),
            direct=False,
        )
        return Phrased(attribution, token, last, act)


def _last(parsed: Parsed, token: int, words: tuple[str, ...]) -> int | None:
    """The last word of a phrase whose verb is at `token`; only small words may stand between its words."""
    end = parsed.sentences[parsed.sentence[token]].end
    last = token
    for word in words[1:]:
        step = last + 1
        while step < min(last + _GAP, end) and parsed.lemma[step] != word and parsed.pos[step] in _BETWEEN:
            step += 1
        if step >= min(last + _GAP, end) or parsed.lemma[step] != word:
            return None
        last = step
    return last


def _content(parsed: Parsed, token: int, last: int) -> tuple[int, int] | None:
    """The tokens of what a phrase is said of: after its preposition, or what its noun or verb governs."""
    if parsed.pos[last] in ("NOUN", "PROPN"):
        clause = next((c for c in parsed.having(last, "acl", "ccomp") if c > last), None)
        return parsed.subtree(clause if clause is not None else last)
    thing = parsed.child(last, "pobj", "pcomp")
    if thing is None:
        thing = parsed.child(token, "dobj", "ccomp")
    if thing is None or thing < token:
        return None
    low, high = parsed.subtree(thing)
    return max(low, min(last, thing) + 1 if thing > last else low), high
