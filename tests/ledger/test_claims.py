"""Claims across reports: a denial joins what it denies, look-alikes stay apart, and nothing hangs on the order."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import ModuleType

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import Reader, Record, Report
from dragoman.errors import ModelError
from dragoman.ledger import ClaimGroup, ClaimMember, SentenceModel, group_claims

ROOT = Path(__file__).parents[2]
MODEL = SentenceModel()

SHELLING = [
    ("Norway said on Saturday that Chilean forces had shelled a hospital in Bergen.", "2004-03-06", "NTB"),
    ("Chile denied shelling the hospital in Bergen.", "2004-03-07", "EFE"),
    ("The United Nations confirmed that a hospital in Bergen was shelled by Chile.", "2004-03-09", "AP"),
]
LATER = [
    ("Norway said on Monday that Chilean forces had shelled a hospital in Bergen.", "2004-05-24", "NTB"),
    ("Chile denied shelling a hospital in Bergen on Monday.", "2004-05-25", "EFE"),
]
ELSEWHERE = [
    ("Norway said on Sunday that Chilean forces had shelled a hospital in Tromso.", "2004-03-07", "NTB"),
]
TALKS = [
    ("Peru said it would attend the peace talks in Geneva.", "2004-03-07", "EFE"),
    ("A Peruvian diplomat denied that Lima would take part in the Geneva peace talks.", "2004-03-08", "AP"),
    ("Kenya accused Uganda of arming rebels in the north.", "2004-03-08", "AFP"),
]


def read(reader: Reader, rows: Sequence[tuple[str, str, str]]) -> list[Record]:
    return [
        reader.read(Report(text, date.fromisoformat(day), id=f"{day}-{n}", publisher=publisher))
        for n, (text, day, publisher) in enumerate(rows)
    ]


def groups(reader: Reader, *rows: tuple[str, str, str]) -> list[ClaimGroup]:
    return group_claims(read(reader, rows), MODEL)


def only(reader: Reader, *rows: tuple[str, str, str]) -> ClaimGroup:
    (group,) = groups(reader, *rows)
    return group


def stances(group: ClaimGroup) -> list[str]:
    return [member.stance for member in group.members]


def test_nothing_makes_no_groups() -> None:
    assert group_claims([]) == []
    assert group_claims([Record(Report("Nobody said anything."))]) == []


def test_a_denial_and_a_confirmation_join_what_they_answer(reader: Reader) -> None:
    group = only(reader, *SHELLING)
    assert stances(group) == ["asserts", "denies", "confirms"]
    assert [(voice.name, voice.since) for voice in group.asserted_by] == [("Norway", date(2004, 3, 6))]
    assert [(voice.name, voice.since) for voice in group.denied_by] == [("Chile", date(2004, 3, 7))]
    assert [(voice.name, voice.since) for voice in group.confirmed_by] == [
        ("United Nations", date(2004, 3, 9))
    ]
    assert group.since == date(2004, 3, 6)
    assert group.disputed
    assert "hospital in Bergen" in group.about


def test_a_member_says_what_it_rests_on(reader: Reader) -> None:
    group = only(reader, *SHELLING)
    for member in group.members:
        assert member.why is not None
        assert 0.4 <= member.why.chance <= 1
        assert member.why.likeness == member.why.evidence["likeness"]
        assert "CHL" in member.why.shared
        assert "bergen" in member.why.shared
        assert member.why.report in {other.report for other in group.members} - {member.report}


def test_a_member_points_at_its_words(reader: Reader) -> None:
    records = {record.report.id: record for record in read(reader, SHELLING)}
    (group,) = group_claims(records.values(), MODEL)
    for member in group.members:
        report = records[member.report].report
        assert report.text[member.content.start : member.content.end] == member.content.text
        assert (member.publisher, member.date) == (report.publisher, report.published)


@pytest.mark.parametrize("others", [LATER, ELSEWHERE, TALKS], ids=["later", "elsewhere", "other things"])
def test_look_alikes_stay_apart(reader: Reader, others: list[tuple[str, str, str]]) -> None:
    apart = {text for text, _, _ in others}
    for group in groups(reader, *SHELLING, *others):
        texts = {row[0] for row in (*SHELLING, *others) for m in group.members if m.content.text in row[0]}
        dates = {member.date for member in group.members}
        assert max(dates) - min(dates) < date(2004, 5, 1) - date(2004, 3, 15)  # type: ignore[operator,type-var]
        if others is not LATER:
            assert not (texts & apart and texts - apart), group.about


def test_what_happened_is_compared_by_its_own_days(reader: Reader) -> None:
    """A report that comes long after tells of the same day."""
    rows = [
        ("Norway said that Chilean planes had bombed Bergen on March 6.", "2004-03-07", "NTB"),
        ("A UN inquiry confirmed that Chilean planes had bombed Bergen on March 6.", "2004-06-20", "AP"),
        ("Norway said that Chilean planes had bombed Bergen on June 18.", "2004-06-19", "NTB"),
    ]
    found = groups(reader, *rows)
    assert [sorted(m.about_start.isoformat() for m in g.members if m.about_start) for g in found] == [
        ["2004-03-06", "2004-03-06"],
        ["2004-06-18"],
    ]


def test_numbers_at_odds_are_about_the_same_thing(reader: Reader) -> None:
    rows = [
        ("Police said a bomb on a bus in Bergen killed 60 people.", "2004-03-07", "NTB"),
        ("Doctors said the bomb on the bus in Bergen killed 133 people.", "2004-03-08", "AP"),
    ]
    (conflict,) = only(reader, *rows).conflicts
    assert conflict.measure == "dead"
    assert [(told.low, told.high) for told in conflict.told] == [(60, 60), (133, 133)]


def test_numbers_that_can_both_hold_are_not_at_odds(reader: Reader) -> None:
    rows = [
        ("Police said a bomb on a bus in Bergen killed at least 60 people.", "2004-03-07", "NTB"),
        ("Doctors said the bomb on the bus in Bergen killed 133 people.", "2004-03-08", "AP"),
    ]
    assert only(reader, *rows).conflicts == ()


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Chile denied that its forces had shelled Bergen.", "denies"),
        ("Chile denied shelling Bergen.", "denies"),
        ("Chile said its forces had not shelled Bergen.", "denies"),
        ("Chile said its forces didn't shell Bergen.", "denies"),
        ("Chile said it was not true that its forces had shelled Bergen.", "denies"),
        ("Chile said its forces had shelled Bergen.", "asserts"),
        ("Norway accused Chile of shelling Bergen.", "asserts"),
        ("Chile confirmed that its forces had shelled Bergen.", "confirms"),
        ("Peru said there was no evidence that Chile had shelled Bergen.", "doubts"),
        ("Peru questioned whether Chile had shelled Bergen.", "doubts"),
        ("Peru said it was not clear whether Chile had shelled Bergen.", "doubts"),
        ("Norway demanded that Chile stop shelling Bergen.", "demands"),
    ],
)
def test_stances(reader: Reader, text: str, stance: str) -> None:
    (member, *_) = [m for group in groups(reader, (text, "2004-03-07", "AP")) for m in group.members]
    assert member.stance == stance


def test_who_disputes_by_word_of_the_report_is_among_those_who_deny(reader: Reader) -> None:
    rows = ("Norway accused Chile of shelling Bergen, a charge Chile rejected.", "2004-03-07", "AP")
    group = only(reader, rows)
    assert [voice.name for voice in group.denied_by] == ["Chile"]
    assert group.disputed


def test_a_plain_negation_that_nobody_contradicts_is_no_dispute(reader: Reader) -> None:
    group = only(reader, ("The UN said Kenya had not shelled Bergen.", "2004-03-07", "AP"))
    assert stances(group) == ["denies"]
    assert not group.disputed
    assert group.members[0].why is None


def test_ids_hang_on_the_members_alone(reader: Reader) -> None:
    alone = only(reader, *SHELLING)
    beside = {group.id for group in groups(reader, *SHELLING, *TALKS)}
    assert alone.id in beside
    assert len(alone.id) == 16
    assert only(reader, *SHELLING[:2]).id != alone.id


def test_of_a_record_given_twice_one_counts(reader: Reader) -> None:
    records = read(reader, SHELLING)
    assert group_claims([*records, *records], MODEL) == group_claims(records, MODEL)


def test_reports_without_a_date_are_grouped(reader: Reader) -> None:
    records = [reader.read(Report(text, id=text)) for text, _, _ in SHELLING]
    (group,) = group_claims(records, MODEL)
    assert group.since is None
    assert group.denied_by[0].since is None


def test_groups_are_json(reader: Reader) -> None:
    found = groups(reader, *SHELLING, *TALKS)
    assert msgspec.json.decode(msgspec.json.encode(found), type=list[ClaimGroup]) == found


def test_a_model_that_is_not_there(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="tokenizer"):
        group_claims(read(reader, SHELLING), SentenceModel(tmp_path))


@pytest.fixture(scope="module")
def many(reader: Reader) -> list[Record]:
    return read(reader, [*SHELLING, *LATER, *ELSEWHERE, *TALKS])


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_order_makes_no_difference(many: list[Record], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(range(len(many))), unique=True))
    shuffled = data.draw(st.permutations(chosen))
    found = group_claims([many[n] for n in sorted(chosen)], MODEL)
    assert group_claims([many[n] for n in shuffled], MODEL) == found


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_claim_is_in_exactly_one_group(many: list[Record], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(range(len(many))), unique=True))
    found = group_claims([many[n] for n in chosen], MODEL)
    assert len({group.id for group in found}) == len(found)

    def said(member: ClaimMember) -> bool:
        return member.why is None or "disputed in the report" not in member.why.evidence

    placed = [(m.report, m.claim) for group in found for m in group.members if said(m)]
    claims = [(many[n].report.id, claim.id) for n in chosen for claim in many[n].claims]
    assert sorted(placed) == sorted(claims)


def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("claims_benchmark", ROOT / "benchmarks" / "claims.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_accuracy(reader: Reader) -> None:
    """The half that nothing was learned from, all its families in the same weeks (docs/claims.md has the figures)."""
    claims = benchmark()
    listed = claims.rows("held")
    records = list(reader.read_many(claims.reports(listed, crowded=True)))
    score = claims.score(listed, records, group_claims(records, MODEL))
    assert score.pairs[2] >= 0.58
    assert score.bcubed[2] >= 0.77
    assert score.stance >= 0.95
