"""`dragoman actors`: whom a phrase names, in a table and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FIELDS = ["country", "sectors", "name", "office", "organisation", "kind"]


def test_phrases_as_json_one_a_line(dragoman: Any) -> None:
    run = dragoman("actors", "resolve", "Peruvian navy", "Belgian border police", "--json")
    assert (run.status, run.err) == (0, "")
    navy, police = run.records
    assert list(navy) == FIELDS
    assert (navy["country"], navy["sectors"], navy["kind"]) == ("PER", ["MIL"], "force")
    assert (police["country"], police["sectors"]) == ("BEL", ["COP"])


def test_a_phrase_that_is_no_actor(dragoman: Any) -> None:
    run = dragoman("actors", "resolve", "French wine", "--json")
    assert run.status == 0
    assert run.records == [dict.fromkeys(FIELDS)]
    run = dragoman("actors", "resolve", "French wine", "", "Peruvian navy")
    assert run.status == 0
    head, wine, nothing, navy = run.out.splitlines()
    assert head.split() == ["phrase", "country", "sectors", "kind", "name", "office"]
    assert wine.split() == ["French", "wine", "no", "actor"]
    assert nothing.split() == ["no", "actor"]
    assert navy.split()[2:5] == ["PER", "MIL", "force"]


@pytest.mark.parametrize(
    ("day", "office"), [("2003-05-01", "UN secretary general"), ("2010-05-01", "former UN secretary general")]
)
def test_the_day_tells_the_office(dragoman: Any, day: str, office: str) -> None:
    (annan,) = dragoman("actors", "resolve", "Kofi Annan", "--date", day, "--json").records
    assert (annan["office"], annan["organisation"], annan["country"]) == (office, "UN", None)


@pytest.mark.parametrize("day", ["", "yesterday", "04/05/2024"])
def test_a_day_that_is_none_is_wrong_usage(dragoman: Any, day: str) -> None:
    run = dragoman("actors", "resolve", "Kofi Annan", "--date", day)
    assert (run.status, run.out) == (2, "")
    assert "--date" in run.err


def test_own_data(dragoman: Any, tmp_path: Path) -> None:
    own = tmp_path / "people.csv"
    own.write_text(
        "name,aliases,country,office,sectors,from,to\nAne Lindahl,,NOR,minister of trade,GOV,2003,\n"
    )
    (minister,) = dragoman("actors", "resolve", "Ane Lindahl", "--data", own, "--json").records
    assert (minister["country"], minister["office"]) == ("NOR", "minister of trade")
    run = dragoman("actors", "resolve", "Ane Lindahl", "--data", tmp_path / "persons.csv")
    assert run.status == 2
    assert "--data" in run.err


def test_phrases_do_not_steer_the_terminal(dragoman: Any) -> None:
    run = dragoman("actors", "resolve", "Peruvian\x1b[2Jnavy")
    assert run.status == 0
    assert "\x1b" not in run.out


def test_the_json_is_one_line_a_phrase(dragoman: Any) -> None:
    run = dragoman(
        "actors", "resolve", "the president of Sao Tome and Principe", "São Paulo police", "--json"
    )
    assert [set(json.loads(line)) for line in run.out.splitlines()] == [set(FIELDS)] * 2
