"""`dragoman actors update`: answers of the query service, recorded by hand in its format, over HTTP on this machine."""

from __future__ import annotations

import csv
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

import dragoman
from dragoman import errors
from dragoman.cli import actors
from dragoman.cli.main import main
from dragoman.gazetteer import countries, offices, people, wikidata, wikidata_roster

CASES = Path(__file__).parent / "cases" / "wikidata"
EMPTY = b'{"head": {"vars": []}, "results": {"bindings": []}}'

Answer = tuple[int, dict[str, str], bytes]


class Service:
    """A query service on this machine: gives the answers it is told to, in turn, and keeps what was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.slept: list[float] = []
        self.delay = 0.0
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                service.asked.append(parse_qs(body)["query"][0])
                service.headers.append(dict(self.headers.items()))
                status, headers, answer = service.answers.pop(0) if service.answers else (200, {}, EMPTY)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    for at in range(0, len(answer), 65_536):
                        time.sleep(service.delay)
                        self.wfile.write(answer[at : at + 65_536])
                except OSError:
                    pass  # The client has heard enough.

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}/sparql"

    def gives(self, *answers: bytes | int | Answer) -> None:
        for answer in answers:
            if isinstance(answer, int):
                self.answers.append((answer, {}, b"no"))
            else:
                self.answers.append((200, {}, answer) if isinstance(answer, bytes) else answer)

    def client(self, **options: Any) -> wikidata.Client:
        return wikidata.Client(self.endpoint, sleep=self.slept.append, **options)


@pytest.fixture
def service() -> Iterator[Service]:
    one = Service()
    thread = threading.Thread(target=one.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield one
    one.server.shutdown()
    one.server.server_close()
    thread.join()


def case(name: str) -> bytes:
    return (CASES / f"{name}.json").read_bytes()


def numbered(first: int, last: int) -> bytes:
    rows = [{"n": {"type": "literal", "value": str(n)}} for n in range(first, last)]
    return json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": rows}}).encode()


# The client


def test_pages_are_asked_for_until_one_is_short(service: Service) -> None:
    service.gives(numbered(0, 3), numbered(3, 6), numbered(6, 7))
    rows = list(service.client().pages("SELECT ?n WHERE {}", size=3))
    assert [row["n"] for row in rows] == ["0", "1", "2", "3", "4", "5", "6"]
    assert [query.splitlines()[-1] for query in service.asked] == [
        "LIMIT 3 OFFSET 0",
        "LIMIT 3 OFFSET 3",
        "LIMIT 3 OFFSET 6",
    ]
    assert service.slept == [1.0, 1.0]


def test_a_last_page_that_is_full_is_followed_by_an_empty_one(service: Service) -> None:
    service.gives(numbered(0, 3), EMPTY)
    assert len(list(service.client().pages("SELECT ?n WHERE {}", size=3))) == 3


def test_the_client_names_itself(service: Service) -> None:
    service.client().rows("SELECT")
    assert service.headers[0]["User-Agent"].startswith(f"dragoman/{dragoman.__version__} ")
    assert service.headers[0]["Accept"] == "application/sparql-results+json"


@pytest.mark.parametrize("status", [429, 503])
def test_it_waits_as_long_as_it_is_asked_to(service: Service, status: int) -> None:
    service.gives((status, {"Retry-After": "7"}, b""), numbered(0, 1))
    assert len(service.client().rows("SELECT")) == 1
    assert service.slept == [7.0]


def test_it_waits_until_the_time_that_it_is_told(service: Service) -> None:
    from datetime import UTC, datetime, timedelta

    until = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    service.gives((429, {"Retry-After": until}, b""), numbered(0, 1))
    service.client().rows("SELECT")
    assert 50 < service.slept[0] <= 60


def test_it_does_not_wait_for_hours(service: Service) -> None:
    service.gives((429, {"Retry-After": "86400"}, b""))
    with pytest.raises(errors.ServiceError, match="429"):
        service.client().rows("SELECT")
    assert service.slept == []


@pytest.mark.parametrize("after", ["soon", "", "-3"])
def test_a_retry_after_that_is_none_is_passed_over(service: Service, after: str) -> None:
    service.gives((429, {"Retry-After": after}, b""), numbered(0, 1))
    service.client().rows("SELECT")
    assert service.slept == [1.0]


def test_failures_are_tried_again_with_longer_pauses(service: Service) -> None:
    service.gives(500, 502, 504, numbered(0, 2))
    assert len(service.client().rows("SELECT")) == 2
    assert service.slept == [1.0, 2.0, 4.0]


def test_in_the_end_it_gives_up(service: Service) -> None:
    service.gives(*[500] * 9)
    with pytest.raises(errors.ServiceError, match=r"500 .*after 3 tries.*\[D701\]"):
        service.client(tries=3).rows("SELECT")
    assert len(service.asked) == 3


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refusal_is_not_tried_again(service: Service, status: int) -> None:
    service.gives(status)
    with pytest.raises(errors.ServiceError, match=str(status)):
        service.client().rows("SELECT")
    assert len(service.asked) == 1


def test_no_other_address_is_asked(service: Service) -> None:
    service.gives((302, {"Location": service.endpoint}, b""))
    with pytest.raises(errors.ServiceError, match="302"):
        service.client().rows("SELECT")
    assert len(service.asked) == 1
    for endpoint in ("https://example.org/sparql", "http://query.wikidata.org/sparql", "file:///etc/hosts"):
        with pytest.raises(ValueError, match="only https"):
            wikidata.Client(endpoint)


def test_a_truncated_answer_is_tried_again(service: Service) -> None:
    whole = numbered(0, 50)
    service.gives(whole[:300], whole)
    assert len(service.client().rows("SELECT")) == 50


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>busy</html>",
        b"[]",
        b'{"results": []}',
        b'{"results": {"bindings": [{"n": "1"}]}}',
        b'{"results": {"bindings": [{"n": {"type": "literal", "value": 3}}]}}',
        numbered(0, 50)[:300],
        b"\xff\xfe",
    ],
)
def test_an_answer_that_is_none_is_an_error(service: Service, answer: bytes) -> None:
    service.gives(answer, answer)
    with pytest.raises(errors.ServiceError, match="no SPARQL result"):
        service.client(tries=2).rows("SELECT")


def test_a_huge_answer_is_cut_off(service: Service) -> None:
    service.gives(b" " * 5_000_000)
    with pytest.raises(errors.ServiceError, match="more than 100,000 bytes"):
        service.client(most_bytes=100_000).rows("SELECT")
    assert len(service.asked) == 1


def test_an_answer_that_trickles_or_never_comes_runs_out_of_time(service: Service) -> None:
    service.delay = 0.1
    service.gives(b" " * 2_000_000, b" " * 2_000_000)
    with pytest.raises(errors.ServiceError, match=r"no answer within 0.2 seconds, after 2 tries"):
        service.client(tries=2, timeout=0.2).rows("SELECT")


def test_nobody_there() -> None:
    with pytest.raises(errors.ServiceError, match="can't be reached"):
        wikidata.Client("http://127.0.0.1:9/", tries=2, sleep=lambda _: None).rows("SELECT")


# The roster


def asker(service: Service) -> wikidata_roster.Asker:
    table = countries.load()
    return wikidata_roster.Asker(service.client(), wikidata_roster.positions(), offices.load(), table)


def test_offices_and_dates_as_precise_as_they_are_known(service: Service) -> None:
    service.gives(case("norway"))
    held = asker(service).of_country("NOR")
    assert [(h.name, h.office, h.start, h.end) for h in held] == [
        ("Anne-Grete Strøm-Erichsen", "minister of defence", "2005-10", "2009"),
        ("Jens Stoltenberg", "prime minister", "2005-10-17", "2013-10-16"),
        ("Ola Prøve", "minister of finance", "2009", ""),
    ]
    assert {h.country for h in held} == {"NOR"}
    assert [h.sectors for h in held] == [("GOV", "MIL"), ("GOV",), ("GOV", "BUS")]
    assert held[0].aliases == ("Anne-Grete Strom-Erichsen",)
    assert 'wdt:P298 "NOR"' in service.asked[0]


def test_kosovo_has_a_code_of_its_own(service: Service) -> None:
    assert asker(service).of_country("KOS") == []
    assert 'wdt:P298 "XKX"' in service.asked[0]


def test_offices_of_organisations(service: Service) -> None:
    service.gives(case("organisations"))
    (annan,) = asker(service).of_organisations()
    assert (annan.country, annan.organisation, annan.office) == (None, "UN", "UN secretary general")
    assert (annan.start, annan.end) == ("1997-01-01", "2006-12-31")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("held", ""),
        ("kind", "http://www.wikidata.org/entity/Q42"),
        ("start", "last week"),
        ("start", "2005-13-45T00:00:00Z"),
        ("startPrecision", None),
        ("startPrecision", "day"),
    ],
)
def test_a_row_that_makes_no_sense_is_an_error(service: Service, field: str, value: str | None) -> None:
    answer = json.loads(case("organisations"))
    row = answer["results"]["bindings"][0]
    if value is None:
        del row[field]
    else:
        row[field]["value"] = value
    service.gives(json.dumps(answer).encode())
    with pytest.raises(errors.ServiceError):
        asker(service).of_organisations()


def test_own_positions(tmp_path: Path) -> None:
    own = tmp_path / "positions.csv"
    own.write_text("item,office,sectors,organisation\nQ1,mayor,GOV,\nQ14212,premier,GOV,\n")
    wanted = {position.item: position.office for position in wikidata_roster.positions([own])}
    assert (wanted["Q1"], wanted["Q14212"], wanted["Q30461"]) == ("mayor", "premier", "president")
    own.write_text("item,office,sectors\n14212,mayor,GOV\n")
    with pytest.raises(errors.DataFileError, match="14212"):
        wikidata_roster.positions([own])


def test_every_shipped_position_means_an_office() -> None:
    table = offices.load()
    for position in wikidata_roster.positions():
        assert not position.office or position.office in {office.office for office in table}, position


def test_the_file_is_a_roster_that_a_reader_takes(service: Service, tmp_path: Path) -> None:
    service.gives(case("norway"))
    own = tmp_path / "people.csv"
    wikidata_roster.write(own, asker(service).of_country("NOR"), people.load())
    shipped = {(t.name, t.office, t.start) for t in people.load()}
    table = people.load([own])
    found = table.find("Ola Prøve", date(2012, 1, 1))
    assert found is not None
    assert (found.country, found.office) == ("NOR", "minister of finance")
    # The shipped row of the same time in office is gone, its surname alone is kept.
    tenures = [t for t in table if t.name == "Jens Stoltenberg" and t.start and t.start.year == 2005]
    assert [(t.start, t.end) for t in tenures] == [(date(2005, 10, 17), date(2013, 10, 16))]
    assert any(name == "Jens Stoltenberg" for name, _, _ in shipped)
    before = people.load().find("Jens Stoltenberg", date(2000, 6, 1))
    assert table.find("Jens Stoltenberg", date(2000, 6, 1)) == before


def test_a_file_over_the_file_it_made_is_the_same(service: Service, tmp_path: Path) -> None:
    service.gives(case("norway"))
    held = asker(service).of_country("NOR")
    for name in ("one.csv", "two.csv"):
        wikidata_roster.write(tmp_path / name, held, people.load())
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


# The command

Update = Callable[..., int]


@pytest.fixture
def update(service: Service, monkeypatch: pytest.MonkeyPatch) -> Update:
    monkeypatch.setattr(actors, "client", lambda: service.client(tries=2))

    def run(*arguments: str | Path) -> int:
        monkeypatch.setattr("sys.argv", ["dragoman", "actors", "update", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        return int(end.value.code or 0)

    return run


def names(path: Path) -> set[str]:
    with path.open(encoding="utf-8") as lines:
        return {row["name"] for row in csv.DictReader(line for line in lines if line[0] != "#")}


def test_the_command(service: Service, update: Update, tmp_path: Path) -> None:
    service.gives(case("norway"))
    out = tmp_path / "people.csv"
    assert update("--country", "NOR", "--out", out) == 0
    assert {"Jens Stoltenberg", "Ola Prøve"} <= names(out)
    assert len(service.asked) == 1


def test_a_file_that_is_there_is_not_replaced_unasked(
    service: Service, update: Update, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "people.csv"
    out.write_text("mine")
    assert update("--country", "NOR", "--out", out) == 2
    assert "--force" in capsys.readouterr().err
    assert (out.read_text(), service.asked) == ("mine", [])
    service.gives(case("norway"))
    assert update("--country", "NOR", "--out", out, "--force") == 0
    assert "Ola Prøve" in names(out)


def test_a_country_that_fails_is_named_and_the_others_are_written(
    service: Service, update: Update, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service.gives(500, 500, case("norway"))
    out = tmp_path / "people.csv"
    assert update("--country", "CHL", "--country", "NOR", "--out", out) == 1
    assert "CHL" in capsys.readouterr().err
    assert "Ola Prøve" in names(out)


def test_when_the_service_is_down_nothing_is_written(
    service: Service, update: Update, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service.gives(*[500] * 20)
    out = tmp_path / "people.csv"
    assert update("--out", out) == 1
    assert "nothing is written" in capsys.readouterr().err
    assert not out.exists()
    assert len(service.asked) == 6


@pytest.mark.parametrize(
    "arguments", [["--country", "Norway"], ["--out", "none/people.csv"], ["--positions", "none.csv"]]
)
def test_wrong_usage_asks_nobody(
    service: Service,
    update: Update,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert update(*arguments) == 2
    assert service.asked == []
