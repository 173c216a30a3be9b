"""`dragoman evaluate`: how right the reader is on labelled data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.options import DataFiles, day_of, reader_of
from dragoman.cli.plain import PlainCommand, visible
from dragoman.cli.progress import Progress
from dragoman.errors import DragomanError, NotFound

if TYPE_CHECKING:
    from dragoman.evaluation import AttributionScores, GoldArticle, PairScores, RawScore, RecordScores, Score
    from dragoman.evaluation.scores import Band
    from dragoman.records import Pair, Record, Report

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Score the reader on labelled data.")

_Json = Annotated[bool, typer.Option("--json", help="Print the scores as one JSON object.")]
_Errors = Annotated[bool, typer.Option("--errors", help="List what was wrong as well.")]


@app.command("pairs", cls=PlainCommand)
def pairs(
    data: Annotated[
        Path, typer.Argument(metavar="DATA", help="JSONL: sentences with a marked pair and its type.")
    ],
    raw: Annotated[
        bool,
        typer.Option(
            "--raw", help="Read the bare sentences, told no pair, and look for the right type on it."
        ),
    ] = False,
    ontology: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Code by your own types, which this file holds (docs/own-types.md)."
        ),
    ] = None,
    errors: _Errors = False,
    as_json: _Json = False,
    own: DataFiles = None,
) -> None:
    """Score the types of given pairs of actors.

    A row has "marked" (<s>source</s>, <t>target</t>), or "text", "source" and
    "target" as [start, end], and "type". Where rows are labelled YIELD, CONCEDE
    and RETREAT count as that one type.

    \b
    Example:
      dragoman evaluate pairs plv_train.jsonl --errors
    """
    from dragoman.codebook import load_ontology
    from dragoman.evaluation import YIELD, load_pairs, score_pairs, score_raw
    from dragoman.records import Report

    if raw and ontology is not None:
        raise typer.BadParameter("bare sentences are read for PLOVER's types alone", param_hint="--ontology")
    reader = reader_of(None, own or [])
    mine = load_ontology(ontology) if ontology is not None else None
    labelled = load_pairs(data, mine.types if mine else (*reader.codebook.types, YIELD))
    if raw:
        with Progress() as progress:
            records = []
            for record in reader.read_many(Report(one.pair.text) for one in labelled):
                progress.advance()
                records.append(record)
        _show_raw(score_raw(labelled, records), errors, as_json)
        return
    codes = reader.classify_pairs([one.pair for one in labelled], mine)
    quads = {name: kind.quad for name, kind in reader.codebook.types.items()} if mine is None else {}
    _show_pairs(score_pairs(labelled, codes, quads), errors, as_json)


@app.command("attributions", cls=PlainCommand)
def attributions(
    data: Annotated[
        Path, typer.Argument(metavar="DATA", help="JSONL: articles with annotated attributions.")
    ],
    errors: _Errors = False,
    as_json: _Json = False,
    own: DataFiles = None,
) -> None:
    """Score who is read to say what: sources, cues, contents, whole attributions.

    A row has "text" and "attributions" (or "annotations", a list of which the
    first has them): each with "cue" and "content", perhaps "source", as lists of
    [start, end]. PolNeAR's articles come in this form.

    \b
    Example:
      dragoman evaluate attributions polnear_dev.jsonl
    """
    from dragoman.evaluation import load_attributions, score_attributions

    articles = load_attributions(data)
    reader = reader_of(None, own or [])
    said = []
    with Progress() as progress:
        for article in articles:
            said.append(reader.attributions(article.text))
            progress.advance()
    _show_attributions(articles, score_attributions(articles, said), errors, as_json)


@app.command("events", cls=PlainCommand)
def events(
    data: Annotated[str, typer.Argument(metavar="DATA", help="Reports, in any form that `read` takes.")],
    gold: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The gold records. Without it: DATA's name, ending in .gold.jsonl."
        ),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Publication date (YYYY-MM-DD) of reports that carry none."),
    ] = None,
    errors: _Errors = False,
    as_json: _Json = False,
    workers: Annotated[
        int, typer.Option(min=1, metavar="N", help="Read in so many processes side by side.")
    ] = 1,
    own: DataFiles = None,
) -> None:
    """Score the records of whole reports: events, contacts, claims, figures.

    The gold records are JSONL, a report a line: its "id" (or its file's name) and
    the records that a careful reader makes of it (docs/cli.md).

    \b
    Example:
      dragoman evaluate events newswire_dev.jsonl
    """
    from dragoman.evaluation import load_gold, score_records

    day = day_of(published, "--published")
    beside = gold or Path(data).with_suffix(".gold.jsonl")
    if not beside.exists():
        raise NotFound(
            "there are no gold records", where=str(beside), next_step="Name their file with --gold."
        )
    wanted = load_gold(beside)
    reader = reader_of(None, own or [])
    with Progress() as progress:
        records = list(_read(reader.outcomes(_reports(data, day, progress), workers), progress))
    _show_records(score_records(wanted, records), errors, as_json)


def _reports(data: str, day: Date | None, progress: Progress) -> Iterator[Report]:
    from dragoman.sources import read_sources

    for item in read_sources([data], published=day):
        if isinstance(item, DragomanError):
            progress.say(f"dragoman: {item}")
        else:
            yield item


def _read(outcomes: Iterable[Record | DragomanError], progress: Progress) -> Iterator[Record]:
    for outcome in outcomes:
        if isinstance(outcome, DragomanError):
            progress.say(f"dragoman: {outcome}")
            continue
        progress.advance()
        yield outcome


# What is printed


def _show_pairs(scores: PairScores, errors: bool, as_json: bool) -> None:
    if as_json:
        _print_json(
            {
                "macro_f1": scores.macro_f1,
                "quad_macro_f1": scores.quad_macro_f1,
                "accuracy": scores.accuracy,
                "calibration_error": scores.calibration_error,
                "types": {name: _plain(score) for name, score in scores.by_type.items()},
                "quads": {name: _plain(score) for name, score in scores.by_quad.items()},
            }
        )
        return
    _table(
        "type", scores.by_type, f"{scores.macro_f1:.3f}  {sum(s.gold for s in scores.by_type.values()):5,}"
    )
    if scores.by_quad:
        _table("quad class", scores.by_quad, f"{scores.quad_macro_f1:.3f}")
    typer.echo(f"accuracy {scores.accuracy:.3f}\n")
    _bands("probability", scores.bands)
    typer.echo(f"calibration error {scores.calibration_error:.3f}")
    if errors:
        typer.echo("")
        for one, said in scores.wrong:
            typer.echo(visible(f"{one.type} read as {said}: {_marked(one.pair)}"))


def _show_raw(score: RawScore, errors: bool, as_json: bool) -> None:
    share = score.right / score.sentences
    if as_json:
        _print_json({"right": score.right, "sentences": score.sentences, "share": share})
        return
    typer.echo(f"right type on the right pair: {score.right} of {score.sentences} sentences ({share:.1%})")
    if errors:
        for one, found in score.wrong:
            told = "; ".join(
                f"{event.type} {' '.join(a.name for a in event.sources)} > {' '.join(a.name for a in event.targets)}"
                for event in found
            )
            typer.echo(visible(f"{one.type}: {_marked(one.pair)} | {told or 'no event'}"))


def _show_attributions(
    articles: Sequence[GoldArticle], scores: AttributionScores, errors: bool, as_json: bool
) -> None:
    if as_json:
        _print_json(
            {
                "whole": _plain(scores.whole),
                "exact": {part: _plain(score) for part, score in scores.exact.items()},
                "overlap": {part: _plain(score) for part, score in scores.overlap.items()},
            }
        )
        return
    from dragoman.evaluation.attributions import words_in

    _table("exact spans", scores.exact)
    _table("overlap in characters", scores.overlap)
    _table("attributions", {"whole": scores.whole})
    if errors:
        for number, missed in scores.missed:
            text = articles[number].text
            told = " | ".join(words_in(text, spans) for spans in (missed.source, missed.cue, missed.content))
            typer.echo(visible(f"{articles[number].id or number + 1} missed: {told}"))
        for number, extra in scores.extra:
            told = " | ".join(span.text if span else "" for span in (extra.source, extra.cue, extra.content))
            typer.echo(visible(f"{articles[number].id or number + 1} extra: {' '.join(told.split())}"))


def _show_records(scores: RecordScores, errors: bool, as_json: bool) -> None:
    if as_json:
        _print_json(
            {part: _plain(score) for part, score in scores.parts.items()}
            | {
                "key_recall": scores.key_events.recall,
                "status": _share(scores.status),
                "date": _share(scores.date),
            }
        )
        return
    _table("records", scores.parts)
    key = scores.key_events
    typer.echo(f"key events found    {key.recall:.3f}  of {key.gold}")
    for name, (right, of) in (("status", scores.status), ("date", scores.date)):
        if of:
            typer.echo(f"{name + ' right':20}{right / of:.3f}  {right} of {of}")
    typer.echo("")
    _bands("confidence", scores.bands)
    if errors:
        for report in scores.reports:
            for part, matched in report.parts.items():
                for missed in matched.missed:
                    if not missed.optional:
                        typer.echo(visible(f"{report.id} {part} missed: {_brief(missed)}"))
                for extra in matched.extra:
                    typer.echo(visible(f"{report.id} {part} extra: {_brief(extra)}"))


def _brief(record: object) -> str:
    import msgspec

    encoded: bytes = msgspec.json.encode(record)
    return encoded.decode("utf-8")


def _table(what: str, scores: Mapping[str, Score], overall: str = "") -> None:
    """A line a score; `overall` stands below the column of F1."""
    width = max(len(what), *(len(name) for name in scores))
    typer.echo(f"{what:{width}}  precision  recall     F1   gold")
    for name, score in scores.items():
        typer.echo(
            f"{name:{width}}      {score.precision:.3f}   {score.recall:.3f}  {score.f1:.3f}  {score.gold:5,}"
        )
    if overall:
        typer.echo(f"{'all':{width}}                      {overall}")
    typer.echo("")


def _bands(what: str, bands: Sequence[Band]) -> None:
    typer.echo(f"{what:11}  mean   right      of")
    for band in bands:
        typer.echo(
            f"{band.low:.1f} to {band.high:.1f}   {band.mean:.3f}  {band.right / band.answers:.3f}  {band.answers:6,}"
        )


def _marked(pair: Pair) -> str:
    text = pair.text
    edges: list[tuple[int, str]] = []
    for mark, span in (("s", pair.source), ("t", pair.target)):
        if span is not None:
            edges += [(span[0], f"<{mark}>"), (span[1], f"</{mark}>")]
    for place, mark in sorted(edges, reverse=True):
        text = text[:place] + mark + text[place:]
    return text


def _plain(score: Score) -> dict[str, float]:
    return {"precision": score.precision, "recall": score.recall, "f1": score.f1, "gold": score.gold}


def _share(part: tuple[int, int]) -> float | None:
    return part[0] / part[1] if part[1] else None


def _print_json(scores: Mapping[str, Any]) -> None:
    def rounded(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, 4)
        return {key: rounded(inner) for key, inner in value.items()} if isinstance(value, dict) else value

    typer.echo(json.dumps(rounded(dict(scores))))
