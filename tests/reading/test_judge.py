"""How sure the reader is of an event: what lexicon, syntax and the learned model say together."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dragoman import Pair, Reader, Record, Report
from dragoman.errors import ModelError
from dragoman.reading.pair_model import EVENTS, NONE
from dragoman.reading.what.judge import EventModel

PUBLISHED = date(2005, 3, 2)
WIDTH = 1920
EVERY_EVENT = Path(__file__).parent / "cases" / "every_event" / "what.toml"


class Sure(EventModel):
    """A model that is sure of one answer, whatever it is asked; it keeps what it was asked."""

    def __init__(self, label: str, chance: float = 0.97) -> None:
        super().__init__(EVENTS)
        self.answer, self.chance = label, chance
        self.asked: list[Pair] = []

    def read(self, pairs: Sequence[Pair]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        self.asked += pairs
        others = (1 - self.chance) / (len(self.labels) - 1)
        row = [self.chance if label == self.answer else others for label in self.labels]
        rows = np.array([row] * len(pairs)).reshape(-1, len(self.labels))
        return rows, np.zeros((len(pairs), WIDTH))


def read(model: EventModel | None, text: str) -> Record:
    reader = Reader(data=[EVERY_EVENT], event_model=None)
    reader.event_model = model
    return reader.read(Report(text, PUBLISHED))


def confidence(model: EventModel | None, text: str) -> float:
    (event,) = read(model, text).events
    return event.confidence


def test_confidence_rises_when_the_model_agrees_and_falls_when_it_does_not() -> None:
    text = "Chadian troops attacked a Sudanese village on Monday."
    assert confidence(Sure("ASSAULT"), text) > confidence(Sure("AID"), text) + 0.05
    assert confidence(Sure("ASSAULT"), text) > confidence(Sure(NONE), text) + 0.1


def test_the_record_says_what_the_model_said() -> None:
    (event,) = read(Sure("ASSAULT", 0.9), "Chadian troops attacked a Sudanese village.").events
    assert any("the model gives ASSAULT 0.90" in why for why in event.why)


def test_syntax_has_its_say_when_the_model_says_the_same() -> None:
    model = Sure("ASSAULT")
    both = confidence(model, "Chadian troops attacked Sudanese soldiers on Monday.")
    assert both > confidence(model, "Two Sudanese soldiers were killed on Monday.")


@pytest.mark.parametrize(
    ("surer", "less_sure"),
    [
        ("Chadian troops attacked Sudan.", "Chadian troops will attack Sudan."),
        ("Chad accused Sudan.", "Chad is accusing Sudan."),
    ],
)
def test_what_is_told_as_news_is_surer(surer: str, less_sure: str) -> None:
    """What happened, in the simple past, is oftener right than what lies ahead or goes on."""
    types = {"Chadian": "ASSAULT", "Chad": "ACCUSE"}
    model = Sure(types[surer.split()[0]])
    assert confidence(model, surer) > confidence(model, less_sure)


def test_sides_that_stand_in_other_events_are_surer() -> None:
    text = "Chad accused Sudan of arming rebels. Chad threatened Sudan. Chad urged Sudan to leave. Peru praised Norway."
    events = read(Sure("ACCUSE"), text).events
    sides = {(event.sources[0].country, event.targets[0].country): event.confidence for event in events}
    assert sides["TCD", "SDN"] > sides["PER", "NOR"]


def test_the_model_sees_the_trigger_the_source_and_the_target() -> None:
    model = Sure("ASSAULT")
    read(model, "On Monday Chad bombed Sudan.")
    (asked,) = model.asked
    spans = (asked.trigger, asked.source, asked.target)
    assert [asked.text[slice(*span)] for span in spans if span] == ["bombed", "Chad", "Sudan"]


def test_confidences_are_chances(reader: Reader) -> None:
    text = (
        "French President Jacques Chirac met Syrian Foreign Minister Farouk al-Shara in Paris. Rebels killed six "
        "policemen in Nepal. The village was calm. Kenya accused Somalia of sheltering pirates; Somalia denied it."
    )
    events = reader.read(Report(text, PUBLISHED)).events
    assert len(events) >= 3
    assert all(0 < event.confidence < 1 for event in events)


@pytest.mark.parametrize("part", ["belief.json", "model.onnx", "tokenizer.json", "model.json"])
def test_a_broken_model_is_named(tmp_path: Path, part: str) -> None:
    folder = shutil.copytree(EVENTS, tmp_path / "events")
    (folder / part).write_text(json.dumps({"no": "model"}))
    reader = Reader(event_model=folder)
    with pytest.raises(ModelError, match=part):
        reader.read(Report("Chad attacked Sudan on Monday.", PUBLISHED))
