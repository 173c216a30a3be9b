"""Groups of claims in a ledger: as `group_claims` makes them, in whatever order the reports came, on either engine."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sqlalchemy import select

from dragoman import Ledger, Reader, Record, Report
from dragoman.errors import LedgerError
from dragoman.ledger import SentenceModel, group_claims, schema
from dragoman.ledger.claims import load_lists
from dragoman.ledger.grouping import domain

ROWS = [
    ("Norway said on Saturday that Chilean forces had shelled a hospital in Bergen.", "2004-03-06", "NTB"),
    ("Chile denied shelling the hospital in Bergen.", "2004-03-07", "EFE"),
    ("The United Nations confirmed that a hospital in Bergen was shelled by Chile.", "2004-03-09", "AP"),
    ("Norway said on Monday that Chilean forces had shelled a hospital in Bergen.", "2004-05-24", "NTB"),
    ("Norway said on Sunday that Chilean forces had shelled a hospital in Tromso.", "2004-03-07", "NTB"),
    ("Police said a bomb on a bus in Bergen killed 60 people.", "2004-03-07", "NTB"),
    ("Doctors said the bomb on the bus in Bergen killed 133 people.", "2004-03-08", "AP"),
    ("Kenya accused Uganda of arming rebels, a charge Uganda rejected.", "2004-03-08", "AFP"),
]


class Remembering(SentenceModel):
    """The shipped encoder; a text is encoded once in all tests."""

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the shipped one gives them."""
        return np.stack([_encoded(text) for text in texts])


@cache
def _encoded(text: str) -> NDArray[np.float32]:
    (vector,) = SHIPPED.vectors([text])
    return np.asarray(vector)


SHIPPED = SentenceModel()
MODEL = Remembering()


@pytest.fixture(scope="module")
def records(reader: Reader) -> list[Record]:
    return [
        reader.read(Report(text, date.fromisoformat(day), publisher=publisher))
        for text, day, publisher in ROWS
    ]


@pytest.fixture
def ledger(ledger_place: str, records: list[Record]) -> Ledger:
    made = Ledger(ledger_place, sentence_model=MODEL)
    made.add(records)
    return made


def grouped(ledger: Ledger) -> list[tuple[str, ...]]:
    table = schema.claim_group_members.c
    found: dict[int, set[str]] = {}
    with ledger.store.reading() as connection:
        for name, key in connection.execute(select(table.claim_id, table.group_key)):
            found.setdefault(key, set()).add(name)
    return sorted(tuple(sorted(own)) for own in found.values())


def expected(records: Sequence[Record]) -> list[tuple[str, ...]]:
    return sorted(
        tuple(sorted({f"{member.report}-{member.claim}" for member in group.members}))
        for group in group_claims(records, MODEL)
    )


def test_the_ledger_groups_as_the_function_does(ledger: Ledger, records: list[Record]) -> None:
    assert grouped(ledger) == expected(records)
    assert [row.about for row in ledger.claim_groups()] != []
    abouts = {group.about for group in group_claims(records, MODEL)}
    assert {row.about for row in ledger.claim_groups()} == abouts


@pytest.mark.parametrize(("neighbours", "most"), [(60, 200), (1, 200), (60, 2)])
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(ROWS))))
def test_the_order_of_reports_makes_no_difference(
    empty_sqlite: Path,
    tmp_path: Path,
    records: list[Record],
    monkeypatch: pytest.MonkeyPatch,
    neighbours: int,
    most: int,
    order: list[int],
) -> None:
    """Not even where claims come between others and part them, or more hang together than are grouped at once."""
    lists = load_lists()
    monkeypatch.setitem(lists["candidates"], "neighbours", neighbours)
    monkeypatch.setitem(lists["grouping"], "most", most)
    place = shutil.copy(empty_sqlite, tmp_path / "shuffled.db")
    with Ledger(place, sentence_model=MODEL) as ledger:
        ledger.add(records[n] for n in order)
        assert grouped(ledger) == expected(records)
        with ledger.store.reading() as connection:
            pairs = {tuple(row) for row in connection.execute(select(schema.claim_pairs))}
    with Ledger(shutil.copy(empty_sqlite, place), sentence_model=MODEL) as ledger:
        ledger.add(records)
        with ledger.store.reading() as connection:
            assert {tuple(row) for row in connection.execute(select(schema.claim_pairs))} == pairs


def test_a_rejected_claim_leaves_its_group_and_comes_back(ledger: Ledger, records: list[Record]) -> None:
    before = grouped(ledger)
    denial = f"{records[1].report.sha256[:16]}-c1"
    ledger.reject(denial, by="Ana")
    assert grouped(ledger) == expected([*records[:1], *records[2:]])
    ledger.restore(denial, by="Ana")
    assert grouped(ledger) == before


def test_a_changed_act_changes_the_stance(ledger: Ledger, records: list[Record]) -> None:
    claim = f"{records[7].report.sha256[:16]}-c1"
    ledger.change(claim, {"act": "demand"}, by="Ana")
    assert [one.stance for one in ledger.claim_group(claim)] == ["demands", "denies"]


def test_a_new_reading_renews_the_groups(ledger: Ledger, records: list[Record]) -> None:
    ledger.reread(msgspec.structs.replace(records[0], claims=()), "9.9")
    assert grouped(ledger) == expected(records[1:])


def test_a_group_tells_who_says_what_since_when(ledger: Ledger) -> None:
    (group,) = ledger.claim_groups(
        about="the shelling of a hospital in Bergen", until=date(2004, 4, 1), limit=1
    )
    assert group.disputed
    assert (group.since, group.until) == (date(2004, 3, 6), date(2004, 3, 9))
    assert (group.claims, group.reports) == (3, 3)
    assert [(one.name, one.since) for one in group.asserted_by] == [("Norway", date(2004, 3, 6))]
    assert [(one.name, one.since) for one in group.denied_by] == [("Chile", date(2004, 3, 7))]
    assert [one.name for one in group.confirmed_by] == ["United Nations"]
    history = ledger.claim_group(group.id)
    assert [one.stance for one in history] == ["asserts", "denies", "confirms"]
    assert [one.publisher for one in history] == ["NTB", "EFE", "AP"]
    assert all(one.why is not None for one in history)
    assert ledger.claim_group(history[1].claim).to_dicts() == history.to_dicts()


def test_a_claim_tells_who_disputes_it(ledger: Ledger) -> None:
    rows = {row.speaker: row for row in ledger.claims()}
    norway = [row for row in ledger.claims(speaker="Norway") if row.disputed_by]
    assert {one.name for row in norway for one in row.disputed_by} == {"Chile"}
    (uganda,) = rows["Kenya"].disputed_by
    assert (uganda.name, uganda.words) == ("Uganda", "rejected")
    assert rows["Kenya"].group is not None


@pytest.mark.parametrize(
    ("filters", "speakers"),
    [
        ({"speaker": "Kenya"}, {"Kenya"}),
        ({"speaker": "UGA"}, set()),
        ({"act": "accuse"}, {"Kenya"}),
        ({"act": "deny"}, {"Chile"}),
        ({"publisher": "afp"}, {"Kenya"}),
        ({"since": date(2004, 5, 1)}, {"Norway"}),
        ({"until": date(2004, 3, 6)}, {"Norway"}),
        ({"about": "arming rebels"}, {"Kenya"}),
        ({"as_of": date(2000, 1, 1)}, set()),
    ],
)
def test_filters_of_claims(ledger: Ledger, filters: dict[str, object], speakers: set[str]) -> None:
    found = ledger.claims(**filters)  # type: ignore[arg-type]
    assert {row.speaker for row in found} == speakers


def test_filters_of_groups(ledger: Ledger) -> None:
    assert {row.disputed for row in ledger.claim_groups(disputed=True)} == {True}
    assert len(ledger.claim_groups(disputed=True)) + len(ledger.claim_groups(disputed=False)) == len(
        ledger.claim_groups()
    )
    (uganda,) = ledger.claim_groups(speaker="Uganda")
    assert [one.name for one in uganda.denied_by] == ["Uganda"]
    assert len(ledger.claim_groups(limit=2)) == 2
    assert len(ledger.claim_groups(as_of=date(2000, 1, 1))) == 0


def test_numbers_at_odds(ledger: Ledger) -> None:
    (group,) = [row for row in ledger.claim_groups() if row.conflicts]
    (conflict,) = group.conflicts
    assert conflict.measure == "dead"
    assert [told.low for told in conflict.told] == [60, 133]


def test_what_means_nothing_is_an_error(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="act"):
        ledger.claims(act="mumble")
    with pytest.raises(LedgerError, match="nobody"):
        ledger.claims(speaker="Zembla")
    with pytest.raises(LedgerError, match="no group"):
        ledger.claim_group("0123456789abcdef-c1")


def test_an_empty_ledger_knows_no_claims(ledger_place: str) -> None:
    with Ledger(ledger_place) as ledger:
        assert len(ledger.claims(speaker="Zembla")) == 0
        assert len(ledger.claim_groups(about="anything", disputed=True)) == 0
        assert len(ledger.claim_group("0123456789abcdef-c1")) == 0


def test_a_ledger_that_only_asks_loads_no_encoder(
    ledger_place: str, records: list[Record], tmp_path: Path
) -> None:
    with Ledger(ledger_place, sentence_model=MODEL) as ledger:
        ledger.add(records)
    with Ledger(ledger_place, sentence_model=SentenceModel(tmp_path)) as ledger:
        assert len(ledger.claim_groups(disputed=True)) > 0
        assert len(ledger.claims()) > 0


def test_what_hangs_together_too_loosely_is_parted() -> None:
    links = {(n, n + 1): 0.5 + 0.4 * (n % 2) for n in range(6)}

    def linked(places: object, least: float) -> list[int]:
        own = set(places)  # type: ignore[call-overload]
        return [b for (a, b), c in links.items() if a in own and c >= least] + [
            a for (a, b), c in links.items() if b in own and c >= least
        ]

    assert domain(0, linked, (0.4, 0.8), 7) == frozenset(range(7))
    assert domain(1, linked, (0.4, 0.8), 6) == frozenset([1, 2])
    assert domain(2, linked, (0.4, 0.8), 6) == frozenset([1, 2])
    assert domain(1, linked, (0.4,), 6) == frozenset([1])


def test_statements_are_json(ledger: Ledger) -> None:
    rows = ledger.claim_groups()
    assert msgspec.json.decode(msgspec.json.encode(list(rows)), type=list[rows.kind]) == list(rows)  # type: ignore[name-defined]
