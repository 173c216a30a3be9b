"""Which attributions are claims, whose, and what do they do? Somebody's statements about the world, as records.

An attribution is a claim when its cue's row in data/cues.csv says so. Wishes, attitudes and mental states are
attributions too, but nobody states anything by them. The speaker is the actor of the mention at the source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.reading import frames
from dragoman.reading.acts import Acts
from dragoman.reading.cues import Cue, Cues, load_cues
from dragoman.reading.disputes import Disputes, Stated
from dragoman.reading.mentions import Mention, Mentions
from dragoman.reading.parse import Parsed
from dragoman.reading.quotes import quotations
from dragoman.reading.tables import load_toml
from dragoman.reading.via import Media
from dragoman.records import Act, Actor, Attribution, Claim, Kind, Span

FILE = "claims.toml"

_PHRASE = Cue("according to", "phrase", ("quote",), "assert", True)
_LABEL = Cue(":", "label", ("quote",), "assert", True)
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these", "those"})
_PRONOUNS = frozenset({"PRON"})
_OPEN = frozenset({"deny", "confirm", "demand", "propose", "promise", "threaten", "claim_responsibility"})
"""Acts that a bare noun phrase can be the content of ("denied involvement", "announced" can't)."""
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_NAMES = frozenset({"ORG", "PERSON", "WORK_OF_ART", "PRODUCT"})
_PLURAL = frozenset({"NNS", "NNPS"})


@dataclass(frozen=True, slots=True)
class _Known:
    """The cue of an attribution: its token, pattern and row."""

    token: int
    frame: str
    row: Cue


def claims(
    parsed: Parsed, mentions: Mentions, attributions: Sequence[Attribution], extra: Sequence[Path] = ()
) -> list[Claim]:
    """The claims of a report in the order of their cues, with ids "c1", "c2", ...

    `attributions` are those of says.py. A claim that runs over several paragraphs makes one record for each. `about` is
    left empty. `extra` are a user's own data files (`cues.csv`, `claims.toml`).
    """
    if not attributions:
        return []
    maker = _Maker(parsed, mentions, load_cues(extra), load_toml(FILE, extra))
    stated = [claim for attribution in attributions for claim in maker.stated(attribution)]
    stated = [replace_id(one, f"c{number}") for number, one in enumerate(stated, 1)]
    return [one.claim for one in maker.disputes.settle(maker.media.pass_on(stated, attributions))]


def replace_id(stated: Stated, name: str) -> Stated:
    """The same claim under another id."""
    return stated.with_claim(id=name)


class _Maker:
    def __init__(self, parsed: Parsed, mentions: Mentions, cues: Cues, lists: Mapping[str, Any]) -> None:
        self.parsed = parsed
        self.mentions = mentions
        self.cues = cues
        self.acts = Acts(lists)
        self.media = Media(parsed, lists["via"])
        self.disputes = Disputes(parsed, mentions, lists["disputes"])
        content: Mapping[str, list[str]] = lists["content"]
        self.propositional = frozenset(content["nouns"])
        self.deniable = frozenset(content["deniable"])
        self.empty = frozenset(content["empty"])
        self.quotes = quotations(parsed.report.text)

    def stated(self, attribution: Attribution) -> list[Stated]:
        """The claims that an attribution makes: none, one, or one a paragraph."""
        parsed = self.parsed
        known = self._known(attribution)
        if known is None or not known.row.claim:
            return []
        content = self._antecedent(parsed.tokens_in(attribution.content.start, attribution.content.end))
        if not content or not self._states(known, content):
            return []
        speaker, mention = self._speaker(attribution.source, known)
        if speaker is None and attribution.source is None and not known.frame.endswith("that"):
            return []
        base: Act = known.row.act
        result = []
        for piece in self._paragraphs(attribution.content, content):
            tokens = parsed.tokens_in(piece.start, piece.end)
            act = self.acts.act(parsed, known.token, base, known.frame, tokens, mention, self.mentions)
            claim = Claim(
                id="",
                speaker=speaker,
                cue=attribution.cue,
                content=piece,
                direct=any(q.start < piece.end and piece.start < q.end for q in self.quotes),
                act=act,
                via=self.media.of_cue(known.token),
            )
            result.append(Stated(claim, known.token, tokens, mention))
        return result

    def _known(self, attribution: Attribution) -> _Known | None:
        parsed, cues = self.parsed, self.cues
        tokens = parsed.tokens_in(attribution.cue.start, attribution.cue.end)
        if not tokens:
            return None
        if parsed.lower[tokens[0]] == "according":
            return _Known(tokens[0], frames.QUOTE, _PHRASE)
        if parsed.text[tokens[0]] == ":":
            return None if self._is_dateline(attribution.source) else _Known(tokens[0], frames.QUOTE, _LABEL)
        beside = attribution.content.end <= attribution.cue.start or attribution.content.start < attribution.cue.start
        for token in reversed(tokens):
            pos = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}.get(parsed.pos[token])
            allowed = cues.frames(parsed.lemma[token], pos) if pos else None
            if pos is None or not allowed:
                continue
            read = frames.verb if pos == "verb" else frames.noun if pos == "noun" else frames.adjective
            government = read(parsed, token)
            frame = government.frame if government is not None else ""
            if frame.startswith("X ") and frame not in allowed:
                frame = "X"
            if frames.QUOTE in allowed and (frame not in allowed or (beside and not frame.startswith("be done"))):
                frame = frames.QUOTE
            row = cues.entry(parsed.lemma[token], pos, frame)
            if row is not None:
                return _Known(token, frame, row)
        return None

    def _is_dateline(self, source: Span | None) -> bool:
        """ "AMMAN: Iraqis abroad start voting" names a place, and nobody who says so."""
        if source is None:
            return True
        tokens = self.parsed.tokens_in(source.start, source.end)
        if any(self.parsed.entity[token] in _PLACES for token in tokens):
            return True
        mention = self._mention(tokens)
        return mention is None or mention.actor.kind == "state"

    def _states(self, known: _Known, content: range) -> bool:
        """Whether the content can be true or false, be done or left."""
        parsed = self.parsed
        words = [parsed.lower[token] for token in content if parsed.pos[token] != "PUNCT"]
        if not words or " ".join(words) in self.empty:
            return False
        if known.row.act == "claim_responsibility":
            return self.acts.is_attack(parsed, content)
        if known.frame not in ("X", "be done") or known.row.pos != "verb":
            return True
        if any(parsed.dep[c] == "advcl" and self.cues.frames(parsed.lemma[c], "verb") for c in parsed.children[known.token]):
            return False
        head = next((t for t in content if parsed.head[t] not in content), content[0])
        lemma = parsed.lemma[head]
        if known.row.act == "deny":
            return lemma in self.deniable or parsed.tag[head] == "VBG"
        if known.row.act in _OPEN:
            return True
        return lemma in self.propositional or self.cues.frames(lemma, "noun") is not None

    def _antecedent(self, content: range) -> range:
        """What "which" stands for, when it is all the content: the noun phrase before it."""
        parsed = self.parsed
        if len(content) != 1 or parsed.lower[content[0]] not in _RELATIVE:
            return content
        clause = next((a for a in parsed.ancestors(content[0]) if parsed.dep[a] == "relcl"), None)
        if clause is None or parsed.head[clause] >= content[0]:
            return range(0)
        head = parsed.head[clause]
        low = parsed.subtree(head)[0]
        high = min(parsed.subtree(clause)[0], content[0])
        while high - 1 > head and parsed.pos[high - 1] in ("PUNCT", "ADP"):
            high -= 1
        return range(low, high)

    def _paragraphs(self, whole: Span, content: range) -> list[Span]:
        """The content, cut where a paragraph of the report ends."""
        parsed = self.parsed
        replaced = parsed.start[content[0]] < whole.start
        if replaced:
            return [parsed.span(content.start, content.stop)]
        text = parsed.report.text
        cuts: list[Span] = []
        first = content.start
        for token in range(content.start + 1, content.stop + 1):
            if token < content.stop and self._paragraph(token) == self._paragraph(first):
                continue
            start = whole.start if first == content.start else parsed.start[first]
            end = whole.end if token == content.stop else parsed.end[token - 1]
            cuts.append(Span.of(text, start, end))
            first = token
        return cuts

    def _paragraph(self, token: int) -> int:
        return self.parsed.sentences[self.parsed.sentence[token]].paragraph

    def _speaker(self, source: Span | None, known: _Known) -> tuple[Actor | None, Mention | None]:
        """Who speaks: the actor of the mention at the source, or the source's own words when no mention is there."""
        parsed = self.parsed
        if source is None:
            return None, None
        tokens = parsed.tokens_in(source.start, source.end)
        if not tokens:
            return None, None
        mention = self._mention(tokens)
        if mention is None and parsed.lower[tokens[0]] in _RELATIVE and len(tokens) == 1:
            mention = self._of_relative(tokens[0])
        if mention is not None:
            return mention.actor, mention
        if all(parsed.pos[token] in _PRONOUNS for token in tokens):
            return None, None
        return self._unresolved(tokens), None

    def _mention(self, tokens: range) -> Mention | None:
        parsed = self.parsed
        head = next((t for t in tokens if parsed.head[t] not in tokens or parsed.head[t] == t), tokens[0])
        mention = self.mentions.headed_by(head) or self.mentions.covering(head)
        if mention is not None and not (mention.modifies and mention.head != head):
            return mention
        within = [m for m in self.mentions.within(tokens.start, tokens.stop) if not m.modifies]
        return within[0] if within else None

    def _of_relative(self, token: int) -> Mention | None:
        parsed = self.parsed
        clause = next((a for a in parsed.ancestors(token) if parsed.dep[a] == "relcl"), None)
        if clause is None:
            return None
        noun = parsed.head[clause]
        return self.mentions.headed_by(noun) or self.mentions.covering(noun)

    def _unresolved(self, tokens: range) -> Actor:
        """An actor known by nothing but the report's words: "an unnamed source", "a report in the Guardian"."""
        parsed = self.parsed
        head = next((t for t in tokens if parsed.head[t] not in tokens or parsed.head[t] == t), tokens[0])
        low, high = tokens.start, head + 1
        media = self.media.is_medium(tokens)
        named = [t for t in tokens if parsed.entity[t] in _NAMES]
        if named and media:
            low = named[0]
            high = next((t for t in range(low, tokens.stop) if parsed.entity[t] not in _NAMES), tokens.stop)
        span = parsed.span(low, high)
        first = low + (parsed.lower[low] in _DETERMINERS and high - low > 1)
        kind: Kind = "organisation" if media else "people" if parsed.tag[head] in _PLURAL else "person"
        return Actor(
            text=span.text,
            start=span.start,
            end=span.end,
            name=parsed.span(first, high).text,
            kind=kind,
            sectors=("JRN",) if media else (),
        )
