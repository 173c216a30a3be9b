"""The arithmetic of scoring, checked by hand and over random labels."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.evaluation.scores import Score, by_label, calibration_error, macro_f1, reliability


def test_precision_and_recall_by_hand() -> None:
    score = Score(right=6, missed=4, extra=3, granted=3)
    assert (score.precision, score.recall) == (0.75, 0.6)
    assert abs(score.f1 - 2 * 0.75 * 0.6 / 1.35) < 1e-12
    assert score.gold == 10


def test_nothing_asked_and_nothing_found_is_no_error() -> None:
    assert Score(0, 0, 0).f1 == 1.0
    assert Score(0, 2, 0).f1 == 0.0
    assert Score(0, 0, 2).precision == 0.0


def test_scores_add_up() -> None:
    assert Score(1, 2, 3, 4) + Score(10, 20, 30, 40) == Score(11, 22, 33, 44)


def test_labels_never_seen_in_gold_cost_precision_only() -> None:
    scores = by_label(["AID", "AID", "ASSAULT"], ["AID", "COERCE", "AID"])
    assert scores == {"AID": Score(1, 1, 1), "ASSAULT": Score(0, 1, 0)}
    assert macro_f1(scores) == 0.25


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abcd")), min_size=1))
def test_every_label_is_counted_once(rows: list[tuple[str, str]]) -> None:
    gold, said = [g for g, _ in rows], [s for _, s in rows]
    scores = by_label(gold, said)
    assert sum(score.gold for score in scores.values()) == len(rows)
    assert sum(score.right for score in scores.values()) == sum(g == s for g, s in rows)
    assert 0.0 <= macro_f1(scores) <= 1.0


def test_a_calibrated_answer_has_no_error() -> None:
    bands = reliability([0.75] * 4 + [1.0], [True, True, True, False, True])
    assert [(band.low, band.answers, band.right) for band in bands] == [(0.7, 4, 3), (0.9, 1, 1)]
    assert calibration_error(bands) == 0.0


def test_a_boast_has_an_error() -> None:
    assert abs(calibration_error(reliability([0.95, 0.95], [False, True])) - 0.45) < 1e-12
    assert calibration_error([]) == 0.0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_every_answer_stands_in_one_band(answers: list[tuple[float, bool]]) -> None:
    bands = reliability([chance for chance, _ in answers], [right for _, right in answers])
    assert sum(band.answers for band in bands) == len(answers)
    assert 0.0 <= calibration_error(bands) <= 1.0
