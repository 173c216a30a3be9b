"""Which names and titles of the gazetteer stand in the report, and where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.communities import Community
from dragoman.gazetteer.countries import NameEntry
from dragoman.gazetteer.groups import Group
from dragoman.gazetteer.names import Names
from dragoman.gazetteer.nouns import ActorNoun
from dragoman.gazetteer.offices import Office
from dragoman.gazetteer.organisations import Organisation
from dragoman.gazetteer.people import Person
from dragoman.reading.parse import Parsed

Entry = NameEntry | Organisation | Group | Person | Community | Office | ActorNoun

_NOMINAL = frozenset({"NOUN", "PROPN"})
_NEVER_NAMED_BY = frozenset({"VERB", "AUX", "ADV", "ADP", "PART", "CCONJ", "SCONJ", "PUNCT"})
_STANDS_ALONE = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "poss", "conj", "agent"})


_MOST_TAKEN = 3
"""Words of a title that a name before it may have taken: "Nigerian air force" and "chief"."""


@dataclass(frozen=True, slots=True)
class Named:
    """Tokens `start` to `end` (exclusive) are `entry` in the gazetteer."""

    start: int
    end: int
    entry: Entry


class NameIndex:
    """The gazetteer's names in one report, found by any token they cover."""

    def __init__(self, names: Sequence[Named]) -> None:
        self.all = names
        self._covering = {token: named for named in names for token in range(named.start, named.end)}

    def covering(self, token: int) -> Named | None:
        """The name that holds `token`."""
        return self._covering.get(token)

    def within(self, start: int, end: int) -> list[Named]:
        """The names wholly within tokens `start` to `end` (exclusive), in text order."""
        found: list[Named] = []
        token = start
        while token < end:
            named = self._covering.get(token)
            if named is not None and start <= named.start and named.end <= end:
                found.append(named)
                token = named.end
            else:
                token += 1
        return found


def find_names(
    parsed: Parsed,
    gazetteer: Gazetteer,
    setting: str | None,
    regions: Sequence[str] = (),
    meetings: Collection[str] = (),
) -> NameIndex:
    """The longest gazetteer names of each sentence, none overlapping another.

    `setting` (alpha-3) is the country that the report plays in: it decides between bearers of one name. `regions` are
    names that are no actor, nor is any name within them ("Latin America"); `meetings` are words that make a body's
    name that of a meeting ("EU summit").
    """
    found: list[Named] = []
    on = parsed.report.published
    no_actors = _names_of(tuple(regions))
    for sentence in parsed.sentences:
        words = parsed.text[sentence.start : sentence.end]
        position = 0
        while position < len(words):
            best: tuple[int, Entry] | None = None
            for match in gazetteer.named(words, position, setting, on):
                if best is not None and not _better(match, best):
                    continue
                meeting = (
                    isinstance(match[1], Organisation) and words[position + match[0] - 1].lower() in meetings
                )
                if not meeting and _fits(parsed, sentence.start + position, match):
                    best = match
            region = no_actors.longest(words, position)
            if region is not None and (best is None or region[0] >= best[0]):
                position += region[0]
                continue
            if best is None:
                position += 1
                continue
            start = sentence.start + position
            entry = best[1]
            if isinstance(entry, Office) and found and found[-1].end == start:
                entry = _whole_title(
                    words[:position], words[position : position + best[0]], found[-1], entry, gazetteer
                )
            found.append(Named(start, start + best[0], entry))
            position += best[0]
    return NameIndex(found)


def _whole_title(
    before: Sequence[str], title: Sequence[str], named: Named, office: Office, gazetteer: Gazetteer
) -> Office:
    """The title of which a body's name has taken the first words: "Lebanese army" and "commander"."""
    if isinstance(named.entry, (Group, NameEntry)):
        for more in range(min(_MOST_TAKEN, named.end - named.start), 0, -1):
            longer = gazetteer.offices.find(" ".join([*before[-more:], *title]))
            if longer is not None:
                return longer
    return office


@cache
def _names_of(words: tuple[str, ...]) -> Names[str]:
    return Names((name, name) for name in words)


def _better(match: tuple[int, Entry], best: tuple[int, Entry]) -> bool:
    """The longer name; of two as long the one of the table believed more, but a creed yields to a kind of actor."""
    if match[0] != best[0]:
        return match[0] > best[0]
    creed = isinstance(best[1], Community) and best[1].kind == "ideological"
    return creed and isinstance(match[1], ActorNoun)


def _fits(parsed: Parsed, start: int, match: tuple[int, Entry]) -> bool:
    """Whether the words can be what the gazetteer says, by their part of speech."""
    length, entry = match
    last = start + length - 1
    if isinstance(entry, NameEntry) and entry.exact:
        return entry.text in parsed.report.text[parsed.start[start] : parsed.end[last]]
    if parsed.pos[last] in _NOMINAL:
        return True
    if isinstance(entry, (Office, ActorNoun)):
        if parsed.pos[last] != "ADJ":
            return False
        before_name = last + 1 < len(parsed) and parsed.pos[last + 1] == "PROPN"
        return before_name or parsed.text[last][:1].isupper() or _stands_alone(parsed, last)
    return length > 1 or parsed.pos[last] not in _NEVER_NAMED_BY or parsed.entity[last] != ""


def _stands_alone(parsed: Parsed, token: int) -> bool:
    """An adjective used as a noun ("the military"): it heads an argument itself."""
    return parsed.dep[token] in _STANDS_ALONE
