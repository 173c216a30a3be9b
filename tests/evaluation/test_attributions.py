"""Annotated attributions: how they are read, and how answers are scored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.errors import BadRow, EmptyInput, NotFound
from dragoman.evaluation import GoldArticle, load_attributions, score_attributions
from dragoman.evaluation.attributions import GoldAttribution, words_in
from dragoman.records import Attribution, Span

TEXT = '"The talks failed," Voynet said, "and nobody will say why."'


def said(source: str | None, cue: str, *content: str) -> Attribution:
    def span(words: str) -> Span:
        start = TEXT.index(words)
        return Span.of(TEXT, start, start + len(words))

    pieces = [span(words) for words in content]
    return Attribution(
        source=span(source) if source else None,
        cue=span(cue),
        content=Span.of(TEXT, pieces[0].start, pieces[-1].end),
        direct=True,
        pieces=tuple(pieces) if len(pieces) > 1 else (),
    )


def gold(source: str | None, cue: str, *content: str) -> GoldAttribution:
    def edges(words: str) -> tuple[int, int]:
        return TEXT.index(words), TEXT.index(words) + len(words)

    return GoldAttribution(
        cue=[edges(cue)],
        content=[edges(words) for words in content],
        source=[edges(source)] if source else None,
    )


FIRST, SECOND = '"The talks failed,"', '"and nobody will say why."'
ARTICLE = GoldArticle(text=TEXT, attributions=[gold("Voynet", "said", FIRST, SECOND)])


def test_exact_parts_and_whole_attributions_are_scored() -> None:
    scores = score_attributions([ARTICLE], [[said("Voynet", "said", FIRST, SECOND)]])
    assert [scores.exact[part].f1 for part in ("source", "cue", "content")] == [1.0, 1.0, 1.0]
    assert scores.overlap["content"].f1 == 1.0
    assert (scores.whole.right, scores.whole.missed, scores.whole.extra) == (1, 0, 0)


def test_a_content_in_one_span_overlaps_but_is_not_exact() -> None:
    scores = score_attributions([ARTICLE], [[said("Voynet", "said", TEXT)]])
    assert scores.exact["content"].f1 == 0.0
    assert 0.8 < scores.overlap["content"].f1 < 1.0
    assert scores.whole.right == 1


@pytest.mark.parametrize(
    "read",
    [
        said(None, "said", FIRST, SECOND),
        said("nobody", "said", FIRST, SECOND),
        said("Voynet", "said", '"The talks'),
    ],
    ids=["no source", "another source", "too little content"],
)
def test_what_differs_too_much_is_missed_and_extra(read: Attribution) -> None:
    scores = score_attributions([ARTICLE], [[read]])
    assert (scores.whole.right, scores.whole.missed, scores.whole.extra) == (0, 1, 1)
    assert (len(scores.missed), len(scores.extra)) == (1, 1)


def test_sources_may_be_missing_in_both() -> None:
    article = GoldArticle(text=TEXT, attributions=[gold(None, "said", FIRST)])
    assert score_attributions([article], [[said(None, "said", FIRST)]]).whole.f1 == 1.0


def test_no_attribution_is_matched_twice() -> None:
    twice = [said("Voynet", "said", FIRST, SECOND)] * 2
    scores = score_attributions([ARTICLE], [twice])
    assert (scores.whole.right, scores.whole.extra, scores.exact["cue"].extra) == (1, 1, 1)


def test_the_first_annotator_counts(tmp_path: Path) -> None:
    own = [{"cue": [[27, 31]], "content": [[0, 19]], "source": [[20, 26]]}]
    row = {
        "id": "one",
        "text": TEXT,
        "annotations": [{"annotator": "a", "attributions": own}, {"attributions": []}],
    }
    file = tmp_path / "articles.jsonl"
    file.write_text(
        json.dumps(row) + "\n\n" + json.dumps({"text": TEXT, "attributions": own}) + "\n", "utf-8"
    )
    first, second = load_attributions(file)
    assert first.gold == second.gold
    assert [words_in(TEXT, spans) for spans in (first.gold[0].source, first.gold[0].cue)] == [
        "Voynet",
        "said",
    ]


@pytest.mark.parametrize(
    "row", ["no JSON", "[]", '{"id": "one"}', '{"text": "a", "attributions": [{"cue": 3}]}']
)
def test_a_bad_row_is_named_with_its_line(row: str, tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text('{"text": "a"}\n' + row + "\n", encoding="utf-8")
    with pytest.raises(BadRow) as error:
        load_attributions(file)
    assert f"{file}:2:" in str(error.value)


def test_a_file_that_is_empty_or_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load_attributions(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(EmptyInput):
        load_attributions(tmp_path / "empty.jsonl")
