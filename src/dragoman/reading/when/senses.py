"""What the parse says of a word of time: whether it is one at all, and what stands beside it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from dragoman.reading.parse import Parsed
from dragoman.reading.when.words import TimeWords

VERBAL = frozenset({"VERB", "AUX"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"})
_YEARS_NAMED = (1900, 2059)
"""Four digits outside these years are a year only behind a preposition or in a name of a date."""
_DAY_PREPOSITIONS = frozenset(
    {"in", "during", "within", "for", "throughout", "until", "till", "by", "before", "through"}
)
_BRACKETS = re.compile(r"\s*(?:\([^()]{1,30}\)|\)),?\s*(?:on\s+)?")
_QUOTES = frozenset({'"', "''", "``", "“", "”", "'", "‘", "’"})
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


class Senses:
    """Reads the parse of one report around a word of time. Offsets are characters."""

    def __init__(self, parsed: Parsed, words: TimeWords) -> None:
        self._parsed = parsed
        self._papers = words.sets["papers"]
        self._counted = words.sets["counted"]
        self._times_counted = words.sets["times_counted"]
        self._named_days = words.sets["named_days"]
        self._moments = words.sets["moments"]
        self._in_a_row = words.sets["in_a_row"]
        self._numbered = words.sets["numbered"]
        self._press = words.sets["weekday_papers"]
        self._weekdays = words.sets["weekdays"]

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
        if self._closes_name(first, last) or (first and parsed.lower[first - 1] in self._numbered):
            return False
        before = parsed.lower[first - 1] if first else ""
        if before in _YEAR_PREPOSITIONS:
            return True
        return _YEARS_NAMED[0] <= number <= _YEARS_NAMED[1] and parsed.entity[first] not in (
            "MONEY",
            "QUANTITY",
        )

    def _closes_name(self, first: int, last: int) -> bool:
        """Whether the year is the end of a name in quotes ("Friendship 2006")."""
        parsed = self._parsed
        if last >= len(parsed) or parsed.text[last] not in _QUOTES or not first:
            return False
        opened = next(
            (t for t in range(first - 1, max(first - 5, -1), -1) if parsed.text[t] in _QUOTES), None
        )
        return opened is not None and all(word[:1].isupper() for word in parsed.text[opened + 1 : first])

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
        return token < len(self._parsed) and self._parsed.pos[token] in VERBAL

    def is_season(self, start: int, end: int) -> bool:
        """Whether the word there is the season: "in the fall", but not "the fall of the government"."""
        first, last = self.tokens(start, end)
        before = first - 1 if 0 < first < last else 0
        owned = self._parsed.tag[before] in ("PRP$", "POS") or self._parsed.lower[before] == "a"
        return self.is_noun(start, end) and not owned and not self._takes_of(last)

    def is_title(self, start: int, end: int) -> bool:
        """Whether the words there are part of a name that is no date ("USA Today", "Saturday Night Live")."""
        parsed = self._parsed
        first, last = self.tokens(start, end)
        if first == last or parsed.opens[first] or not parsed.text[last - 1][:1].isupper():
            return False
        if parsed.entity[first] == "WORK_OF_ART":
            return True
        in_press = (
            last < len(parsed) and parsed.lower[last] in self._press and parsed.text[last][:1].isupper()
        )
        if in_press and parsed.lower[last - 1] in self._weekdays:
            return True
        if parsed.lower[first - 1] in self._named_days and parsed.text[first - 1][:1].isupper():
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

    def is_date_word(self, start: int, end: int, holiday: bool = False) -> bool:
        """Whether the month or holiday there is that, not a person, a verb or a part of another name."""
        parsed = self._parsed
        first, last = self.tokens(start, end)
        if first == last:
            return False
        token = last - 1
        if parsed.entity[token] in ("DATE", "TIME"):
            return True
        if (
            holiday
            and first
            and parsed.lower[first - 1] in ("by", "until", "till", "before", "after", "since", "over")
        ):
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
        parsed = self._parsed
        first, last = self.tokens(start, end)
        word = parsed.lower[first:last][-1:] if last > first else []
        if first and word and word[0] in ("recently", "soon", "shortly"):
            return not self._measures(first, last)
        if last - first != 1:
            return True
        if parsed.lower[first] == "future":
            return parsed.dep[first] == "amod"
        if parsed.lower[first] == "once":
            return self._is_formerly(first)
        if parsed.lower[first] != "present":
            return True
        return parsed.dep[first] == "amod" and parsed.head[first] > first

    def _measures(self, first: int, last: int) -> bool:
        """Whether the adverb there only measures from another time: "shortly after noon", "as recently as May"."""
        parsed = self._parsed
        behind = parsed.lower[last] if last < len(parsed) else ""
        if behind in ("after", "before", "as", "afterwards", "afterward", "thereafter"):
            return True
        dated = last + 1 < len(parsed) and parsed.entity[last + 1] == "DATE"
        over = behind in ("in", "on", "over", "during", "at")
        return parsed.lower[last - 1] == "recently" and over and (dated or parsed.entity[last] == "DATE")

    def _is_formerly(self, token: int) -> bool:
        """Whether "once" there means "in former times": an adverb to a past verb or before a noun, no count."""
        parsed = self._parsed
        if parsed.tag[token] != "RB" or token + 1 >= len(parsed):
            return False
        near = {parsed.lower[token + 1], parsed.lower[token - 1] if token else ""}
        if near & self._times_counted:
            return parsed.opens[token] and parsed.lower[token + 1] in ("a", "an")
        governor = parsed.head[token]
        return parsed.tag[governor] in ("VBD", "VBN", "JJ") or parsed.opens[token]

    def is_recent(self, start: int, end: int) -> bool:
        """Whether the adjective there ("recent") stands before its noun."""
        parsed = self._parsed
        first, last = self.tokens(start, end)
        return last - first == 1 and parsed.dep[first] == "amod"

    def is_named(self, start: int, end: int) -> bool:
        """Whether a length with a capital is part of a name: "the Five-Year Plan", "the Six-Day War"."""
        parsed = self._parsed
        first, last = self.tokens(start, end)
        if first == last or last >= len(parsed):
            return False
        word, behind = parsed.text[last - 1], parsed.text[last]
        return word[:1].isupper() and word[1:].islower() and behind[:1].isupper() and not parsed.opens[last]

    def in_brackets(self, start: int, end: int) -> bool:
        """Whether nothing but brackets, or the end of them, stands between the two places."""
        return _BRACKETS.fullmatch(self._parsed.report.text, start, end) is not None

    def is_apposed(self, start: int) -> bool:
        """Whether a comma and an article stand before `start`: "May 3, a Friday"."""
        token = bisect_left(self._parsed.start, start)
        return token > 1 and self._parsed.text[token - 2] == ","

    def in_a_row(self, start: int, end: int) -> bool:
        """Whether the words there count what follows without a break ("a fourth straight day")."""
        first, last = self.tokens(start, end)
        behind = self._parsed.lower[last : last + 3]
        return behind == ["in", "a", "row"] or not self._in_a_row.isdisjoint(self._parsed.lower[first:last])

    def equals(self, start: int, behind: int = 0) -> bool:
        """Whether "as many" stands at `start`, or `behind` tokens before it: "in as many weeks"."""
        parsed = self._parsed
        token = bisect_left(parsed.start, start) - behind
        return 0 < token < len(parsed) and parsed.lower[token] == "many" and parsed.lower[token - 1] == "as"

    def bounds_day(self, start: int) -> bool:
        """Whether a preposition that goes with parts of the day stands before `start`."""
        token = bisect_left(self._parsed.start, start)
        return token > 0 and self._parsed.lower[token - 1] in _DAY_PREPOSITIONS

    def is_moment(self, start: int, end: int) -> bool:
        """Whether the part of the day there is a point of it, behind a preposition: "by dusk", "before dawn"."""
        parsed = self._parsed
        first, last = self.tokens(start, end)
        if last - first != 1 or parsed.lower[first] not in self._moments:
            return False
        return self.follows_preposition(start) and self.is_noun(start, end) and not self._takes_of(last)

    def _takes_of(self, behind: int) -> bool:
        return behind < len(self._parsed) and self._parsed.lower[behind] == "of"

    def follows_preposition(self, start: int) -> bool:
        """Whether a preposition stands before `start`, or what can stand for one before an hour ("it is now 5")."""
        token = bisect_left(self._parsed.start, start)
        return token > 0 and self._parsed.pos[token - 1] in ("ADP", "SCONJ", "AUX", "ADV")

    def compares(self, end: int) -> bool:
        """Whether "than" follows."""
        token = bisect_left(self._parsed.start, end)
        return token < len(self._parsed) and self._parsed.lower[token] == "than"

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
