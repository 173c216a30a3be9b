"""What the parse says around a time expression: the tense of its clause, and whether a word of time is one at all."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from dragoman.reading.parse import Parsed
from dragoman.reading.when.words import TimeWords

_VERBAL = frozenset({"VERB", "AUX"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"})
_YEARS_NAMED = (1900, 2059)
"""Four digits outside these years are a year only behind a preposition or in a name of a date."""
_YEAR_PREPOSITIONS = frozenset(
    {
        "in",
        "since",
        "of",
        "from",
        "until",
        "till",
        "by",
        "before",
        "after",
        "to",
        "and",
        "between",
        "through",
        "during",
    }
)


class Around:
    """Reads the parse of one report; answers what `resolve.Surroundings` asks. Offsets are characters."""

    def __init__(self, parsed: Parsed, words: TimeWords) -> None:
        self._parsed = parsed
        self._future = words.sets["tense.future_words"]
        self._report = words.sets["tense.report_verbs"]
        self._same_time = words.sets["tense.same_time_verbs"]
        self._past_nouns = words.sets["tense.past_nouns"]
        self._modals = words.sets["tense.modals"]
        self._papers = words.sets["papers"]
        self._counted = words.sets["counted"]

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """The first token and the one behind the last that overlap the characters `start` to `end`."""
        first = bisect_right(self._parsed.end, start)
        return first, max(first, bisect_left(self._parsed.start, end))

    def head(self, start: int, end: int) -> int | None:
        """The token of the expression that governs the others: the first whose own head lies outside."""
        first, last = self.tokens(start, end)
        for token in range(first, last):
            governor = self._parsed.head[token]
            if governor == token or not first <= governor < last:
                return token
        return None

    def direction(self, start: int, end: int) -> int:
        """-1 when the clause speaks of the past, 2 of the future, 1 of the present, 0 when it does not tell."""
        token = self.head(start, end)
        if token is None:
            return 0
        parsed = self._parsed
        steps = 0
        aimed = False
        while (governor := parsed.head[token]) != token:
            token = governor
            steps += parsed.pos[token] not in ("ADP", "SCONJ")
            aimed = aimed or parsed.lower[token] == "for"
            if parsed.lower[token] == "since" or (
                parsed.pos[token] == "NOUN" and parsed.lemma[token] in self._past_nouns
            ):
                return -1
            if parsed.lemma[token] in self._future or parsed.lower[token] in self._future:
                return -1 if parsed.tag[token] == "VBD" and steps == 1 and not aimed else 2
            if parsed.pos[token] in _VERBAL:
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
        if tag == "VBD" or (tag == "VBN" and not helpers):
            return -1
        if tag == "VBG" and not helpers:
            return None
        if tag in ("VBZ", "VBP") and parsed.lemma[verb] in self._report:
            return -1
        return 1

    def is_year(self, start: int, end: int, number: int, alone: bool) -> bool:
        """Whether the four digits there are a year and count nothing. `alone`: no word of time stands with them."""
        parsed = self._parsed
        first, last = self.tokens(start, end)
        if first >= len(parsed):
            return False
        following = parsed.lower[last] if last < len(parsed) else ""
        if following in self._counted or (following in ("%", "-") and self._hyphen_counts(last)):
            return False
        if not alone:
            return True
        before = parsed.lower[first - 1] if first else ""
        if before in _YEAR_PREPOSITIONS:
            return True
        return _YEARS_NAMED[0] <= number <= _YEARS_NAMED[1] and parsed.entity[first] not in (
            "MONEY",
            "QUANTITY",
        )

    def _hyphen_counts(self, token: int) -> bool:
        """Whether the word behind a hyphen is counted ("2000-people")."""
        parsed = self._parsed
        if parsed.lower[token] != "-":
            return True
        behind = parsed.lower[token + 1] if token + 1 < len(parsed) else ""
        return behind in self._counted or behind.rstrip("s") in (
            "meter",
            "metre",
            "km",
            "mile",
            "ton",
            "mm",
            "member",
        )

    def is_noun(self, start: int, end: int) -> bool:
        """Whether the words there end in a noun that modifies no other ("the past" but not "the past policy")."""
        parsed = self._parsed
        first, last = self.tokens(start, end)
        if first == last:
            return False
        token = last - 1
        return parsed.pos[token] in ("NOUN", "PROPN") and parsed.dep[token] not in (
            "compound",
            "amod",
            "ROOT",
        )

    def is_verb(self, start: int) -> bool:
        """Whether the word at `start` is a verb."""
        token = bisect_left(self._parsed.start, start)
        return token < len(self._parsed) and self._parsed.pos[token] in _VERBAL

    def is_season(self, start: int, end: int) -> bool:
        """Whether the word there is the season: "in the fall", but not "the fall of the government"."""
        behind = self.tokens(start, end)[1]
        of = behind < len(self._parsed) and self._parsed.lower[behind] == "of"
        return self.is_noun(start, end) and not of

    def is_title(self, start: int, end: int) -> bool:
        """Whether the words there are part of a name that is no date ("USA Today", "Saturday Night Live")."""
        parsed = self._parsed
        first, last = self.tokens(start, end)
        if first == last or parsed.opens[first] or not parsed.text[last - 1][:1].isupper():
            return False
        if parsed.entity[first] == "WORK_OF_ART":
            return True
        if parsed.pos[first - 1] == "PROPN" and parsed.lower[last - 1] in (
            "today",
            "now",
            "tonight",
            "tomorrow",
        ):
            return True
        inside = not parsed.begins[first] or (
            last < len(parsed) and not parsed.begins[last] and parsed.entity[last]
        )
        return parsed.entity[first] in ("ORG", "PRODUCT", "FAC") and bool(inside)

    def is_date_word(self, start: int, end: int) -> bool:
        """Whether the month or holiday there is that, not a person, a verb or a part of another name."""
        parsed = self._parsed
        first, last = self.tokens(start, end)
        if first == last:
            return False
        token = last - 1
        if parsed.entity[token] in ("DATE", "TIME"):
            return True
        if parsed.pos[token] not in ("PROPN", "NOUN", "NUM"):
            return False
        if parsed.entity[token] in ("PERSON", "GPE", "PRODUCT"):
            return False
        if parsed.opens[first]:
            return True
        return parsed.pos[first - 1] != "PROPN"

    def is_vague(self, start: int, end: int) -> bool:
        """Whether the word there is one of time: not the verb "to present", nor "those present"."""
        first, last = self.tokens(start, end)
        if last - first != 1 or self._parsed.lower[first] != "present":
            return True
        return self._parsed.dep[first] == "amod" and self._parsed.head[first] > first

    def is_habit(self, start: int, end: int) -> bool:
        """Whether the word there tells how often; "the daily Asahi Shimbun" and "Mainichi Shimbun daily" do not."""
        parsed = self._parsed
        first, last = self.tokens(start, end)
        if first == last or last - first > 1 or parsed.tag[first] == "NNPS":
            return True
        if parsed.lower[first] not in self._papers:
            return True
        near = [token for token in (first - 1, last) if 0 <= token < len(parsed)]
        named = any(parsed.pos[t] == "PROPN" and parsed.lower[t] != "'s" for t in near)
        return parsed.pos[first] in ("ADJ", "ADV") and not named

    def ends_clause(self, end: int) -> bool:
        """Whether no noun phrase or clause follows at `end` that the words before it would govern."""
        parsed = self._parsed
        token = bisect_left(parsed.start, end)
        if token >= len(parsed) or parsed.opens[token]:
            return True
        if parsed.pos[token] in _NOMINAL or parsed.lower[token] in (
            "of",
            "that",
            "when",
            "which",
            "who",
            "-",
        ):
            return False
        return parsed.tag[token] != "VBG"
