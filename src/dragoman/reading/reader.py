"""The reader: the list of the stages of reading, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import msgspec

from dragoman import codebook
from dragoman.codebook import Codebook, Ontology
from dragoman.gazetteer import Gazetteer
from dragoman.reading import assemble, how_many, says, what, when, where, who
from dragoman.reading.assemble import Linked
from dragoman.reading.contacts import ContactFinder
from dragoman.reading.data_files import checked, codebook_files, trigger_files
from dragoman.reading.data_files import known_data_files as known_data_files
from dragoman.reading.pair_model import EVENTS, SHIPPED, PairModel
from dragoman.reading.parse import DEFAULT_MODEL, Parsed, Parser
from dragoman.reading.positions import positions
from dragoman.reading.says.learned import SHIPPED as ATTRIBUTIONS
from dragoman.reading.says.learned import AttributionModel
from dragoman.reading.tables import load_toml
from dragoman.reading.what import EventFinder, Filler, Told, lexicon, pairs
from dragoman.reading.what.arguments import Arguments
from dragoman.reading.what.context_model import ContextModel
from dragoman.reading.what.contexts import ContextFinder
from dragoman.reading.what.draft import Draft
from dragoman.reading.what.judge import EventModel, Judge
from dragoman.reading.what.lexicon import Lexicon
from dragoman.reading.what.own_types import OwnTypes
from dragoman.reading.where.find import PlaceIndex
from dragoman.reading.who.learned import Roster, with_learned
from dragoman.reading.who.learned import load as load_learned
from dragoman.reading.who.learned import save as save_learned
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Actor, Attribution, Claim, DateRange, Pair, PairCode, Record, Report, Time


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of a report before its events: where, who, when, and who says so."""

    places: PlaceIndex
    mentions: Mentions
    times: Sequence[Time]
    stated: Sequence[Claim]
    dated: Callable[[int], DateRange]


class Reader:
    """Turns reports into records.

    `model` names the spaCy model. `data` are a user's own data files, told by their names ("organisations.csv",
    "who.toml", ...; `known_data_files`); each extends or overrides the shipped file of that name. docs/data-files.md
    describes them. Raises DataFileError for a file that is not there or has another name. Models and tables are loaded
    when first needed, once; a table that is malformed raises DataFileError then.

    `pair_model` is the folder of the learned model that `classify_pairs` asks (training/pairs makes one),
    `event_model` that of the model that judges the events of reports (training/events; None: lexicon and syntax alone),
    `attribution_model` that of the model of who says what (training/attributions; None: the rules alone).

    `learn` is a file of who holds which office: what it holds is used, and what titles and appositions of the reports
    teach is used for the reports after them (who/learned.py); `save_learned` writes it back.

    Reading never raises for what a report says: what could not be read stands in the record's warnings.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        data: Iterable[str | PathLike[str]] = (),
        learn: str | PathLike[str] | None = None,
        pair_model: str | PathLike[str] = SHIPPED,
        event_model: str | PathLike[str] | None = EVENTS,
        attribution_model: str | PathLike[str] | None = ATTRIBUTIONS,
    ) -> None:
        self.model = model
        self.data = checked(data)
        self.pair_model = PairModel(pair_model)
        self.event_model = EventModel(event_model) if event_model is not None else None
        self.attribution_model = (
            AttributionModel(attribution_model) if attribution_model is not None else None
        )
        self._learn = Path(learn) if learn is not None else None

    @property
    def _folders(self) -> Mapping[str, Path | None]:
        """Where the learned models lie, by the names under which a reader takes them."""
        models = {"event_model": self.event_model, "attribution_model": self.attribution_model}
        asked: dict[str, Path | None] = {"pair_model": self.pair_model.folder}
        return asked | {name: one.folder if one is not None else None for name, one in models.items()}

    # Parts, loaded once

    @cached_property
    def parser(self) -> Parser:
        """The parser. Raises ModelError when the model can't be loaded."""
        return Parser(self.model, self.data)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """States, organisations, groups, offices, people; with `learn` also the people learned so far."""
        return self._tables if self.learned is None else with_learned(self._tables, self.learned)

    @cached_property
    def _tables(self) -> Gazetteer:
        return Gazetteer.load(self.data)

    @cached_property
    def learned(self) -> Roster | None:
        """Who holds which office as the reports read so far tell it; None for a reader that learns nothing.

        Raises DataFileError when the file to `learn` into is there and malformed.
        """
        return load_learned(self._learn, self._lists("who")) if self._learn else None

    @cached_property
    def codebook(self) -> Codebook:
        """PLOVER."""
        return codebook.load(codebook_files(self.data))

    @cached_property
    def lexicon(self) -> Lexicon:
        """The event triggers."""
        return lexicon.load(trigger_files(self.data), self.codebook)

    @cached_property
    def _contexts(self) -> ContextFinder:
        return ContextFinder(self.codebook, self._lists("context_cues"), ContextModel())

    def _lists(self, name: str) -> Mapping[str, Any]:
        return load_toml(f"{name}.toml", self.data)

    # Reading

    def read(self, report: Report) -> Record:
        """The record of one report."""
        return self.record(self.parser.parse(report))

    def read_many(self, reports: Iterable[Report], workers: int = 1) -> Iterator[Record]:
        """The records of many reports in input order, a bounded number in memory at a time.

        This reader reads in this process alone; `dragoman.Reader` knows how to use more workers.
        """
        return map(self.record, self.parser.parse_many(reports))

    def record(self, parsed: Parsed) -> Record:
        """All stages over one parsed report."""
        seen = self._see(parsed)
        if self.learned is not None:
            self.learned.learn(parsed, seen.mentions, self._tables)
        lists = self._lists("what")
        linked = self._linked(parsed, seen)
        figures = how_many.figures(parsed, self.data)
        found, figures_tied = assemble.link_figures(
            parsed,
            linked,
            figures,
            lambda figure: how_many.counted(parsed, figure, self.data),
            lists["figures"],
        )
        hedges = says.Hedges(parsed, says.load_hedges(self.data))
        found, stated_about = assemble.link_claims(linked.told, found, seen.stated, hedges)
        args = Arguments(parsed, seen.mentions, lists)
        contacts = ContactFinder(
            parsed, seen.times, self.gazetteer, self._lists("contacts"), args, seen.mentions, seen.dated
        )
        stances = positions(parsed, args, self._lists("positions"), lists, seen.dated)
        return Record(
            report=parsed.report,
            actors=assemble.named_actors(seen.mentions, found, stated_about),
            events=found,
            claims=stated_about,
            figures=figures_tied,
            contacts=contacts.contacts(zip(linked.events, linked.told, strict=True)),
            positions=tuple(stances),
            warnings=tuple(_warnings(parsed.report)),
        )

    # Stages

    def candidates(self, parsed: Parsed) -> list[Draft]:
        """The events that lexicon and syntax see (training/events learns from them)."""
        return self._drafts(parsed, self._see(parsed))[0]

    def linked(self, parsed: Parsed) -> Linked:
        """The report's events with the drafts that they came from, evidence included (training/events weighs it)."""
        return self._linked(parsed, self._see(parsed))

    def _see(self, parsed: Parsed) -> _Seen:
        places = where.places(parsed, self.gazetteer, self.data)
        setting = where.setting(parsed, places)
        mentions = who.mentions(parsed, self.gazetteer, self._lists("who"), places, setting)
        times = when.times(parsed, extra=self.data)
        said = says.attributions(parsed, self.data, self.attribution_model, everywhere=False)
        stated = says.claims(parsed, mentions, said, self.data)
        return _Seen(places, mentions, times, stated, lambda t: when.event_date(parsed, times, t, self.data))

    def _drafts(self, parsed: Parsed, seen: _Seen) -> tuple[list[Draft], Filler]:
        lists = self._lists("what")
        drafts = EventFinder(parsed, seen.mentions, self.lexicon, lists, self._lists("status")).find()
        drafts += what.stated_events(parsed, seen.mentions, seen.stated, drafts, lists)
        drafts.sort(key=lambda draft: draft.token)
        filler = Filler(parsed, seen.mentions, lists, self.codebook)
        filler.fill(drafts)
        return drafts, filler

    def _linked(self, parsed: Parsed, seen: _Seen) -> Linked:
        lists = self._lists("what")
        least = lists["belief"]["least"]
        drafts, filler = self._drafts(parsed, seen)
        told = [Told(draft, seen.dated(draft.token)) for draft in drafts]
        merged = what.merge(
            parsed, told, frozenset(lists["symmetric"]["types"]), frozenset(lists["retold"]["types"])
        )
        merged = [one for one in merged if filler.tells(one.draft)]
        if self.event_model is not None:
            Judge(parsed, self.event_model).weigh([one.draft for one in merged])
        merged = [one for one in merged if one.draft.belief is None or one.draft.belief >= least]
        _carry(parsed, seen.times, seen.mentions, merged, self.data)
        return assemble.events(
            parsed,
            merged,
            self.codebook,
            lambda draft: self._contexts.of_sentence(parsed, parsed.sentence[draft.token], draft.state),
            lambda token: where.event_place(parsed, seen.places, token),
        )

    def save_learned(self) -> None:
        """Write what was learned to the file given as `learn`, whole or not at all.

        Nothing to do for a reader that learns nothing. Raises OutputError when the file can't be written.
        """
        if self._learn is not None and self.learned is not None:
            save_learned(self.learned, self._learn)

    # Single questions

    def attributions(self, text: str) -> list[Attribution]:
        """Who says what in `text`: source, cue and content spans."""
        return says.attributions(self.parser.parse(Report(text)), self.data, self.attribution_model)

    def times(self, text: str, published: Date | None = None) -> list[Time]:
        """The time expressions of `text`; relative ones count from `published` and stay open without it."""
        return when.times(self.parser.parse(Report(text, published)), extra=self.data)

    def resolve_actor(self, text: str, date: Date | None = None) -> Actor | None:
        """The actor that a noun phrase names on a day ("the French defence minister"); None when it names none."""
        parsed, before = self.parser.parse(Report(text, date)), 0
        if not who.is_phrase(parsed):
            frame = who.frame(text)
            parsed, before = self.parser.parse(Report(f"{frame}{text}", date)), len(frame)
        places = where.places(parsed, self.gazetteer, self.data)
        found = who.mentions(parsed, self.gazetteer, self._lists("who"), places)
        begins = next((t for t in range(len(parsed)) if parsed.start[t] >= before), 0)
        actor = who.whole(parsed, found, begins)
        if actor is None or not before:
            return actor
        start, end = max(actor.start - before, 0), actor.end - before
        return msgspec.structs.replace(actor, text=text[start:end], start=start, end=end)

    def classify_pairs(self, marked: Sequence[Pair], ontology: Ontology | None = None) -> list[PairCode]:
        """The PLOVER type of each marked pair, with every type's probability.

        One code a pair, in order. A pair may lack its source or its target. With an `ontology` of the user's own the
        types are its types (docs/own-types.md). Raises SpanError, before anything is read, for a mark that lies outside
        its text or holds no words, and ModelError when the model of pairs can't be loaded.
        """
        pairs.check(marked)
        if ontology is not None:
            return OwnTypes(ontology, self.pair_model).code(marked)
        return pairs.classify(marked, self.pair_model)


def _carry(
    parsed: Parsed, times: Sequence[Time], mentions: Mentions, told: Sequence[Told], extra: Sequence[Path]
) -> None:
    """Date what was told without a time by the day that the sentences before it tell of."""

    def parties(found: Iterable[Mention]) -> set[object]:
        return {
            key for m in found for key in (m.entity, m.actor.country, m.actor.organisation) if key is not None
        }

    happenings = [
        when.Happening(
            one.draft.token,
            one.date,
            one.draft.type,
            one.draft.status.status,
            parties([*one.draft.sources, *one.draft.targets]),
        )
        for one in told
    ]
    dates = when.carried_dates(
        parsed, times, happenings, lambda first, last: parties(mentions.within(first, last)), extra
    )
    for one, date in zip(told, dates, strict=True):
        one.date = date


def _warnings(report: Report) -> Iterator[str]:
    if not report.text.strip():
        yield "the report is empty: there is nothing to read in it"
    if report.published is None:
        yield "no publication date: relative times stay undated (give one with --published)"
    elif report.published > Date.today():
        yield f"the publication date {report.published} lies in the future"
