"""The vocabulary: spans hold the report's words, records survive JSON, the schema fits what is printed."""

from __future__ import annotations

import json
import pickle
from datetime import date

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import SchemaError, SpanError
from dragoman.records import (
    Actor,
    Claim,
    Contact,
    DateRange,
    Event,
    Figure,
    Pair,
    Place,
    Position,
    Record,
    Report,
    Span,
    StatedGap,
    json_schema,
)

TEXT = "Norway's foreign minister phoned his Chilean counterpart on Monday. At least 12 people died."


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span.of(TEXT, start, start + len(words))


def actor(words: str, country: str) -> Actor:
    at = span(words)
    return Actor(at.text, at.start, at.end, name=words, kind="office", country=country, sectors=("GOV",))


def full_record() -> Record:
    norway, chile = actor("Norway's foreign minister", "NOR"), actor("his Chilean counterpart", "CHL")
    day = DateRange(date(2020, 3, 2), date(2020, 3, 2), "day", "on Monday")
    sentence = span("Norway's foreign minister phoned his Chilean counterpart on Monday.")
    event = Event(
        id="e1",
        type="CONSULT",
        mode="phone",
        contexts=("diplomatic",),
        quad="verbal cooperation",
        sources=(norway,),
        targets=(chile,),
        date=day,
        place=Place("Oslo", "NOR", None, 59.9, 10.7, 3143244),
        trigger=span("phoned"),
        evidence=sentence,
        attributed_to="c1",
        figures=("f1",),
        confidence=0.8,
        why=("verb 'phone' is CONSULT phone",),
    )
    claim = Claim(
        id="c1", speaker=norway, cue=span("phoned"), content=sentence, direct=False, act="assert",
        about=("e1",), disputed_by=(chile,), reason=span("on Monday"), via="a newspaper",
    )  # fmt: skip
    at = span("At least 12 people")
    figure = Figure(
        at.text, at.start, at.end, id="f1", measure="dead", low=12, high=None, unit="people", event="e1"
    )
    contact = Contact(
        id="k1", parties=("NOR", "CHL"), names=("A", "B"), channel="phone", level="ministers", date=day,
        status="happened", event="e1", first_since=StatedGap("2019-05", "first since May 2019"), evidence=sentence,
    )  # fmt: skip
    position = Position(
        actor=norway, issue="free trade", stance="supports", evidence=sentence, date=DateRange()
    )
    report = Report(
        TEXT, date(2020, 3, 3), "r1", "r1.txt", "A call", "A paper", "https://example.org/1", "en"
    )
    return Record(
        report, (norway, chile), (event,), (claim,), (figure,), (contact,), (position,), ("a warning",)
    )


def test_a_record_survives_json() -> None:
    record = full_record()
    assert Record.from_json(record.to_json(), TEXT) == record


def test_a_report_without_an_id_of_its_own_survives_json() -> None:
    record = Record(Report(TEXT))
    again = Record.from_json(record.to_json(), TEXT)
    assert again == record
    assert json.loads(record.to_json())["report"]["id"] == record.report.sha256[:16]


def test_json_leaves_the_text_out_and_names_its_hash() -> None:
    document = json.loads(full_record().to_json())
    assert document["schema"] == "dragoman/1"
    assert "text" not in document["report"]
    assert len(document["report"]["sha256"]) == 64


def test_what_is_printed_fits_the_published_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.validate(json.loads(full_record().to_json()), json_schema())


def test_records_are_frozen_and_can_be_pickled() -> None:
    record = full_record()
    with pytest.raises(AttributeError):
        record.report.text = "other"  # type: ignore[misc]
    assert not hasattr(record, "__dict__")
    assert pickle.loads(pickle.dumps(record)) == record


@pytest.mark.parametrize(
    ("line", "text", "said"),
    [
        ("no json", TEXT, "not a record"),
        ("{}", TEXT, "not a record"),
        (full_record().to_json().replace("dragoman/1", "dragoman/9"), TEXT, "dragoman/9"),
        (full_record().to_json(), TEXT + "!", "another text"),
    ],
)
def test_json_that_is_no_record_of_this_text_is_refused(line: str, text: str, said: str) -> None:
    with pytest.raises(SchemaError, match=said):
        Record.from_json(line, text)


def test_a_span_of_other_words_is_refused_where_the_record_is_made() -> None:
    with pytest.raises(SpanError, match="is not what stands at"):
        Record(Report(TEXT), (Actor("Sweden", 0, 6, name="Sweden", kind="state"),))


@given(st.text(min_size=1), st.integers(-5, 50), st.integers(-5, 60))
def test_a_span_that_exists_is_as_long_as_its_words(words: str, start: int, end: int) -> None:
    try:
        made = Span(words, start, end)
    except SpanError:
        assert start < 0 or end - start != len(words)
    else:
        assert made.end - made.start == len(made.text) > 0


@given(st.text(min_size=1), st.data())
def test_a_record_holds_only_spans_of_its_own_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = data.draw(
        st.one_of(st.just(text[start:end]), st.text(min_size=end - start, max_size=end - start))
    )
    named = Actor(words, start, end, name=words, kind="state")
    if words == text[start:end]:
        assert list(Record(Report(text), (named,)).spans()) == [named]
    else:
        with pytest.raises(SpanError):
            Record(Report(text), (named,))


@pytest.mark.parametrize(
    ("marked", "pair"),
    [
        ("<s>Chad</s> hit <t>Sudan</t>.", Pair("Chad hit Sudan.", (0, 4), (9, 14))),
        ("<t>Sudan</t> was hit by <s>Chad</s>.", Pair("Sudan was hit by Chad.", (17, 21), (0, 5))),
        ("<s>Chad</s> apologised.", Pair("Chad apologised.", (0, 4), None)),
        (
            "<s>Chad</s> told <t>Mali</t> that <t>Mali</t> must pay.",
            Pair("Chad told Mali that Mali must pay.", (0, 4), (10, 14)),
        ),
        ("Nobody did anything.", Pair("Nobody did anything.", None, None)),
    ],
)
def test_marks_become_offsets(marked: str, pair: Pair) -> None:
    assert Pair.marked(marked) == pair


@pytest.mark.parametrize(
    "marked", ["<s>Chad hit <t>Sudan</t>", "</s>Chad", "<s><s>Chad</s></s>", "Chad</t> hit"]
)
def test_marks_that_do_not_close_are_refused(marked: str) -> None:
    with pytest.raises(ValueError, match=r"close"):
        Pair.marked(marked)
