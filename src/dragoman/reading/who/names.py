"""Which names and titles of the gazetteer stand in the report, and where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date as Date
from functools import cache

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.communities import Community
from dragoman.gazetteer.countries import NameEntry
from dragoman.gazetteer.groups import Group
from dragoman.gazetteer.names import Names, opening
from dragoman.gazetteer.nouns import ActorNoun
from dragoman.gazetteer.offices import Office
from dragoman.gazetteer.organisations import Organisation
from dragoman.gazetteer.people import Person
from dragoman.reading.parse import Parsed

Entry = NameEntry | Organisation | Group | Person | Community | Office | ActorNoun

_NOMINAL = frozenset({"NOUN", "PROPN"})
_POSSESSIVE = frozenset({"'s", "’s", "'", "’", "ruling", "opposition", "main", "governing"})
_NAMING = frozenset({"PROPN", "NOUN", "ADJ"})
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
    rightly: Collection[str] = (),
) -> NameIndex:
    """The longest gazetteer names of each sentence, none overlapping another.

    `setting` (alpha-3) is the country that the report plays in: it decides between bearers of one name. `regions` are
    names that are no actor, nor is any name within them ("Latin America"); `meetings` are words that make a body's
    name that of a meeting ("EU summit"); `rightly` are words that look like a slip for a name and are none.
    """
    found: list[Named] = []
    no_actors = _names_of(tuple(regions))
    for sentence in parsed.sentences:
        words = [_spelt(parsed, t, gazetteer, rightly) for t in range(sentence.start, sentence.end)]
        position = 0
        while position < len(words):
            start = sentence.start + position
            first = opening(words, position)
            best: tuple[int, Entry] | None = None
            if gazetteer.opens(first):
                own = _owner(parsed, found, start) or setting
                best = _best(parsed, words, position, start, gazetteer, own, meetings)
            region = no_actors.longest(words, position) if first in no_actors.openings else None
            if region is not None and (best is None or region[0] >= best[0]):
                position += region[0]
                continue
            if best is None:
                rank = _rank_after(words, position, found, start, gazetteer)
                if rank is not None:
                    found.append(Named(start, start + 1, rank))
                position += 1
                continue
            entry = best[1]
            if isinstance(entry, Office) and found and found[-1].end == start:
                entry = _whole_title(
                    words[:position], words[position : position + best[0]], found[-1], entry, gazetteer
                )
            found.append(Named(start, start + best[0], entry))
            position += best[0]
    return NameIndex(found)


def _best(
    parsed: Parsed,
    words: Sequence[str],
    position: int,
    start: int,
    gazetteer: Gazetteer,
    country: str | None,
    meetings: Collection[str],
) -> tuple[int, Entry] | None:
    """The name that begins at `words[position]`, token `start` of the report: how many words, and the entry."""
    best: tuple[int, Entry] | None = None
    on = parsed.report.published
    for match in gazetteer.named(words, position, country, on):
        if best is not None and not _better(match, best):
            continue
        meeting = isinstance(match[1], Organisation) and words[position + match[0] - 1].lower() in meetings
        if meeting or not _fits(parsed, start, match):
            continue
        if not _cuts_a_name(words, position, match, gazetteer, country, on):
            best = match
    return best


def _cuts_a_name(
    words: Sequence[str],
    start: int,
    match: tuple[int, Entry],
    gazetteer: Gazetteer,
    country: str | None,
    on: Date | None,
) -> bool:
    """Whether a noun's last words begin a longer name: "opposition" and "Movement for Democratic Change"."""
    length, entry = match
    if length < 2 or not isinstance(entry, (ActorNoun, Office)) or words[start][:1].isupper():
        return False
    end = start + length
    inner = (at for at in range(start + 1, end) if words[at][:1].isupper())
    return any(
        at + found[0] > end and isinstance(found[1], (Group, Organisation, NameEntry))
        for at in inner
        for found in gazetteer.named(words, at, country, on)
    )


def _owner(parsed: Parsed, found: Sequence[Named], start: int) -> str | None:
    """The country whose name or adjective stands right before a word: "Spain's Socialist Party"."""
    last = found[-1] if found else None
    if last is None or not isinstance(last.entry, NameEntry) or last.entry.kind == "seat":
        return None
    between = range(last.end, start)
    return last.entry.alpha3 if all(parsed.lower[t] in _POSSESSIVE for t in between) else None


def _spelt(parsed: Parsed, token: int, gazetteer: Gazetteer, rightly: Collection[str]) -> str:
    """The word, as it should be spelt if it is a slip for the name of a country or a leader."""
    word = parsed.text[token]
    if parsed.pos[token] not in _NAMING or not word[0].isupper() or word in rightly:
        return word
    spelt = gazetteer.spellings.meant(word) if parsed.entity[token] != "PERSON" else word
    if spelt != word or parsed.pos[token] != "PROPN" or not token:
        return spelt
    spelt, before = gazetteer.surnames.meant(word), parsed.text[token - 1]
    full = gazetteer.people.longest([before, spelt]) if spelt != word else None
    sure = full is not None and full[0] == 2
    return spelt if sure or (spelt != word and gazetteer.offices.find(before) is not None) else word


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


def _rank_after(
    words: Sequence[str], position: int, found: Sequence[Named], start: int, gazetteer: Gazetteer
) -> Office | None:
    """The rank that a word is only after the name of a force: "Pakistani army" and "major"."""
    last = found[-1] if found else None
    if last is None or last.end != start or not isinstance(last.entry, (Group, NameEntry)):
        return None
    if isinstance(last.entry, Group) and last.entry.kind != "force":
        return None
    return gazetteer.offices.find(f"{words[position - 1]} {words[position]}")


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
    if length > 1 and parsed.pos[start] == "VERB" and parsed.pos[start + 1] == "DET":
        return False  # "toppled the president", who was no "toppled president"
    if isinstance(entry, NameEntry) and entry.exact:
        return entry.text in parsed.report.text[parsed.start[start] : parsed.end[last]]
    if parsed.pos[last] in _NOMINAL:
        return True
    if isinstance(entry, (Office, ActorNoun)):
        if parsed.pos[last] != "ADJ":
            return False
        before_name = last + 1 < len(parsed) and parsed.pos[last + 1] == "PROPN"
        return before_name or parsed.text[last][:1].isupper() or _stands_alone(parsed, last)
    acronym = parsed.text[last].isupper() and len(parsed.text[last]) > 2
    acronym = acronym and not parsed.sentences[parsed.sentence[last]].heading
    return length > 1 or acronym or parsed.pos[last] not in _NEVER_NAMED_BY or parsed.entity[last] != ""


def _stands_alone(parsed: Parsed, token: int) -> bool:
    """An adjective used as a noun ("the military"): it heads an argument itself."""
    return parsed.dep[token] in _STANDS_ALONE
