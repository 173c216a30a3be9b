"""A user's own file over the shipped ones, and what is said of a file that makes no sense."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dragoman import codebook
from dragoman.errors import DataFileError

CONTEXT = """
[[context]]
name = "education"
definition = "Schools, universities and what is taught there."
excludes = []
example = "Students asked for lower fees."
cues = ["school", "university"]
"""


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_override_replaces_only_what_it_names(tmp_path: Path) -> None:
    mine = write(
        tmp_path,
        """
        [[type]]
        name = "SANCTION"
        score = -7
        [[mode]]
        type = "PROTEST"
        mode = "vandalize"
        score = -5.5
        """,
    )
    book, shipped = codebook.load([mine]), codebook.load()
    assert book.score("SANCTION") == -7.0
    assert book.types["SANCTION"].definition == shipped.types["SANCTION"].definition
    assert book.score("PROTEST", "vandalize") == -5.5
    assert shipped.score("SANCTION") == -6.0
    assert shipped.score("PROTEST", "vandalize") == -5.0


def test_cues_are_replaced_or_added_to(tmp_path: Path) -> None:
    mine = write(
        tmp_path,
        '[[context]]\nname = "legal"\ncues = ["hearing"]\n[[context]]\nname = "cyber"\nmore_cues = ["worm"]\n',
    )
    book, shipped = codebook.load([mine]), codebook.load()
    assert book.contexts["legal"].cues == ("hearing",)
    assert book.contexts["cyber"].cues == (*shipped.contexts["cyber"].cues, "worm")


def test_later_files_lie_over_earlier_ones(tmp_path: Path) -> None:
    first = write(tmp_path, CONTEXT, "first.toml")
    second = write(tmp_path, '[[context]]\nname = "education"\nmore_cues = ["pupil"]\n', "second.toml")
    assert codebook.load([first, second]).contexts["education"].cues == ("school", "university", "pupil")


def test_new_mode_sector_place_and_cameo_row(tmp_path: Path) -> None:
    mine = write(
        tmp_path,
        """
        [[mode]]
        type = "PROTEST"
        mode = "occupy"
        score = -4
        cameo = "144"
        definition = "People stay in a square or building for days."
        excludes = []
        example = "Campers filled the square for a third night."
        [[sector]]
        code = "FSH"
        kind = "less frequent"
        definition = "Fishers and their cooperatives."
        excludes = []
        example = "Fishers kept their boats in port."
        [[partial]]
        place = "Northland"
        country = "NOR"
        [[cameo]]
        code = "1445"
        type = "PROTEST"
        mode = "occupy"
        contexts = ["territory"]
        label = "Occupy a square"
        [[old_mode]]
        type = "PROTEST"
        old = "camp"
        new = "occupy"
        """,
    )
    book = codebook.load([mine])
    assert book.score("PROTEST", "occupy") == -4.0
    assert book.sectors["FSH"].kind == "less frequent"
    assert book.partial["Northland"] == "NOR"
    assert book.from_cameo("1445") == codebook.PloverCode("PROTEST", "occupy", ("territory",))
    assert book.legacy("PROTEST", "camp") == codebook.PloverCode("PROTEST", "occupy")


BAD = {
    "no TOML": ('[[type]\nname = "AID"\n', r"mine\.toml:1: no TOML: .*"),
    "TOML cut short": ('[[type]]\nname = "AID', r"mine\.toml(:2)?: no TOML: .*"),
    "unknown table": ('[[kind]]\nname = "AID"\n', r"mine\.toml: no such table: \[\[kind\]\].*"),
    "single table": ('[type]\nname = "AID"\n', r"mine\.toml: type must be a list of tables.*"),
    "plain value": ("type = 3\n", r"mine\.toml: type must be a list of tables.*"),
    "no key": ("[[type]]\nscore = 3\n", r"mine\.toml: a type without its name.*"),
    "empty key": ('[[context]]\nname = " "\n', r"mine\.toml: a context without its name.*"),
    "misspelled column": (
        '[[type]]\nname = "AID"\nscroe = 3\n',
        r"mine\.toml: type AID: no such column: scroe.*",
    ),
    "growing text": ('[[type]]\nname = "AID"\nmore_score = 3\n', r".*no such column: more_score.*"),
    "score as text": ('[[type]]\nname = "AID"\nscore = "3"\n', r".*type AID: score must be a number.*"),
    "score as truth": ('[[type]]\nname = "AID"\nscore = true\n', r".*type AID: score must be a number.*"),
    "number as truth": ('[[quad]]\nname = "verbal conflict"\nnumber = true\n', r".*must be a whole number.*"),
    "score too high": (
        '[[type]]\nname = "AID"\nscore = 11\n',
        r".*type AID: score 11.0 is not between -10 and 10.*",
    ),
    "score not finite": ('[[type]]\nname = "AID"\nscore = nan\n', r".*type AID: score nan is not between.*"),
    "mode score too low": (
        '[[mode]]\ntype = "REJECT"\nmode = "meet"\nscore = -10.5\n',
        r".*mode REJECT meet: score.*",
    ),
    "unknown quad": ('[[type]]\nname = "AID"\nquad = "help"\n', r".*type AID: no quad class 'help'.*"),
    "incomplete type": (
        '[[type]]\nname = "DANCE"\nquad = "verbal conflict"\n',
        r".*type DANCE: lacks .*definition.*",
    ),
    "mode of no type": (
        '[[mode]]\ntype = "DANCE"\nmode = "waltz"\ncameo = "040"\n'
        'definition = "d"\nexcludes = []\nexample = "e"\n',
        r".*mode DANCE waltz: no event type 'DANCE'.*",
    ),
    "empty definition": ('[[type]]\nname = "AID"\ndefinition = " "\n', r".*type AID: an empty definition.*"),
    "unknown CAMEO code": ('[[type]]\nname = "AID"\ncameo = "999"\n', r".*type AID: no CAMEO code '999'.*"),
    "cues no list": (
        '[[context]]\nname = "legal"\ncues = "court"\n',
        r".*context legal: cues must be a list of texts.*",
    ),
    "cue no text": (
        '[[context]]\nname = "legal"\ncues = [3]\n',
        r".*context legal: cues must be a list of texts.*",
    ),
    "cue in capitals": (
        '[[context]]\nname = "legal"\nmore_cues = ["Court"]\n',
        r".*cue 'Court' must be lower case.*",
    ),
    "sector kind": ('[[sector]]\ncode = "GOV"\nkind = "rare"\n', r".*sector GOV: kind must be one of.*"),
    "sector code": (
        '[[sector]]\ncode = "gov"\nkind = "frequent"\ndefinition = "d"\nexcludes = []\nexample = "e"\n',
        r".*sector gov: a sector code has three capital letters.*",
    ),
    "country": (
        '[[partial]]\nplace = "Northland"\ncountry = "Norway"\n',
        r".*country must be an alpha-3 code.*",
    ),
    "CAMEO mode": ('[[cameo]]\ncode = "070"\nmode = "demo"\n', r".*cameo 070: AID has no mode 'demo'.*"),
    "CAMEO code": (
        '[[cameo]]\ncode = "7a"\ntype = ""\nlabel = "l"\n',
        r".*cameo 7a: a CAMEO code has two to four.*",
    ),
    "CAMEO context": ('[[cameo]]\ncode = "070"\ncontexts = ["tea"]\n', r".*cameo 070: no context 'tea'.*"),
    "old event": ('[[old_event]]\nold = "HELP"\nnew = "HAND"\n', r".*old_event HELP: no event type 'HAND'.*"),
    "old mode": (
        '[[old_mode]]\ntype = "AID"\nold = "x"\nnew = "y"\n',
        r".*old_mode AID x: AID has no mode 'y'.*",
    ),
    "old context": ('[[old_context]]\nold = "x"\nnew = "tea"\n', r".*old_context x: no context 'tea'.*"),
}


@pytest.mark.parametrize("case", BAD, ids=list(BAD))
def test_malformed_file_is_named(tmp_path: Path, case: str) -> None:
    text, message = BAD[case]
    mine = write(tmp_path, text)
    with pytest.raises(DataFileError) as caught:
        codebook.load([mine])
    assert caught.value.where == str(mine)
    said = str(caught.value)
    assert re.search(message, said, re.DOTALL), said
    assert said.endswith("[D201]")


def test_missing_and_undecodable_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"nowhere\.toml: can't be read"):
        codebook.load([tmp_path / "nowhere.toml"])
    with pytest.raises(DataFileError, match="can't be read"):
        codebook.load([tmp_path])
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'[[context]]\nname = "caf\xe9"\n')
    with pytest.raises(DataFileError, match=r"latin\.toml: is not UTF-8"):
        codebook.load([latin])


def test_a_bad_file_leaves_the_shipped_codebook_alone(tmp_path: Path) -> None:
    mine = write(tmp_path, '[[type]]\nname = "AID"\nscore = 11\n')
    with pytest.raises(DataFileError):
        codebook.load([mine])
    assert codebook.load().score("AID") == 10.0
