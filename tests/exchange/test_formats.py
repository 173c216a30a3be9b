"""Each format column by column: names, order, counts, what a field may hold; and others' readers open it."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from dragoman import codebook
from dragoman.errors import LedgerError, OutputError
from dragoman.exchange import FORMATS, LeftOut, export
from dragoman.exchange.columns import guarded, text
from dragoman.exchange.dyads import happened
from dragoman.exchange.evidence import EVIDENCE
from dragoman.ledger import corrections, schema
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.store import Store
from dragoman.records import Record

SHARED = Path(__file__).parent / "data" / "columns.json"
OTHERS: dict[str, list[str]] = json.loads(SHARED.read_text(encoding="utf-8"))
"""The columns of the formats of others, as those who load them have them."""
HEADED = ("polecat", "icews", "csv")
TABBED = ("polecat", "icews", "gdelt", "gdelt2", "gdelt2.mentions")


def out(store: Store, folder: Path, name: str, **options: Any) -> tuple[Path, LeftOut]:
    path = folder / name
    return path, export(store, FORMATS[name], path, **options)


def rows(path: Path, separator: str = "\t") -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=separator))


def table(path: Path, separator: str = "\t") -> list[dict[str, str]]:
    head, *body = rows(path, separator)
    return [dict(zip(head, row, strict=True)) for row in body]


@pytest.fixture(scope="module")
def told(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The file of a format, made once: "polecat", "gdelt2.mentions"."""
    folder = tmp_path_factory.mktemp("formats")
    for name in FORMATS:
        out(store, folder, name)
    return lambda name: folder / name


# Columns


@pytest.mark.parametrize("name", ["polecat", "icews", "gdelt", "gdelt2", "gdelt2 mentions"])
def test_columns_are_those_of_the_format(name: str) -> None:
    columns = FORMATS[name.split()[0]].tables[name]
    assert [column.name for column in columns] == OTHERS[name]


@pytest.mark.parametrize("name", FORMATS)
def test_columns_are_named_once_and_described(name: str) -> None:
    for columns in FORMATS[name].tables.values():
        names = [column.name for column in (*columns, *EVIDENCE)]
        assert len(set(names)) == len(names)
        assert all(column.how for column in columns)


@pytest.mark.parametrize("name", HEADED)
def test_the_heading_is_the_columns(told: Callable[[str], Path], name: str) -> None:
    head = rows(told(name), "," if name == "csv" else "\t")[0]
    assert head == [column.name for column in FORMATS[name].tables[name]]


@pytest.mark.parametrize("name", TABBED)
def test_a_line_is_a_row_and_a_tab_parts_fields(told: Callable[[str], Path], name: str) -> None:
    lines = told(name).read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    width = len(OTHERS[name.replace(".", " ")])
    assert {line.count("\t") for line in lines} == {width - 1}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028]", "".join(lines))


@pytest.mark.parametrize("name", ["polecat", "icews", "gdelt", "gdelt2", "csv"])
def test_evidence_comes_at_the_end(
    store: Store, tmp_path: Path, name: str, records: tuple[Record, ...]
) -> None:
    path, _ = out(store, tmp_path, name, evidence=True)
    texts = {record.report.sha256[:16]: record.report.text for record in records}
    found = rows(path, "," if name == "csv" else "\t")[1:]
    assert found
    for row in found:
        _, report, sentence, start, end, _, status, confidence = row[-len(EVIDENCE) :]
        assert sentence == text(texts[report][int(start) : int(end)])
        assert status in ("happened", "planned") or name == "csv"
        assert 0 <= float(confidence) <= 1


# How many, and what is left out


def ledger_events(store: Store) -> list[Any]:
    table = schema.events.c
    with store.reading() as connection:
        asked = select(table.id, table.key, table.status, table.type, table.latitude).where(
            standing(schema.events)
        )
        return list(connection.execute(asked))


def sides(store: Store, key: int, side: str) -> int:
    table = schema.event_actors.c
    with store.reading() as connection:
        asked = select(func.count()).where(table.event_key == key, table.side == side)
        return connection.execute(asked).scalar_one() or 1


@pytest.mark.parametrize("name", ["polecat", "icews"])
def test_every_pair_of_what_happened_has_a_row(store: Store, told: Callable[[str], Path], name: str) -> None:
    found = table(told(name))
    held = [event for event in ledger_events(store) if happened(event.status, event.type)]
    assert len(found) == sum(sides(store, e.key, "source") * sides(store, e.key, "target") for e in held)
    ids = [row["Event ID"] for row in found]
    assert len(set(ids)) == len(ids)
    assert {"-".join(one.split("-")[:2]) for one in ids} == {event.id for event in held}


@pytest.mark.parametrize("name", ["polecat", "icews", "gdelt", "gdelt2"])
def test_what_did_not_happen_is_counted(store: Store, tmp_path: Path, name: str) -> None:
    _, left = out(store, tmp_path, name)
    missing = [event for event in ledger_events(store) if not happened(event.status, event.type)]
    assert missing
    assert sum(left.events.values()) == len(missing)
    assert any("of status denied" in reason and "holds what happened" in reason for reason in left)


@pytest.mark.parametrize("name", ["csv", "parquet", "geojson", "polecat", "gdelt"])
def test_other_records_are_counted(
    store: Store, tmp_path: Path, name: str, records: tuple[Record, ...]
) -> None:
    _, left = out(store, tmp_path, name)
    kinds = ("claims", "figures", "contacts", "positions")
    assert left.others == {kind: sum(len(getattr(r, kind)) for r in records) for kind in kinds}


@pytest.mark.parametrize("name", ["jsonl", "plover"])
def test_whole_records_leave_nothing_out(store: Store, tmp_path: Path, name: str) -> None:
    _, left = out(store, tmp_path, name)
    assert list(left) == []


def test_csv_has_every_event_of_every_status(store: Store, told: Callable[[str], Path]) -> None:
    found = table(told("csv"), ",")
    assert sorted((row["id"], row["status"]) for row in found) == sorted(
        (event.id, event.status) for event in ledger_events(store)
    )


def test_geojson_has_what_has_coordinates(store: Store, tmp_path: Path) -> None:
    path, left = out(store, tmp_path, "geojson")
    whole = json.loads(path.read_text(encoding="utf-8"))
    assert whole["type"] == "FeatureCollection"
    events = ledger_events(store)
    assert {one["id"] for one in whole["features"]} == {e.id for e in events if e.latitude is not None}
    assert sum(left.events.values()) == sum(e.latitude is None for e in events)
    for feature in whole["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert feature["geometry"]["type"] == "Point"
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90


def test_gdelt_rows_are_incidents_and_count_their_mentions(told: Callable[[str], Path]) -> None:
    names = OTHERS["gdelt2"]
    events = [dict(zip(names, row, strict=True)) for row in rows(told("gdelt2"))]
    mentions = [
        dict(zip(OTHERS["gdelt2 mentions"], row, strict=True)) for row in rows(told("gdelt2.mentions"))
    ]
    ids = [row["GLOBALEVENTID"] for row in events]
    assert len(set(ids)) == len(ids)
    assert all(int(one) < 2**60 for one in ids)
    told_of: dict[str, int] = dict.fromkeys(ids, 0)
    for mention in mentions:
        told_of[mention["GLOBALEVENTID"]] += 1
    assert told_of == {row["GLOBALEVENTID"]: int(row["NumMentions"]) for row in events}
    # Two reports, one of which has a copy, tell of the one incident that was joined.
    joined = max(events, key=lambda row: int(row["NumArticles"]))
    assert (joined["NumMentions"], joined["NumSources"], joined["NumArticles"]) == ("3", "3", "3")


def test_codes_are_of_their_schemes(told: Callable[[str], Path]) -> None:
    book = codebook.load()
    for row in table(told("icews")):
        assert re.fullmatch(r"\d{3,4}", row["CAMEO Code"])
        assert row["CAMEO Code"] in book.cameo
        assert row["Event Text"]
    for fields in rows(told("gdelt")):
        row = dict(zip(OTHERS["gdelt"], fields, strict=True))
        assert row["EventCode"].startswith(row["EventBaseCode"])
        assert row["EventBaseCode"].startswith(row["EventRootCode"])
        assert row["QuadClass"] in "1234"
        assert row["ActionGeo_Type"] in "012345"
        assert re.fullmatch(r"[A-Z]{0,2}", row["ActionGeo_CountryCode"])
        assert re.fullmatch(r"([A-Z]{3})?", row["Actor1CountryCode"])
        assert row["SQLDATE"].startswith(row["MonthYear"])
    for row in table(told("polecat")):
        assert row["Event Type"] in book.types
        assert not row["Event Mode"] or book.has_mode(row["Event Type"], row["Event Mode"])
        assert re.fullmatch(r"([A-Z]{3})?", row["Actor Country"])
        assert re.fullmatch(r"\d{0,3}", row["Actor COW"])
        assert row["Quad Code"].lower() in book.quads


def test_planned_cooperation_is_agreed(store: Store, told: Callable[[str], Path]) -> None:
    planned = {e.id for e in ledger_events(store) if e.status == "planned" and happened(e.status, e.type)}
    found = [row for row in table(told("polecat")) if "-".join(row["Event ID"].split("-")[:2]) in planned]
    assert found
    assert {(row["Event Type"], row["Event Mode"]) for row in found} == {("AGREE", "")}


# Hostile words


def test_no_word_breaks_a_row(told: Callable[[str], Path], records: tuple[Record, ...]) -> None:
    own = records[40].report.sha256[:16]
    (row,) = [row for row in table(told("polecat")) if row["Event ID"] == f"{own}-e1"]
    assert row["Actor Name"] == '=HYPERLINK("x")  '
    assert row["Placename"] == '"Paris" '
    assert row["Actor Title"] == "-office "
    (feature,) = [
        one
        for one in json.loads(told("geojson").read_text(encoding="utf-8"))["features"]
        if one["id"] == f"{own}-e1"
    ]
    # JSON can hold anything, so that it holds the words as they are.
    assert feature["properties"]["title"] == '@SUM(A1)\t"title"\n'


def test_excel_gets_a_byte_mark_and_no_formula(store: Store, tmp_path: Path) -> None:
    path, _ = out(store, tmp_path, "csv", excel=True, evidence=True)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\xef\xbb\xbf") == 1
    found = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    numbers = {"score", "latitude", "longitude"}
    for row in found[1:]:
        for name, field in zip(found[0], row, strict=True):
            assert name in numbers or not field.startswith(("=", "+", "-", "@", "\t", "\r")), (name, field)
    assert any(field.startswith("'=HYPERLINK") for row in found for field in row)


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\tx", "' x"),
        ("\rx", "' x"),
        (-1.5, "-1.5"),
        (("=a", "b"), "'=a; b"),
        ("a=b", "a=b"),
        ("", ""),
        (None, ""),
        (True, "1"),
        (date(2024, 1, 2), "2024-01-02"),
    ],
)
def test_guarded_fields(value: Any, field: str) -> None:
    assert guarded(value) == field


# Filters, corrections, days


def test_filters_are_those_of_events(store: Store, tmp_path: Path) -> None:
    path, _ = out(store, tmp_path, "csv", filters={"since": date(2024, 4, 3), "until": date(2024, 4, 3)})
    found = table(path, ",")
    assert found
    assert {row["day"] for row in found} == {"2024-04-03"}
    path, _ = out(store, tmp_path, "csv", filters={"actor": "TCD"})
    assert all("TCD" in row["source_countries"] + row["target_countries"] for row in table(path, ","))
    path, _ = out(store, tmp_path, "csv", filters={"status": ["denied"]})
    assert {row["status"] for row in table(path, ",")} == {"denied"}
    with pytest.raises(LedgerError):
        out(store, tmp_path, "csv", filters={"actor": "Nobody at all"})


def test_a_correction_is_in_and_not_in_what_stood_before(store: Store, tmp_path: Path, fill: Any) -> None:
    own = Store(tmp_path / "own.db")
    fill(own)
    event = next(e for e in ledger_events(own) if e.status == "happened" and e.type == "ASSAULT")
    with own.writing() as connection:
        corrections.change(
            connection, event.id, {"type": "PROTEST", "sources": ["NATO"]}, codebook.load(), by="A. Tester"
        )
    for name, kind in (("csv", "type"), ("polecat", "Event Type")):
        path, _ = out(own, tmp_path, name)
        found = table(path, "," if name == "csv" else "\t")
        row = next(row for row in found if next(iter(row.values())).startswith(event.id))
        assert row[kind] == "PROTEST"
        path, _ = out(own, tmp_path, name, filters={"as_of": date(2024, 6, 2)})
        found = table(path, "," if name == "csv" else "\t")
        row = next(row for row in found if next(iter(row.values())).startswith(event.id))
        assert row[kind] == "ASSAULT"
    report, name = event.id.split("-")
    for filters, kind in (({}, "PROTEST"), ({"as_of": date(2024, 6, 2)}, "ASSAULT")):
        path, _ = out(own, tmp_path, "jsonl", filters=filters)
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        record = next(one for one in lines if one["report"]["sha256"].startswith(report))
        assert next(one for one in record["events"] if one["id"] == name)["type"] == kind
    with own.writing() as connection:
        corrections.reject(connection, event.id, by="A. Tester")
    path, _ = out(own, tmp_path, "jsonl")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    record = next(one for one in lines if one["report"]["sha256"].startswith(report))
    assert name not in [one["id"] for one in record["events"]]
    own.close()


def test_jsonl_is_what_read_prints(told: Callable[[str], Path], records: tuple[Record, ...]) -> None:
    lines = told("jsonl").read_text(encoding="utf-8").split("\n")
    assert sorted(filter(None, lines)) == sorted(record.to_json() for record in records)


@pytest.mark.parametrize("name", FORMATS)
def test_exports_are_the_same_each_time(
    store: Store, tmp_path: Path, told: Callable[[str], Path], name: str
) -> None:
    path, _ = out(store, tmp_path, name)
    if path.is_file():
        assert path.read_bytes() == told(name).read_bytes()


# Empty, broken off


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_ledger_gives_an_empty_valid_file(tmp_path: Path, name: str) -> None:
    empty = Store(tmp_path / "empty.db")
    path, left = out(empty, tmp_path, name)
    assert list(left) == []
    empty.close()
    if name in HEADED:
        assert len(rows(path, "," if name == "csv" else "\t")) == 1
    elif name == "geojson":
        assert json.loads(path.read_text())["features"] == []
    elif name == "parquet":
        from pyarrow import dataset

        found = dataset.dataset(path, partitioning="hive").to_table()
        assert found.num_rows == 0
        assert found.column_names[:-1] == [column.name for column in FORMATS[name].tables[name]]
    else:
        assert path.read_text() == ""


@pytest.mark.parametrize("name", FORMATS)
def test_a_broken_run_leaves_what_was_there(
    store: Store, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    if FORMATS[name].folder is None:
        path.write_text("before")

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(LeftOut, "other_records", broken)
    monkeypatch.setattr("dragoman.exchange.documents._documents", broken)
    with pytest.raises(KeyboardInterrupt):
        out(store, tmp_path, name)
    assert [one.name for one in tmp_path.iterdir()] == ([] if FORMATS[name].folder else [name])
    if path.exists():
        assert path.read_text() == "before"


def test_a_folder_that_is_there_is_not_touched(store: Store, tmp_path: Path) -> None:
    (tmp_path / "parquet").mkdir()
    (tmp_path / "parquet" / "mine.txt").write_text("mine")
    with pytest.raises(OutputError):
        out(store, tmp_path, "parquet")
    assert (tmp_path / "parquet" / "mine.txt").read_text() == "mine"


def test_a_place_that_is_not_there_is_an_error(store: Store, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        export(store, FORMATS["csv"], tmp_path / "no" / "such" / "file.csv")


# Other people's readers


def number_of_rows(path: Path, heading: bool) -> int:
    return path.read_text(encoding="utf-8").count("\n") - heading


@pytest.mark.parametrize("name", [*HEADED, "gdelt", "gdelt2", "gdelt2.mentions"])
def test_pandas_polars_and_duckdb_open_it(told: Callable[[str], Path], name: str) -> None:
    import duckdb
    import pandas
    import polars

    path, headed = told(name), name in HEADED
    separator = "," if name == "csv" else "\t"
    columns = [c.name for c in FORMATS[name.split(".")[0]].tables[name.replace(".", " ")]]
    wanted = (number_of_rows(path, headed), len(columns))
    frame = pandas.read_csv(
        path, sep=separator, header=0 if headed else None, dtype=str, keep_default_na=False
    )
    assert frame.shape == wanted
    assert polars.read_csv(path, separator=separator, has_header=headed, infer_schema=False).shape == wanted
    relation = duckdb.connect().read_csv(str(path), sep=separator, header=headed, all_varchar=True)
    assert relation.shape == wanted
    if headed:
        assert list(frame.columns) == columns
        first = frame.iloc[0].tolist()
        assert first == rows(path, separator)[1]
    if name == "gdelt":
        codes = frame[OTHERS["gdelt"].index("EventCode")]
        assert all(code[0].isdigit() and len(code) >= 3 for code in codes)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
@pytest.mark.parametrize("name", ["polecat", "icews", "gdelt", "csv"])
def test_base_r_opens_it(told: Callable[[str], Path], name: str) -> None:
    path, headed = told(name), name in HEADED
    separator = "," if name == "csv" else "\\t"
    command = (
        f'd <- read.delim("{path}", sep="{separator}", header={str(headed).upper()}, colClasses="character", '
        'check.names=FALSE, encoding="UTF-8", na.strings=""); cat(nrow(d), ncol(d))'
    )
    done = subprocess.run(["Rscript", "-e", command], capture_output=True, text=True, check=True)
    wanted = (number_of_rows(path, headed), len(FORMATS[name].tables[name]))
    assert tuple(map(int, done.stdout.split())) == wanted


def test_parquet_is_typed_and_parted_by_year(told: Callable[[str], Path], store: Store) -> None:
    import duckdb
    import pandas
    import polars
    import pyarrow
    from pyarrow import dataset

    folder = told("parquet")
    whole = dataset.dataset(folder, partitioning="hive").to_table()
    events = ledger_events(store)
    assert whole.num_rows == len(events)
    assert sorted(whole["id"].to_pylist()) == sorted(event.id for event in events)
    assert whole.schema.field("day").type == pyarrow.date32()
    assert whole.schema.field("score").type == pyarrow.float64()
    assert whole.schema.field("revision").type == pyarrow.int64()
    assert whole.schema.field("source_names").type == pyarrow.list_(pyarrow.string())
    for row in whole.select(["day", "year", "source_names", "source_countries"]).to_pylist():
        assert row["year"] == (row["day"].year if row["day"] else 0)
        assert len(row["source_names"]) == len(row["source_countries"])
    assert len(pandas.read_parquet(folder)) == len(events)
    assert polars.scan_parquet(folder / "**/*.parquet").collect().height == len(events)
    asked = f"SELECT count(*), count(DISTINCT year) FROM read_parquet('{folder}/*/*.parquet', hive_partitioning=true)"
    assert duckdb.connect().execute(asked).fetchone() == (len(events), len(set(whole["year"].to_pylist())))
