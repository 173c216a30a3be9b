"""What the parse says around a time expression: the tense of its clause, and whether the time is the story's own."""

from __future__ import annotations

from dragoman.reading.parse import Parsed
from dragoman.reading.when.senses import VERBAL, Senses
from dragoman.reading.when.words import TimeWords


class Around(Senses):
    """Reads the parse of one report; answers what the readings in `resolve` ask. Offsets are characters."""

    def __init__(self, parsed: Parsed, words: TimeWords) -> None:
        super().__init__(parsed, words)
        self._future = words.sets["tense.future_words"]
        self._report = words.sets["tense.report_verbs"]
        self._same_time = words.sets["tense.same_time_verbs"]
        self._past_nouns = words.sets["tense.past_nouns"]
        self._modals = words.sets["tense.modals"]
        self._moving = words.sets["tense.moving_verbs"]

    def direction(self, start: int, end: int) -> int:
        """-1 when the clause speaks of the past, 2 of the future, 1 of the present, 0 when it does not tell."""
        token = self.head(start, end)
        if token is None:
            return 0
        parsed = self._parsed
        steps = 0
        aimed = moved = False
        while (governor := parsed.head[token]) != token:
            token = governor
            steps += parsed.pos[token] not in ("ADP", "SCONJ")
            aimed = aimed or parsed.lower[token] == "for"
            moved = moved or parsed.lower[token] in ("for", "to", "until", "till")
            if parsed.lower[token] == "since" or (
                parsed.pos[token] == "NOUN" and parsed.lemma[token] in self._past_nouns
            ):
                return -1
            if parsed.lemma[token] in self._future or parsed.lower[token] in self._future:
                return -1 if parsed.tag[token] == "VBD" and steps == 1 and not aimed else 2
            if parsed.pos[token] in VERBAL:
                if moved and parsed.lemma[token] in self._moving:
                    return 2
                side = self.tense(token)
                if side is not None:
                    return side
        return 0

    def tense(self, verb: int) -> int | None:
        """As `direction`; None when the verb takes its time from the one that governs it."""
        parsed = self._parsed
        helpers = [c for c in parsed.children[verb] if parsed.dep[c] in ("aux", "auxpass")]
        if any(parsed.lower[c] in self._modals for c in helpers):
            return 2
        tag = parsed.tag[verb]
        if any(parsed.lower[c] == "to" for c in helpers):
            governor = parsed.head[verb]
            same_time = parsed.lemma[governor] in self._same_time or parsed.dep[verb] == "advcl"
            return None if governor != verb and same_time else 2
        if any(parsed.tag[c] == "VBD" or parsed.lemma[c] == "have" for c in helpers):
            return -1
        if not helpers and tag in ("VB", "VBN") and parsed.dep[verb] == "conj":
            return None
        if tag == "VBD" or (tag == "VBN" and not helpers):
            return -1
        if tag == "VBG" and not helpers:
            return None
        if tag in ("VBZ", "VBP") and parsed.lemma[verb] in self._report:
            return -1
        return 1

    def is_aside(self, start: int, end: int) -> bool:
        """Whether the time there is not that of the story: it is of the telling ("said on Monday") or of what had
        gone before ("had begun four days earlier").
        """
        parsed = self._parsed
        token = self.head(start, end)
        if token is None:
            return False
        governor = parsed.head[token]
        if parsed.pos[governor] == "ADP":
            governor = parsed.head[governor]
        if parsed.pos[governor] != "VERB":
            return False
        had = any(parsed.lower[c] == "had" and parsed.dep[c] == "aux" for c in parsed.children[governor])
        return had or parsed.lemma[governor] in self._report

    def has_happened(self, start: int, end: int) -> bool:
        """Whether the time there hangs on a finite verb in the past: "exploded on Aug. 6"."""
        token = self.head(start, end)
        if token is None:
            return False
        parsed = self._parsed
        governor = parsed.head[token]
        if parsed.pos[governor] == "ADP":
            governor = parsed.head[governor]
        return parsed.tag[governor] == "VBD" and parsed.pos[governor] == "VERB"

    def is_nowadays(self, start: int, end: int) -> bool:
        """Whether "today" there is "nowadays": it stands in a clause that tells how things are."""
        token = self.head(start, end)
        parsed = self._parsed
        if token is None or parsed.dep[token] == "poss":
            return False
        governor = parsed.head[token]
        going_on = any(parsed.dep[c] in ("aux", "auxpass") for c in parsed.children[governor])
        return parsed.tag[governor] in ("VBZ", "VBP") and not going_on and self.tense(governor) == 1

    def counts_ahead(self, start: int, end: int) -> bool:
        """Whether the length there, behind "in", tells when a coming thing happens ("will meet in two weeks")."""
        parsed = self._parsed
        token = self.head(start, end)
        if token is None or parsed.lower[parsed.head[token]] != "in":
            return False
        governor = parsed.head[parsed.head[token]]
        return parsed.pos[governor] in VERBAL and self.tense(governor) == 2
