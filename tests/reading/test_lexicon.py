"""The event lexicon: what a political scientist may rely on when reading or changing its rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dragoman import Report, codebook
from dragoman.errors import DataFileError
from dragoman.gazetteer import countries
from dragoman.reading.parse import Parser
from dragoman.reading.what import lexicon
from dragoman.reading.what.lexicon import NONE, TRIGGERS, Lexicon, Trigger
from dragoman.reading.what.triggers import fired

FILES = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
HEADER = "pos,trigger,type,mode,source,target,note\n"

NAMED_ROLES = {"subject", "object", "iobj", "poss", "adj", "compound", "clause", "source"}
PREPOSITIONS = {
    "about", "above", "across", "against", "along", "alongside", "among", "around", "as", "at", "before", "behind",
    "between", "by", "during", "for", "from", "in", "into", "near", "of", "off", "on", "onto", "opposite", "outside",
    "over", "past", "round", "through", "to", "toward", "towards", "under", "upon", "with",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Lexicon:
    return lexicon.load()


def rows_of(file: str) -> list[str]:
    lines = (TRIGGERS / f"{file}.csv").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")][1:]


def words_of(row: Trigger) -> set[str]:
    return {row.lemma, *row.words, *row.objects, *(word for options in row.modifiers for word in options)}


def best(
    shipped: Lexicon, pos: str, lemma: str, words: tuple[str, ...] = (), objects: frozenset[str] = frozenset()
) -> Trigger:
    """The row that wins when exactly these words and objects stand with the lemma."""
    for row in shipped.rows(pos, lemma):
        if set(row.words) <= set(words) and (not row.objects or row.objects & objects):
            return row
    raise AssertionError(f"no row for {pos} {lemma} {words} {set(objects)}")


def test_lexicon_is_large_enough_to_read_news(shipped: Lexicon) -> None:
    assert len(shipped) >= 1200


def test_one_file_a_quad_class() -> None:
    assert sorted(path.stem for path in TRIGGERS.glob("*.csv")) == sorted(FILES)


@pytest.mark.parametrize("file", FILES)
def test_rows_lie_in_the_file_of_their_quad_class(file: str) -> None:
    book = codebook.load()
    quad = file.replace("_", " ")
    types = {row.split(",")[2] for row in rows_of(file)} - {NONE}
    assert types == {name for name in types if book.quad_of(name).lower() == quad}


def test_types_are_plover_types_in_their_own_modes(shipped: Lexicon) -> None:
    book = codebook.load()
    for row in shipped:
        assert row.type == NONE or row.type in book.types, row
        assert row.mode is None or book.has_mode(row.type, row.mode), row


def test_every_type_has_verbs_and_nouns(shipped: Lexicon) -> None:
    counts = Counter((row.type, row.pos) for row in shipped)
    for type in codebook.load().types:
        assert counts[type, "verb"] >= 15, type
        assert counts[type, "noun"] >= 10, type


def test_every_mode_has_triggers(shipped: Lexicon) -> None:
    book = codebook.load()
    given = {(row.type, row.mode) for row in shipped}
    assert {(type, mode) for type in book.types for mode in book.modes(type)} <= given


def test_no_trigger_has_two_rows() -> None:
    triggers = Counter(tuple(row.split(",")[:2]) for file in FILES for row in rows_of(file))
    assert [trigger for trigger, count in triggers.items() if count > 1] == []


def test_nothing_is_lost_on_loading(shipped: Lexicon) -> None:
    assert len(shipped) == sum(len(rows_of(file)) for file in FILES)


def test_roles_are_known(shipped: Lexicon) -> None:
    for row in shipped:
        assert set(row.source) | set(row.target) <= NAMED_ROLES | PREPOSITIONS, row


def test_events_say_who_does_them_and_none_rows_nothing(shipped: Lexicon) -> None:
    for row in shipped:
        if row.type == NONE:
            assert (row.source, row.target, row.mode) == ((), (), None), row
        else:
            assert row.source, row


def test_none_rows_hold_back_a_row_that_would_fire(shipped: Lexicon) -> None:
    for row in shipped:
        if row.type != NONE:
            continue
        held_back = [
            other
            for other in shipped.rows(row.pos, row.lemma)
            if other.type != NONE
            and other.specificity <= row.specificity
            and set(other.words) <= set(row.words)
        ]
        assert held_back, row


def test_triggers_are_lower_case_lemmas(shipped: Lexicon) -> None:
    for row in shipped:
        assert all(word == word.strip().lower() for word in words_of(row)), row


def test_no_row_names_a_country(shipped: Lexicon) -> None:
    known = countries.load()
    for row in shipped:
        named = [known.name_lookup(word.title()) for word in words_of(row)]
        assert [name for name in named if name and name.kind in ("name", "adjective", "people")] == [], row


CASES = [
    # pos, lemma, words, object, type, mode
    ("verb", "meet", "", "", "CONSULT", None),
    ("verb", "meet", "", "deadline", NONE, None),
    ("verb", "visit", "", "", "CONSULT", "visit"),
    ("verb", "telephone", "", "", "CONSULT", "phone"),
    ("verb", "praise", "", "", "SUPPORT", None),
    ("verb", "ratify", "", "treaty", "SUPPORT", None),
    ("verb", "pledge", "", "", "AGREE", None),
    ("verb", "apologise", "", "", "CONCEDE", None),
    ("verb", "apologize", "", "", "CONCEDE", None),
    ("verb", "lift", "", "embargo", "CONCEDE", None),
    ("verb", "cooperate", "", "", "COOPERATE", None),
    ("verb", "extradite", "", "", "COOPERATE", None),
    ("verb", "donate", "", "", "AID", None),
    ("verb", "release", "", "", "RETREAT", "release"),
    ("verb", "release", "", "statement", NONE, None),
    ("verb", "withdraw", "", "troop", "RETREAT", "withdraw"),
    ("verb", "withdraw", "", "ambassador", "SANCTION", "withdraw"),
    ("verb", "step", "down", "", "RETREAT", "resign"),
    ("verb", "lay", "down", "arm", "RETREAT", "disarm"),
    ("verb", "urge", "", "", "REQUEST", None),
    ("verb", "condemn", "", "", "ACCUSE", "disapprove"),
    ("verb", "criticize", "", "", "ACCUSE", "disapprove"),
    ("verb", "accuse", "", "", "ACCUSE", "allege"),
    ("verb", "investigate", "", "", "ACCUSE", "investigate"),
    ("verb", "summon", "", "ambassador", "ACCUSE", "disapprove"),
    ("verb", "veto", "", "", "REJECT", None),
    ("verb", "call", "off", "visit", "REJECT", "meet"),
    ("verb", "threaten", "", "", "THREATEN", None),
    ("verb", "demonstrate", "", "", "PROTEST", "demo"),
    ("verb", "burn", "", "flag", "PROTEST", "vandalize"),
    ("verb", "burn", "", "house", "ASSAULT", "destroy"),
    ("verb", "expel", "", "diplomat", "SANCTION", "expel"),
    ("verb", "expel", "", "migrant", "COERCE", "deport"),
    ("verb", "sentence", "", "", "SANCTION", "convict"),
    ("verb", "sever", "", "tie", "SANCTION", "discontinue"),
    ("verb", "deploy", "", "troop", "MOBILIZE", "troops"),
    ("verb", "deploy", "", "missile", "MOBILIZE", "weapons"),
    ("verb", "deploy", "", "police", "MOBILIZE", "police"),
    ("verb", "deploy", "", "peacekeeper", "AID", None),
    ("verb", "arrest", "", "", "COERCE", "arrest"),
    ("verb", "crack", "down on", "", "COERCE", "restrict"),
    ("verb", "hack", "into", "", "COERCE", "cyber"),
    ("verb", "attack", "", "", "ASSAULT", None),
    ("verb", "attack", "", "problem", NONE, None),
    ("verb", "strike", "", "", "ASSAULT", None),
    ("verb", "strike", "", "deal", NONE, None),
    ("verb", "open", "on", "fire", "ASSAULT", "firearms"),
    ("verb", "fire", "", "coach", NONE, None),
    ("verb", "shell", "", "", "ASSAULT", "heavy-weapons"),
    ("verb", "kidnap", "", "", "ASSAULT", "abduct"),
    ("verb", "assassinate", "", "", "ASSAULT", "targeted"),
    ("adj", "critical", "of", "", "ACCUSE", "disapprove"),
]


@pytest.mark.parametrize(("pos", "lemma", "words", "thing", "type", "mode"), CASES)
def test_careful_distinctions(
    shipped: Lexicon, pos: str, lemma: str, words: str, thing: str, type: str, mode: str | None
) -> None:
    row = best(shipped, pos, lemma, tuple(words.split()), frozenset({thing} - {""}))
    assert (row.type, row.mode) == (type, mode)


NOUN_CASES = [
    ("visit", "", "CONSULT", "visit"),
    ("call", "", "REQUEST", None),
    ("call", "phone", "CONSULT", "phone"),
    ("conference", "", "CONSULT", "multilateral"),
    ("conference", "news", NONE, None),
    ("exercise", "military", "MOBILIZE", "troops"),
    ("exercise", "joint military", "COOPERATE", None),
    ("strike", "hunger", "PROTEST", "hunger"),
    ("strike", "drone", "ASSAULT", "drone"),
    ("strike", "general", "PROTEST", "strike"),
    ("attack", "", "ASSAULT", None),
    ("attack", "suicide", "ASSAULT", "suicide-attack"),
    ("attack", "heart", NONE, None),
    ("attack", "verbal", "ACCUSE", "disapprove"),
    ("warrant", "arrest", "THREATEN", "arrest"),
    ("raid", "", "COERCE", "seize"),
    ("raid", "air", "ASSAULT", "aerial"),
    ("ceasefire", "", "RETREAT", "ceasefire"),
    ("embargo", "", "SANCTION", "discontinue"),
]


@pytest.mark.parametrize(("lemma", "before", "type", "mode"), NOUN_CASES)
def test_words_before_a_noun_settle_its_sense(
    shipped: Lexicon, lemma: str, before: str, type: str, mode: str | None
) -> None:
    words = set(before.split())
    fitting = (
        row for row in shipped.rows("noun", lemma) if all(options & words for options in row.modifiers)
    )
    row = next(row for row in fitting if not row.words)
    assert (row.type, row.mode) == (type, mode)


@pytest.mark.parametrize(
    ("lemma", "word", "type"),
    [
        ("call", "with", "CONSULT"),
        ("call", "for", "REQUEST"),
        ("strike", "on", "ASSAULT"),
        ("strike", "over", "PROTEST"),
    ],
)
def test_a_preposition_after_a_noun_settles_its_sense(
    shipped: Lexicon, lemma: str, word: str, type: str
) -> None:
    row = next(row for row in shipped.rows("noun", lemma) if set(row.words) <= {word} and not row.modifiers)
    assert row.type == type


def test_every_row_is_found_by_the_words_it_needs(shipped: Lexicon) -> None:
    for row in shipped:
        needed = {*row.words, *sorted(row.objects)[:1], *(min(options) for options in row.modifiers)}
        assert row in shipped.within(row.pos, row.lemma, needed), row


def test_rows_within_a_sentence_keep_their_order(shipped: Lexicon) -> None:
    words = {"with", "to", "talk", "troop", "@gpe", "joint"}
    for pos, lemma in {(row.pos, row.lemma) for row in shipped}:
        found = shipped.within(pos, lemma, words)
        assert list(found) == [row for row in shipped.rows(pos, lemma) if row in found]
        assert all(set(row.words) <= words for row in found)
    assert shipped.within("verb", "no such verb", words) == ()


INFINITIVES = [
    # text, trigger, its words
    ("The union vowed to protest the law on Monday.", "protest", ()),
    ("Norway protested to Chile over the law.", "protested", ("to",)),
    ("Norway ordered the Chilean ship to leave its waters.", "ordered", ("to",)),
    ("Serbia threatened to expel the Croatian envoy.", "threatened", ("to",)),
]


@pytest.mark.parametrize(("text", "trigger", "words"), INFINITIVES)
def test_to_before_an_infinitive(
    parser: Parser, shipped: Lexicon, text: str, trigger: str, words: tuple[str, ...]
) -> None:
    parsed = parser.parse(Report(text))
    hit = next(f for f in fired(parsed, shipped) if parsed.text[f.token] == trigger)
    assert hit.row.words == words


def test_own_row_replaces_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "triggers_of_mine.csv"
    own.write_text(
        HEADER + "verb,condemn,NONE,,,,\nverb,excommunicate,SANCTION,expel,subject,object,\n",
        encoding="utf-8",
    )
    changed = lexicon.load([own])
    assert [row.type for row in changed.rows("verb", "condemn") if row.specificity == 0] == [NONE]
    assert [row.mode for row in changed.rows("verb", "excommunicate")] == ["expel"]
    assert [row.type for row in lexicon.load().rows("verb", "condemn") if row.specificity == 0] == ["ACCUSE"]


@pytest.mark.parametrize(
    "row",
    [
        "adverb,quickly,ASSAULT,,subject,object,",
        "verb,{fire},ASSAULT,,subject,object,",
        "verb,hit,,,subject,object,",
        "verb,issue {warning} for {tourist},SANCTION,,subject,for,",
    ],
)
def test_row_that_is_no_trigger_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    own = tmp_path / "triggers.csv"
    own.write_text(HEADER + "verb,condemn,ACCUSE,disapprove,subject,object,\n" + row + "\n", encoding="utf-8")
    with pytest.raises(DataFileError) as refused:
        lexicon.load([own])
    assert "triggers.csv" in str(refused.value)
