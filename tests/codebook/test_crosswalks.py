"""CAMEO and earlier PLOVER names to today's, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import codebook
from dragoman.codebook import PloverCode

BOOK = codebook.load()

# Two-digit codes, and the codes that part from them.
CAMEO = """
01    -
011   -
019   -
02    REQUEST
0231  REQUEST assist economic
0241  REQUEST change executive
0256  REQUEST yield military
026   REQUEST meet diplomatic
03    AGREE
0333  AGREE - human_security
04    CONSULT
041   CONSULT phone
042   CONSULT visit
043   CONSULT visit - swap
044   CONSULT third-party
05    SUPPORT
051   SUPPORT
055   CONCEDE
056   CONCEDE
057   SUPPORT - diplomatic
06    COOPERATE
064   COOPERATE - intelligence
07    AID
075   AID - asylum
08    CONCEDE
081   CONCEDE - rights_freedoms
0811  CONCEDE - rights_freedoms
0813  RETREAT - rights_freedoms
0814  RETREAT - rights_freedoms
082   CONCEDE
083   CONCEDE
084   RETREAT release
085   RETREAT - economic
0863  RETREAT access human_security
0871  RETREAT ceasefire military
0874  RETREAT withdraw military
09    ACCUSE investigate
094   ACCUSE investigate human_rights
10    REQUEST
1053  REQUEST yield
11    ACCUSE
111   ACCUSE disapprove
112   ACCUSE allege
116   SANCTION convict legal
12    REJECT
1213  REJECT assist legal
125   REJECT meet diplomatic
13    THREATEN
1322  THREATEN restrict rights_freedoms
1382  THREATEN territory territory
14    PROTEST
1413  PROTEST demo rights_freedoms
143   PROTEST strike
15    MOBILIZE
153   MOBILIZE police
16    SANCTION
161   SANCTION discontinue diplomatic
163   COERCE restrict economic
166   SANCTION
17    COERCE
1711  COERCE seize
1712  ASSAULT destroy
1722  COERCE restrict rights_freedoms
1724  COERCE martial-law
175   ASSAULT - repression;pro_autocracy
176   COERCE cyber cyber
18    ASSAULT
181   ASSAULT abduct
186   ASSAULT targeted
19    ASSAULT
190   ASSAULT
191   COERCE restrict
192   COERCE seize territory
1952  ASSAULT drone
20    ASSAULT
201   ASSAULT - migration
202   ASSAULT targeted human_rights
203   ASSAULT targeted religion_ethnicity
204   ASSAULT unconventional cbrn
"""

# How many 3- and 4-digit codes stand under 01, 02, ... 20: those of CAMEO 1.1b3, and 1213 and 1214, which the
# data of ICEWS and GDELT add.
CODES_BY_ROOT = dict(
    zip(
        [f"{root:02}" for root in range(1, 21)],
        [10, 27, 28, 7, 8, 5, 6, 25, 5, 27, 12, 28, 22, 26, 6, 13, 13, 14, 9, 7],
        strict=True,
    )
)

# Pairs for which CAMEO has no code of their own: what comes back.
COARSE = """
CONSULT multilateral     040  CONSULT
RETREAT -                080  CONCEDE
RETREAT resign           0831 CONCEDE
THREATEN arrest          130  THREATEN
PROTEST boycott          143  PROTEST strike
PROTEST vandalize        145  PROTEST riot
SANCTION expel           166  SANCTION
SANCTION withdraw        166  SANCTION
SANCTION discontinue     160  SANCTION
MOBILIZE weapons         154  MOBILIZE troops
MOBILIZE militia         150  MOBILIZE
COERCE censor            1721 COERCE restrict
COERCE withhold          170  COERCE
COERCE misinformation    170  COERCE
ASSAULT primitive        182  ASSAULT beat
ASSAULT crowd-control    175  ASSAULT
"""


def rows(table: str) -> list[list[str]]:
    return [row.split() for row in table.strip().splitlines()]


@pytest.mark.parametrize("row", rows(CAMEO), ids=lambda row: row[0])
def test_from_cameo(row: list[str]) -> None:
    code, type_name, mode, contexts, swap = (*row, *["-"] * (5 - len(row)))
    if type_name == "-":
        assert BOOK.from_cameo(code) is None
        return
    listed = () if contexts == "-" else tuple(contexts.split(";"))
    assert BOOK.from_cameo(code) == PloverCode(
        type_name, None if mode == "-" else mode, listed, swap == "swap"
    )


def test_the_whole_cameo_list_is_there() -> None:
    found = dict.fromkeys(CODES_BY_ROOT, 0)
    for code in BOOK.cameo:
        if len(code) > 2:
            found[code[:2]] += 1
            assert code[:3] in BOOK.cameo
    assert found == CODES_BY_ROOT
    assert set(CODES_BY_ROOT) <= set(BOOK.cameo)


def test_every_cameo_code_has_its_own_label() -> None:
    labels = [row.label for row in BOOK.cameo.values()]
    assert all(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("code", ["", "0", "4", "---", "21", "99", "abc", "x042"])
def test_no_cameo_code(code: str) -> None:
    assert BOOK.from_cameo(code) is None


def test_longest_prefix_and_blanks() -> None:
    assert BOOK.from_cameo("1959") == BOOK.from_cameo("195")
    assert BOOK.from_cameo("149") == BOOK.from_cameo("14")
    assert BOOK.from_cameo(" 0841\n") == BOOK.from_cameo("0841")


@given(st.one_of(st.text(max_size=6), st.from_regex(r"[012]\d{1,4}", fullmatch=True)))
def test_from_cameo_gives_only_what_the_codebook_has(code: str) -> None:
    found = BOOK.from_cameo(code)
    if found is not None:
        assert found.type in BOOK.types
        assert found.mode is None or BOOK.has_mode(found.type, found.mode)
        assert set(found.contexts) <= set(BOOK.contexts)


@pytest.mark.parametrize("row", rows(COARSE), ids=lambda row: f"{row[0]}-{row[1]}")
def test_to_cameo_where_cameo_is_coarser(row: list[str]) -> None:
    type_name, mode, code, back, *back_mode = row
    assert BOOK.to_cameo(type_name, None if mode == "-" else mode) == code
    found = BOOK.from_cameo(code)
    assert found is not None
    assert (found.type, found.mode) == (back, back_mode[0] if back_mode else None)


def test_all_other_pairs_survive_the_way_to_cameo_and_back() -> None:
    coarse = {(row[0], None if row[1] == "-" else row[1]) for row in rows(COARSE)}
    for type_name in BOOK.types:
        for mode in (None, *BOOK.modes(type_name)):
            found = BOOK.from_cameo(BOOK.to_cameo(type_name, mode))
            assert found is not None
            same = (found.type, found.mode) == (type_name, mode)
            assert same is ((type_name, mode) not in coarse), (type_name, mode)


OLD_EVENTS = """
DEMAND      -           REQUEST  -
DISAPPROVE  -           ACCUSE   disapprove
INVESTIGATE -           ACCUSE   investigate
FIGHT       -           ASSAULT  -
FIGHT       firearms    ASSAULT  firearms
CONSULT     visit       CONSULT  visit
consult     VISIT       CONSULT  visit
PROTEST     strike-hun  PROTEST  hunger
PROTEST     strike-gen  PROTEST  strike
PROTEST     demo-org    PROTEST  demo
PROTEST     demo-spon   PROTEST  demo
PROTEST     riot-spon   PROTEST  riot
COERCE      confiscate  COERCE   seize
COERCE      detain      COERCE   arrest
COERCE      ban         COERCE   restrict
THREATEN    ban         THREATEN restrict
THREATEN    political   THREATEN restrict
ASSAULT     assassinate ASSAULT  targeted
ASSAULT     cleansing   ASSAULT  targeted
ASSAULT     massacre    ASSAULT  targeted
ASSAULT     seize       ASSAULT  abduct
RETREAT     return      RETREAT  release
RETREAT     ease        RETREAT  -
AID         other       AID      -
DISAPPROVE  other       ACCUSE   disapprove
"""


@pytest.mark.parametrize("row", rows(OLD_EVENTS), ids=lambda row: f"{row[0]}-{row[1]}")
def test_legacy_events_and_modes(row: list[str]) -> None:
    event, mode, now, now_mode = row
    found = BOOK.legacy(event, None if mode == "-" else mode)
    assert found == PloverCode(now, None if now_mode == "-" else now_mode)


def test_legacy_host_swaps_the_sides() -> None:
    assert BOOK.legacy("CONSULT", "host") == PloverCode("CONSULT", "visit", (), swap=True)


def test_legacy_mode_that_was_a_context() -> None:
    assert BOOK.legacy("ASSAULT", "pro_autocracy") == PloverCode("ASSAULT", None, ("pro_autocracy",))


def test_legacy_event_without_heir() -> None:
    assert BOOK.legacy("CRIME") is None


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("political", "political_institutions"),
        ("government", "executive"),
        ("refugee", "migration"),
        ("refugees", "migration"),
        ("resource", "natural_resource"),
        ("resources", "natural_resource"),
        ("rights", "human_rights"),
        ("discrimination", "inequality"),
        ("religion", "religion_ethnicity"),
        ("humanitarian", "human_security"),
        ("democracy", "pro_democracy"),
        ("military", "military"),
        ("assets", None),
        ("foreign", None),
        ("politics", None),
        ("unknown", None),
    ],
)
def test_legacy_contexts(old: str, now: str | None) -> None:
    found = BOOK.legacy("AID", None, [old])
    assert found is not None
    assert found.contexts == ((now,) if now else ())


def test_legacy_keeps_auxiliary_marks_apart() -> None:
    found = BOOK.legacy("AGREE", None, ["future", "military", "historical", "military"])
    assert found == PloverCode("AGREE", None, ("military",), auxiliary=("future", "historical"))


@pytest.mark.parametrize(
    ("code", "scheme", "now"),
    [
        ("GOV", "0.5b", ("GOV", "")),
        ("INS", "0.5b", ("REB", "")),
        ("SEP", "cameo", ("REB", "")),
        ("MED", "0.5b", ("MED", "")),
        ("MED", "cameo", ("JRN", "")),
        ("HLH", "cameo", ("MED", "")),
        ("CIV", "0.5b", ("CVL", "")),
        ("MOS", "0.5b", ("REL", "")),
        ("***", "0.5b", ("", "")),
        ("CVLalb", "0.5b", ("CVL", "alb")),
        ("REBHUT", "0.5b", ("REB", "HUT")),
        ("INSMOS", "cameo", ("REB", "MOS")),
    ],
)
def test_legacy_sectors(code: str, scheme: str, now: tuple[str, str]) -> None:
    assert BOOK.legacy_sector(code, scheme) == now


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("source", "actor"),
        ("target", "recipient"),
        ("actorText", "entity_text"),
        ("eventText", "event_text"),
        ("eventLoc", "event_loc"),
        ("textInfo", "text_info"),
        ("date", "date"),
    ],
)
def test_legacy_fields(old: str, now: str) -> None:
    assert BOOK.legacy_field(old) == now


def test_legacy_names_that_never_were() -> None:
    with pytest.raises(KeyError):
        BOOK.legacy("DANCE")
    with pytest.raises(KeyError):
        BOOK.legacy("CONSULT", "waltz")
    with pytest.raises(KeyError):
        BOOK.legacy("CONSULT", None, ["ballroom"])
    with pytest.raises(KeyError):
        BOOK.legacy_sector("QQQ")
