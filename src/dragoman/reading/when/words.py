"""The words of time and their kinds: a report's text becomes a string with one letter for each word of time.

The grammar (`phrases`) is then a regular expression over these letters. Words come from data/times.toml; the
letters are listed in KINDS. Words that say nothing of time become a dot, and dots in a row become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dragoman.errors import DataFileError
from dragoman.reading.tables import DATA, OwnFile, load_toml, own_files

NAME = "times.toml"

KINDS = {
    "months": "M",
    "weekdays": "W",
    "weekday_abbreviations": "w",
    "seasons": "S",
    "parts_of_day": "P",
    "clock_words": "c",
    "zones": "z",
    "numbers": "n",
    "some": "q",
    "ordinals": "o",
    "decades": "G",
    "units": "U",
    "weekend": "E",
    "fillers": "y",
    "days": "d",
    "nights": "d",
    "before": "l",
    "after": "x",
    "same": "s",
    "this": "T",
    "that": "h",
    "ago": "g",
    "from_now": "g",
    "earlier": "r",
    "later": "r",
    "bound": "e",
    "part": "m",
    "edge": "b",
    "about": "u",
    "every": "j",
    "habits": "A",
    "lengths": "A",
    "vague": "v",
    "recent": "R",
    "fiscal": "F",
    "holidays": "H",
    "new_year": "B",
}
"""The letter of each table of times.toml. Digits have their own: D (1 to 31), Y (a year), N (other numbers),
O ("7th"), V ("Mondays"), c (a time of the clock), K ("o'clock"), I (a date in digits)."""

LINKS = {"the": "t", "a": "a", "of": "f", "at": "p", "in": "i", "and": "&", "half": "k"}
LENGTH_WORDS = {"long": "L", "age": "Z"}

_LEXEMES = re.compile(
    r"""(?P<word>[^\W\d_]+)
      | (?P<gap>\n[ \t\r]*\n)
      | (?P<date>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?(?![\d-])
          | \d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\d/]) | \d\d-\d\d-(?:\d{4}|\d\d)(?![\d-]))
      | (?P<clock>\d{1,2}(?:[:.]\d\d){0,2}\s?(?:[ap]\.\s?m\.?|[AP]\.\s?M\.?|[ap]m\b|[AP]M\b)
          | \d{1,2}:\d\d(?::\d\d)?(?!\d))
      | (?P<oclock>\s?(?<=[\w ])o['’]clock\b)
      | (?P<decade>(?:\d{3}0|['’]?[1-9]0)['’]?s\b)
      | (?P<ordinal>\d{1,2}(?:st|nd|rd|th)\b)
      | (?P<number>\d+(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)
      | (?P<short>(?<![\w])['’]\d\d\b(?!\d))
      | (?P<dash>(?<!\s)[-–—](?!-)|(?<=\d)\s[-–—]\s(?=\d)|['’]s\s(?=end\b|start\b|close\b))
      | (?P<comma>,)
      | (?P<other>[^\s\w]|[\d_])""",
    re.VERBOSE,
)
_PLAIN = (
    "counted",
    "papers",
    "times_counted",
    "named_days",
    "moments",
    "in_a_row",
    "numbered",
    "weekday_papers",
)
"""The tables of times.toml that hold plain words."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of times.toml: its kind (a letter), its value, and when it counts.

    `capital`: only with a capital letter. `short`: only with a full stop or a number behind it.
    """

    kind: str
    value: Any = None
    capital: bool = False
    short: bool = False


@dataclass(frozen=True, slots=True)
class TimeWords:
    """times.toml, ready for use.

    `single` are words, `phrases` expressions of several words by their first; `sets` are the lists of [tense] and
    [event] ("tense.modals") and those that hold plain words ("counted").
    """

    single: Mapping[str, Entry]
    phrases: Mapping[str, tuple[re.Pattern[str], Mapping[str, Entry]]]
    zones: re.Pattern[str]
    sets: Mapping[str, frozenset[str]]


@dataclass(slots=True)
class Lexed:
    """The words of time of a text: `kinds` has one letter for each, the lists one entry (character offsets, value)."""

    kinds: str
    start: list[int]
    end: list[int]
    value: list[Any]


def time_words(extra: Sequence[Path] = ()) -> TimeWords:
    """The shipped words of time, with the user's files named times.toml among `extra` laid over them.

    A list under "more_words" adds to the "words" of its table instead of replacing them; likewise for other names.
    Raises DataFileError for a file that can't be read, is no TOML, or holds an unknown or malformed table.
    """
    return _time_words(own_files(NAME, extra))


@cache
def _time_words(own: tuple[OwnFile, ...]) -> TimeWords:
    where = str(own[-1].path if own else DATA / NAME)
    tables = load_toml(NAME, [file.path for file in own])
    try:
        entries = dict(_entries(tables))
        sets = {
            f"{table}.{name}": frozenset(listed)
            for table in ("tense", "event")
            for name, listed in tables[table].items()
        }
        sets |= {name: frozenset(tables[name]["words"]) for name in _PLAIN}
        sets["weekdays"] = frozenset(word.lower() for word in tables["weekdays"])
        return TimeWords(_single(entries), _phrases(entries), _zones(tables), sets)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DataFileError(f"a table has the wrong form ({error!r})", where=where) from error


def _entries(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Entry]]:
    """Every word or phrase in lower case and what it is. Where two tables hold one word, the later wins."""
    for table in ("months", "weekdays", "weekday_abbreviations"):
        for word, number in tables[table].items():
            yield word.lower(), Entry(KINDS[table], int(number), capital=True)
    for word, number in tables["weekdays"].items():
        yield word.lower() + "s", Entry("V", int(number), capital=True)
    for word, number in tables["month_abbreviations"].items():
        yield word.lower(), Entry("M", int(number), capital=True, short=True)
    for table in (
        "seasons",
        "parts_of_day",
        "clock_words",
        "numbers",
        "ordinals",
        "decades",
        "habits",
        "lengths",
    ):
        for word, value in tables[table].items():
            yield word.lower(), Entry(KINDS[table], value)
    for table in ("days", "nights"):
        for word, value in tables[table].items():
            yield word.lower(), Entry("d", (int(value), table == "nights"))
    for code, (one, many) in tables["units"].items():
        yield many.lower(), Entry("U", (code, True))
        if one != "-":
            yield one.lower(), Entry("U", (code, False))
    for word, rule in tables["holidays"].items():
        yield word.lower(), Entry("H", rule, capital=True)
    for table, groups in (
        ("vague", tables["vague"]),
        ("before", tables["before"]),
        ("after", tables["after"]),
    ):
        for name, group in groups.items():
            for word in group["words"] if table == "vague" else group:
                yield word.lower(), Entry(KINDS[table], name)
    for name, sign in (("before", -1), ("after", 1)):
        for word in tables["bound"][name]:
            yield word.lower(), Entry("e", sign)
    for table, sign in (("ago", -1), ("from_now", 1), ("earlier", -1), ("later", 1)):
        for word in tables[table]["words"]:
            yield word.lower(), Entry(KINDS[table], sign)
    listed = ("zones", "some", "weekend", "fillers", "same", "this", "that", "part", "edge", "about", "every")
    for table in (*listed, "recent", "fiscal", "new_year"):
        for word in tables[table]["words"]:
            yield word.lower(), Entry(KINDS[table], word.lower())
    for table, letters in (("links", LINKS), ("length_words", LENGTH_WORDS)):
        for name, letter in letters.items():
            for word in tables[table][name]:
                yield word.lower(), Entry(letter, word.lower())


def _plain(phrase: str) -> str:
    return _SPACE.sub(" ", phrase.lower().replace("’", "'"))


def _single(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    return {word: entry for word, entry in entries.items() if word.isalpha()}


def _phrases(entries: Mapping[str, Entry]) -> dict[str, tuple[re.Pattern[str], Mapping[str, Entry]]]:
    """Entries of several words, by their first word: one pattern each, longest first."""
    by_first: dict[str, dict[str, Entry]] = {}
    for phrase, entry in entries.items():
        if not phrase.isalpha():
            first = re.match(r"[^\W\d_]+", phrase)
            if first is None:
                raise ValueError(phrase)
            by_first.setdefault(first[0], {})[_plain(phrase)] = entry
    found: dict[str, tuple[re.Pattern[str], Mapping[str, Entry]]] = {}
    for first_word, group in by_first.items():
        ordered = sorted(group, key=len, reverse=True)
        either = "|".join(re.escape(p).replace(r"\ ", r"\s+").replace("'", "['’]") for p in ordered)
        found[first_word] = (re.compile(rf"(?:{either})(?![\w])", re.IGNORECASE), group)
    return found


def _zones(tables: Mapping[str, Mapping[str, Any]]) -> re.Pattern[str]:
    either = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in tables["zones"]["words"])
    return re.compile(rf"\s?(?:{either})\b")


def lex(text: str, words: TimeWords) -> Lexed:
    """The words of time in `text`, in order; a dot stands for all that is none."""
    kinds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    values: list[Any] = []
    single, phrases = words.single, words.phrases
    position = 0
    last = ""
    for match in _LEXEMES.finditer(text):
        start = match.start()
        if start < position:
            continue
        end = match.end()
        group = match.lastgroup
        if group == "word":
            word = match[0]
            lower = word.lower()
            kind, value = ".", None
            entry = single.get(lower)
            if lower in phrases:
                pattern, group_entries = phrases[lower]
                if phrase := pattern.match(text, start):
                    entry, end = group_entries[_plain(phrase[0])], phrase.end()
            if entry is not None and not (entry.capital and not word[0].isupper()):
                if not entry.short:
                    kind, value = entry.kind, entry.value
                    end += kind == "w" and text.startswith(".", end)
                elif text.startswith(".", end) or text[end : end + 2].strip().isdigit():
                    kind, value = entry.kind, entry.value
                    end += text.startswith(".", end)
        else:
            kind, value = _read_digits(str(group), match[0], text, start, end, words, last)
        position = end
        if kind == last == ".":
            ends[-1] = end
            continue
        last = kind
        kinds.append(kind)
        starts.append(start)
        ends.append(end)
        values.append(value)
    return Lexed("".join(kinds), starts, ends, values)


def _read_digits(
    group: str, found: str, text: str, start: int, end: int, words: TimeWords, last: str
) -> tuple[str, Any]:
    """Kind and value of a lexeme that is no word."""
    if group == "number":
        before = text[start - 1] if start else " "
        # "F-16", "$1998" and "G7" are no numbers of time.
        if (
            before in "$€£#"
            or before.isalpha()
            or text[max(0, start - 2) : start] == "c."  # "c.1998", of a copyright
            or (before == "-" and last == "-" and _names(text, start, words))
        ):
            return ".", None
        if words.zones.match(text, end) and (len(found) == 4 or "." in found):
            return "c", found
        return _number(found)
    if group == "decade":
        digits = found.strip("'’s").replace("'", "").replace("’", "")
        if len(digits) == 2 and found[0] not in "'’":
            spoken_of = last in ("t", "m", "r") or text[:start].endswith("mid-")
            return ("G", int(f"19{digits[0]}")) if spoken_of else (".", None)
        return "G", int(digits[:3]) if len(digits) == 4 else int(f"19{digits[0]}")
    if group == "ordinal":
        return "O", int(found[:-2])
    if group == "short":
        number = int(found[1:])
        return "Y", (1900 if number >= 50 else 2000) + number
    plain = {"gap": ".", "date": "I", "clock": "c", "oclock": "K", "dash": "-", "comma": ","}
    return plain.get(group, "."), found


def _names(text: str, start: int, words: TimeWords) -> bool:
    """Whether the hyphen before `start` joins the number to a word that is none of time ("Covid-19")."""
    before = re.search(r"([^\W\d_]+)-$", text[max(0, start - 30) : start])
    return before is not None and before[1].lower() not in words.single


def _number(found: str) -> tuple[str, Any]:
    if "." in found or "," in found:
        number = float(found.replace(",", ""))
        return "N", int(number) if number.is_integer() else number
    number = int(found) if len(found) < 16 else 0
    if len(found) == 4 and 1000 <= number <= 2099:
        return "Y", number
    return ("D" if 1 <= number <= 31 and len(found) < 3 else "N"), number
