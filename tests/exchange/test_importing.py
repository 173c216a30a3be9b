"""Files of POLECAT, ICEWS and GDELT come in: what can't be read is named with its line, the rest is in."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman import Ledger
from dragoman.errors import BrokenFile, NotFound
from dragoman.exchange import FORMATS, Imported, Unread, export, import_events
from dragoman.exchange.importing import SOURCES
from dragoman.ledger.store import Store

POLECAT = [column.name for column in FORMATS["polecat"].tables["polecat"]]
ICEWS = [column.name for column in FORMATS["icews"].tables["icews"]]
GDELT_1 = [column.name for column in FORMATS["gdelt"].tables["gdelt"]]
GDELT_2 = [column.name for column in FORMATS["gdelt2"].tables["gdelt2"]]

Given = dict[str, str]


def line(columns: Sequence[str], given: Given) -> str:
    assert set(given) <= set(columns)
    return "\t".join(given.get(name, "") for name in columns)


def polecat(own: str = "1", **more: str) -> Given:
    given = {
        "Event ID": own,
        "Event Date": "2023-02-03",
        "Event Type": "ACCUSE",
        "Event Mode": "disapprove",
        "Intensity": "-2.0",
        "Actor Name": "France",
        "Actor Country": "FRA",
        "Recipient Name": "Chad",
        "Recipient Country": "TCD",
    }
    return given | {name.replace("_", " "): value for name, value in more.items()}


def icews(own: str = "7", **more: str) -> Given:
    given = {
        "Event ID": own,
        "Event Date": "2014-05-06",
        "Source Name": "Lawyer (Peru)",
        "Source Country": "Peru",
        "CAMEO Code": "042",
        "Intensity": "1.9",
        "Target Name": "Chile",
        "Target Country": "Chile",
        "City": "NULL",
        "Country": "Peru",
        "Latitude": "-12.0",
        "Longitude": "-77.0",
    }
    return given | {name.replace("_", " "): value for name, value in more.items()}


def gdelt(own: str = "9", **more: str) -> Given:
    given = {
        "GLOBALEVENTID": own,
        "SQLDATE": "20120304",
        "Actor1Name": "NIGERIA",
        "Actor1CountryCode": "NGA",
        "Actor1Type1Code": "GOV",
        "Actor1Type2Code": "MIL",
        "Actor2Name": "NIGER",
        "Actor2CountryCode": "NER",
        "EventCode": "190",
        "GoldsteinScale": "-10.0",
        "ActionGeo_FullName": "Niamey, Niger",
        "ActionGeo_CountryCode": "NG",
        "ActionGeo_Lat": "13.5",
        "ActionGeo_Long": "2.1",
    }
    return given | more


Read = Callable[..., tuple[Imported, list[Unread], Ledger]]


@pytest.fixture
def take(tmp_path: Path) -> Read:
    """Import lines into a ledger of their own."""
    ledger = Ledger(tmp_path / "ledger.db")

    def take(source: str, *lines: str, name: str = "file.txt") -> tuple[Imported, list[Unread], Ledger]:
        path = tmp_path / name
        path.write_text("".join(one + "\n" for one in lines), encoding="utf-8")
        unread: list[Unread] = []
        return import_events(ledger.store, source, path, unread.append), unread, ledger

    return take


# POLECAT


@pytest.mark.parametrize("name", ["Intensity", "Event Intensity"])
def test_a_polecat_row_is_in(take: Read, name: str) -> None:
    head = "\t".join(POLECAT).replace("Intensity", name)
    done, unread, ledger = take("polecat", head, line(POLECAT, polecat()))
    assert (done, unread) == (Imported(new=1), [])
    (event,) = ledger.imported("polecat")
    assert (event.id, event.day, event.type, event.mode) == ("1", date(2023, 2, 3), "ACCUSE", "disapprove")
    assert (event.source_country, event.target_country, event.intensity) == ("FRA", "TCD", -2.0)
    assert (event.code, event.line, event.file) == ("ACCUSE disapprove", 2, "file.txt")


@pytest.mark.parametrize(
    ("given", "type_", "mode", "swapped"),
    [
        ({"Event Type": "DEMAND", "Event Mode": ""}, "REQUEST", None, False),
        ({"Event Type": "DISAPPROVE", "Event Mode": ""}, "ACCUSE", "disapprove", False),
        ({"Event Type": "FIGHT", "Event Mode": ""}, "ASSAULT", None, False),
        ({"Event Type": "COERCE", "Event Mode": "confiscate"}, "COERCE", "seize", False),
        ({"Event Type": "CONSULT", "Event Mode": "host"}, "CONSULT", "visit", True),
        ({"Event Type": "consult", "Event Mode": "Visit"}, "CONSULT", "visit", False),
        ({"Event Type": "CONSULT", "Event Mode": "of its own"}, "CONSULT", None, False),
        ({"Event Type": "CRIME", "Event Mode": ""}, None, None, False),
    ],
)
def test_old_names_become_todays(
    take: Read, given: Given, type_: str | None, mode: str | None, swapped: bool
) -> None:
    done, _, ledger = take("polecat", "\t".join(POLECAT), line(POLECAT, polecat() | given))
    (event,) = ledger.imported("polecat")
    assert (event.type, event.mode) == (type_, mode)
    assert event.source_country == ("TCD" if swapped else "FRA")
    assert done.untyped == (type_ is None)


MALFORMED = [
    ("a stray tab", line(POLECAT, polecat("2")).replace("France", "Fra\tnce"), "41 fields"),
    ("too short", "2\t2023-02-03\tACCUSE", "3 fields"),
    ("no id", line(POLECAT, polecat("")), "Event ID"),
    ("no such day", line(POLECAT, polecat("2") | {"Event Date": "2023-02-30"}), "Event Date"),
    ("no such type", line(POLECAT, polecat("2") | {"Event Type": "FLY"}), "Event Type"),
    ("a word for a number", line(POLECAT, polecat("2") | {"Intensity": "high"}), "Intensity"),
    ("off the scale", line(POLECAT, polecat("2") | {"Intensity": "99"}), "Intensity"),
    ("off the globe", line(POLECAT, polecat("2") | {"Latitude": "912"}), "Latitude"),
]


@pytest.mark.parametrize(("row", "why"), [(r, w) for _, r, w in MALFORMED], ids=[n for n, _, _ in MALFORMED])
def test_a_malformed_row_is_named_and_the_rest_is_in(take: Read, row: str, why: str) -> None:
    done, unread, ledger = take(
        "polecat", "\t".join(POLECAT), line(POLECAT, polecat("1")), row, line(POLECAT, polecat("3"))
    )
    assert done == Imported(new=2, unread=1)
    assert [(one.where, one.line) for one in unread] == [("file.txt", 3)]
    assert why in unread[0].why
    assert [event.id for event in ledger.imported("polecat")] == ["1", "3"]


def test_headings_and_stray_tabs_that_do_no_harm(take: Read) -> None:
    head = "\t".join(POLECAT)
    done, unread, _ = take(
        "polecat",
        "POLECAT weekly file",
        "\ufeff" + head + "\t\t",
        line(POLECAT, polecat("1") | {"Version": "1"}) + "\t\t\t",
        head,
        "",
        line(POLECAT, polecat("2") | {"Actor Name": '"Republic ""of"" France"'}),
    )
    assert done == Imported(new=2, unread=1)
    assert [(one.line, one.why) for one in unread] == [(1, "it stands before the heading")]


def test_a_heading_with_a_tab_too_many(take: Read) -> None:
    done, unread, _ = take("polecat", "\t".join(POLECAT) + "\t", line(POLECAT, polecat("1")) + "\t")
    assert (done, unread) == (Imported(new=1), [])


@pytest.mark.parametrize("source", ["polecat", "icews"])
@pytest.mark.parametrize("text", ["", "a\tb\n1\t2\n", "x\n" * 500])
def test_a_file_without_the_heading_is_broken(take: Read, source: str, text: str) -> None:
    with pytest.raises(BrokenFile):
        take(source, *text.splitlines())


# ICEWS


def test_doubled_ids_are_kept_once_and_told(take: Read) -> None:
    lines = ["\t".join(ICEWS), line(ICEWS, icews("7")), line(ICEWS, icews("7")), line(ICEWS, icews("8"))]
    done, _, ledger = take("icews", *lines)
    assert done == Imported(new=2, doubled=1)
    event = ledger.imported("icews")[0]
    assert (event.source_country, event.target_country, event.place) == ("PER", "CHL", "Peru")
    assert (event.type, event.mode, event.code) == ("CONSULT", "visit", "042")
    done, _, ledger = take("icews", *lines)
    assert done == Imported(known=2, doubled=1)
    assert len(ledger.imported("icews")) == 2


def test_doubled_ids_are_told_across_what_comes_in_together(
    take: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.exchange.importing.CHUNK", 2)
    lines = [line(ICEWS, icews(own)) for own in "1231"]
    done, _, _ = take("icews", "\t".join(ICEWS), *lines)
    assert done == Imported(new=3, doubled=1)


@pytest.mark.parametrize(
    ("given", "code", "type_"),
    [
        ("042", "042", "CONSULT"),
        ("42", "042", "CONSULT"),
        ("010", "010", None),
        ("1823", "1823", "ASSAULT"),
        ("57", "057", "SUPPORT"),
        ("190", "190", "ASSAULT"),
    ],
)
def test_cameo_codes(take: Read, given: str, code: str, type_: str | None) -> None:
    done, unread, ledger = take("icews", "\t".join(ICEWS), line(ICEWS, icews() | {"CAMEO Code": given}))
    assert unread == []
    (event,) = ledger.imported("icews")
    assert (event.code, event.type) == (code, type_)
    assert done.untyped == (type_ is None)


@pytest.mark.parametrize("given", ["", "X", "00", "999", "12345", "---", "NULL"])
def test_what_is_no_cameo_code_is_named(take: Read, given: str) -> None:
    done, unread, _ = take("icews", "\t".join(ICEWS), line(ICEWS, icews() | {"CAMEO Code": given}))
    assert (done.new, len(unread)) == (0, 1)
    assert "CAMEO" in unread[0].why


# GDELT


@pytest.mark.parametrize("columns", [GDELT_1[:-1], GDELT_1, GDELT_2], ids=["57", "58", "61"])
def test_gdelt_rows_have_no_heading(take: Read, columns: list[str]) -> None:
    done, unread, ledger = take("gdelt", line(columns, gdelt("1")), line(columns, gdelt("2")))
    assert (done, unread) == (Imported(new=2), [])
    event = ledger.imported("gdelt")[0]
    assert (event.day, event.type, event.code) == (date(2012, 3, 4), "ASSAULT", "190")
    assert (event.source_country, event.target_country, event.place_country) == ("NGA", "NER", "NER")
    assert (event.source_sectors, event.latitude, event.longitude) == ("GOV MIL", 13.5, 2.1)


def test_gdelt_rows_that_are_none_are_named(take: Read) -> None:
    done, unread, _ = take(
        "gdelt",
        "\t".join(GDELT_1),
        line(GDELT_1, gdelt("1")),
        line(GDELT_1, gdelt("x")),
        line(GDELT_1, gdelt("3", EventCode="")),
        line(GDELT_1, gdelt("4")) + "\t",
        "\t".join("a" * 16),
        line(GDELT_1, gdelt("5", SQLDATE="20121301")),
    )
    assert done == Imported(new=1, unread=5)
    assert [one.line for one in unread] == [3, 4, 5, 6, 7]


def test_a_hosted_visit_has_the_visitor_as_its_source(take: Read) -> None:
    _, _, ledger = take("gdelt", line(GDELT_1, gdelt("1", EventCode="043")))
    (event,) = ledger.imported("gdelt")
    assert (event.source_country, event.target_country, event.mode) == ("NER", "NGA", "visit")


# Files


def test_packed_files(take: Read, tmp_path: Path) -> None:
    _, _, ledger = take("gdelt", line(GDELT_1, gdelt("1")))
    packed = tmp_path / "two.zip"
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("20120304.export.CSV", line(GDELT_1, gdelt("2")) + "\n")
    assert import_events(ledger.store, "gdelt", packed) == Imported(new=1)
    packed = tmp_path / "three.gz"
    packed.write_bytes(gzip.compress(line(GDELT_1, gdelt("3")).encode()))
    assert import_events(ledger.store, "gdelt", packed) == Imported(new=1)
    for name, content in {"bad.zip": b"PK", "bad.gz": b"\x1f\x8b\x08broken"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BrokenFile):
            import_events(ledger.store, "gdelt", tmp_path / name)
    with pytest.raises(NotFound):
        import_events(ledger.store, "gdelt", tmp_path / "none.csv")


def test_older_files_are_latin(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    row = line(ICEWS, icews() | {"Source Name": "São Tomé"})
    path.write_bytes(("\t".join(ICEWS) + "\r\n" + row + "\r\n").encode("latin-1"))
    with Ledger(tmp_path / "ledger.db") as ledger:
        assert import_events(ledger.store, "icews", path) == Imported(new=1)
        assert ledger.imported("icews")[0].source_name == "São Tomé"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400), source=st.sampled_from(sorted(SOURCES)))
def test_no_bytes_break_an_import(body: bytes, source: str, tmp_path: Path) -> None:
    head = {"polecat": "\t".join(POLECAT) + "\n", "icews": "\t".join(ICEWS) + "\n", "gdelt": ""}[source]
    path = tmp_path / "any.txt"
    path.write_bytes(head.encode() + body)
    from dragoman.exchange.incoming import lines

    for one in SOURCES[source](lines(path), path.name):
        assert isinstance(one, Unread) or one["id"]


# What we hand on, and comparison


@pytest.mark.parametrize(
    ("source", "form"), [("polecat", "polecat"), ("icews", "icews"), ("gdelt", "gdelt"), ("gdelt", "gdelt2")]
)
def test_our_own_exports_come_in(store: Store, tmp_path: Path, source: str, form: str) -> None:
    path = tmp_path / "out.txt"
    export(store, FORMATS[form], path, evidence=source != "gdelt")
    unread: list[Unread] = []
    with Ledger(tmp_path / "other.db") as ledger:
        done = import_events(ledger.store, source, path, unread.append)
    assert unread == []
    assert done.new == path.read_text(encoding="utf-8").count("\n") - (source != "gdelt")
    assert (done.doubled, done.untyped) == (0, 0)


def test_they_and_we_are_compared(ledger_place: str, fill: Callable[[Store], None], tmp_path: Path) -> None:
    with Ledger(ledger_place) as ledger:
        fill(ledger.store)
        path = tmp_path / "out.txt"
        export(ledger.store, FORMATS["polecat"], path)
        before = ledger.digest()
        done = import_events(ledger.store, "polecat", path)
        assert import_events(ledger.store, "polecat", path) == Imported(known=done.new)
        assert ledger.digest() != before
        rows = ledger.compare_imported("polecat")
        assert rows
        assert all(row.theirs > 0 and row.ours > 0 for row in rows)
        assert list(rows) == sorted(rows, key=lambda row: (row.month, row.source_country, row.target_country))
        one = rows[0]
        alone = ledger.compare_imported("polecat", pair=(one.source_country, one.target_country))
        assert one in list(alone)
        found = ledger.imported("polecat", pair=(one.source_country, one.target_country))
        assert len(found) == sum(row.theirs for row in alone)
        assert list(ledger.compare_imported("gdelt")) == []
        assert list(ledger.imported("polecat", since=date(2100, 1, 1))) == []
