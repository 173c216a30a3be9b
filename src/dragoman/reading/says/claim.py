"""Which attributions are claims, whose, and what do they do? Somebody's statements about the world, as records.

An attribution is a claim when its cue's row in data/cues.csv says so. Wishes, attitudes and mental states are
attributions too, but nobody states anything by them. The speaker is the actor of the mention at the source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from dragoman.reading.parse import Parsed
from dragoman.reading.says import frames
from dragoman.reading.says.acts import Acts
from dragoman.reading.says.cues import Cue, Cues, load_cues
from dragoman.reading.says.disputes import Disputes, Stated
from dragoman.reading.says.hedge_words import load_hedges
from dragoman.reading.says.hedges import Hedges
from dragoman.reading.says.quotes import quotations
from dragoman.reading.says.set_phrases import Phrased, SetPhrases
from dragoman.reading.says.speakers import Speakers, head_of
from dragoman.reading.says.via import Media
from dragoman.reading.tables import load_toml
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Act, Attribution, Claim, Span

FILE = "claims.toml"

_POS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}
_READ = {"verb": frames.verb, "noun": frames.noun, "adjective": frames.adjective}
_PHRASE = Cue("according to", "phrase", ("quote",), "assert", True)
_LABEL = Cue(":", "label", ("quote",), "assert", True)
_MARK = 3
"""Characters that quotation marks can take before a content's first word."""
_AUTHOR = frozenset({"i", "we", "you"})
"""Sources that are the report's own author or its reader."""
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_OPEN = frozenset({"deny", "confirm", "demand", "propose", "promise", "threaten", "claim_responsibility"})
"""Acts that a bare noun phrase can be the content of ("denied involvement", "announced" can't)."""
_CONTRASTING = frozenset({"while", "whereas", "whilst"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})


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
    genders = load_toml("who.toml", extra)["gender"]
    hedges = Hedges(parsed, load_hedges(extra))
    maker = _Maker(parsed, mentions, load_cues(extra), load_toml(FILE, extra), genders, hedges)
    stated = maker.media.without_carriers(maker.stated(attributions))
    stated = [one.with_claim(id=f"c{number}") for number, one in enumerate(stated, 1)]
    return [one.claim for one in maker.disputes.settle(maker.media.pass_on(stated, attributions))]


class _Maker:
    def __init__(
        self,
        parsed: Parsed,
        mentions: Mentions,
        cues: Cues,
        lists: Mapping[str, Any],
        genders: Mapping[str, list[str]],
        hedges: Hedges,
    ) -> None:
        content: Mapping[str, list[str]] = lists["content"]
        self.parsed = parsed
        self.mentions = mentions
        self.cues = cues
        self.acts = Acts(lists)
        self.hedges = hedges
        self.phrases = SetPhrases(lists["acts"])
        self.media = Media(parsed, lists["via"])
        self.speakers = Speakers(parsed, mentions, content, genders, self.media)
        self.disputes = Disputes(parsed, mentions, lists["disputes"])
        self.propositional = frozenset(content["nouns"])
        self.deniable = frozenset(content["deniable"])
        self.empty = frozenset(content["empty"])
        self.unsaid = frozenset(content["unsaid"])
        self.quotes = quotations(parsed.report.text)

    def stated(self, attributions: Sequence[Attribution]) -> list[Stated]:
        """What attributions and set phrases state, in text order; a phrase says it better than its verb alone."""
        phrased = list(self.phrases.find(self.parsed))
        verbs = {self.parsed.start[one.token] for one in phrased}
        kept = [a for a in attributions if not any(a.cue.start <= v < a.cue.end for v in verbs)]
        steps: list[tuple[int, Attribution, Phrased | None]] = [(a.cue.start, a, None) for a in kept]
        steps += [(one.attribution.cue.start, one.attribution, one) for one in phrased]
        result: list[Stated] = []
        for _, attribution, phrase in sorted(steps, key=lambda step: step[0]):
            result += self.read(attribution) if phrase is None else self._read_phrase(phrase)
        return result

    def _read_phrase(self, phrase: Phrased) -> list[Stated]:
        attribution = phrase.attribution
        speaker, mention = self.speakers.of(attribution.source, phrase.token)
        if speaker is None or mention is None:
            return []
        content = self.parsed.tokens_in(attribution.content.start, attribution.content.end)
        if phrase.act == "deny" and self.parsed.lemma[head_of(self.parsed, content)] not in self.deniable:
            return []
        owns_up = phrase.act == "claim_responsibility" and not self.acts.is_attack(self.parsed, content)
        claim = Claim(
            id="",
            speaker=speaker,
            cue=attribution.cue,
            content=attribution.content,
            direct=any(
                q.start < attribution.content.end and attribution.content.start < q.end for q in self.quotes
            ),
            act="confirm" if owns_up else phrase.act,
            via=self.media.of_cue(phrase.token),
            hedge=self.hedges.of_phrase(phrase.token, phrase.last, content),
        )
        stated = Stated(claim, phrase.token, content, mention)
        self.speakers.heard(stated)
        return [stated]

    def read(self, attribution: Attribution) -> list[Stated]:
        """The claims that an attribution makes: none, one, or one a paragraph.

        Attributions are read in the order of the report: "he" and "the statement" go back to the last speaker.
        """
        parsed = self.parsed
        known = self._known(attribution)
        if known is None or not known.row.claim or self._is_unsaid(known, attribution.cue):
            return []
        content = self._content(known, parsed.tokens_in(attribution.content.start, attribution.content.end))
        if not content or not self._states(known, content):
            return []
        content = self._without_contrast(known, content)
        if attribution.source is not None and attribution.source.text.lower() in _AUTHOR:
            return []
        speaker, mention = self.speakers.of(attribution.source, known.token)
        if mention is None and known.frame.endswith("X") and known.row.pos == "verb":
            return []
        if (
            speaker is None
            and not self._may_be_nameless(attribution.source)
            and not known.frame.endswith("that")
        ):
            return []
        base: Act = known.row.act
        result = []
        for piece in self._paragraphs(attribution, content):
            tokens = parsed.tokens_in(piece.start, piece.end)
            act = self.acts.act(parsed, base, known.frame, tokens, mention, self.mentions)
            claim = Claim(
                id="",
                speaker=speaker,
                cue=attribution.cue,
                content=piece,
                direct=any(q.start < piece.end and piece.start < q.end for q in self.quotes),
                act=act,
                via=self.media.of_cue(known.token),
                hedge=self.hedges.of_claim(known.token, tokens, act),
            )
            result += self._each(claim, known.token, tokens, mention)
        if result:
            self.speakers.heard(result[-1])
        return result

    def _each(self, claim: Claim, cue: int, content: range, mention: Mention | None) -> list[Stated]:
        """One claim; one a side for "Chad and Sudan blamed each other"."""
        sides = self.disputes.speakers(cue) if self.disputes.is_mutual(cue) else ()
        if len(sides) < 2:
            return [Stated(claim, cue, content, mention)]
        return [
            Stated(msgspec.structs.replace(claim, speaker=side.actor), cue, content, side) for side in sides
        ]

    def _may_be_nameless(self, source: Span | None) -> bool:
        """Whether the source is a pronoun, which names somebody though the report may not tell whom."""
        if source is None:
            return False
        return all(self.parsed.pos[t] == "PRON" for t in self.parsed.tokens_in(source.start, source.end))

    def _is_unsaid(self, known: _Known, cue: Span) -> bool:
        """Whether the cue itself says that nothing was said: "did not say", "refused to confirm"."""
        parsed = self.parsed
        if known.row.pos != "verb":
            return False
        own = parsed.tokens_in(cue.start, cue.end)
        if any(parsed.lemma[t] in self.unsaid and parsed.pos[t] == "VERB" for t in own if t < known.token):
            return True
        return any(parsed.dep[c] == "neg" for c in parsed.children[known.token]) and not self.hedges.judges(
            known.token
        )

    def _known(self, attribution: Attribution) -> _Known | None:
        parsed, cues = self.parsed, self.cues
        tokens = parsed.tokens_in(attribution.cue.start, attribution.cue.end)
        if not tokens:
            return None
        if parsed.lower[tokens[0]] == "according":
            return _Known(tokens[0], frames.QUOTE, _PHRASE)
        if parsed.text[tokens[0]] == ":":
            return None if self._is_dateline(attribution.source) else _Known(tokens[0], frames.QUOTE, _LABEL)
        beside = attribution.content.start < attribution.cue.start
        for token in reversed(tokens):
            pos = _POS.get(parsed.pos[token])
            allowed = cues.frames(parsed.lemma[token], pos) if pos else None
            if pos is None or not allowed:
                continue
            government = _READ[pos](parsed, token)
            frame = government.frame if government is not None else ""
            if frame.startswith("X ") and frame not in allowed:
                frame = "X"
            if frames.QUOTE in allowed and (
                frame not in allowed or (beside and not frame.startswith("be done"))
            ):
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
        mention = self.speakers.mention(tokens)
        return mention is None or mention.actor.kind not in ("person", "office")

    def _states(self, known: _Known, content: range) -> bool:
        """Whether the content can be true or false, be done or left."""
        parsed = self.parsed
        words = [parsed.lower[token] for token in content if parsed.pos[token] != "PUNCT"]
        if not words or " ".join(words) in self.empty:
            return False
        if known.row.act == "claim_responsibility":
            owned = any(parsed.lemma[t] == "responsibility" for t in range(known.token, content.stop))
            return owned or self.acts.is_attack(parsed, content)
        if known.frame not in ("X", "be done") or known.row.pos != "verb":
            return True
        clauses = parsed.having(known.token, "advcl")
        if any(self.cues.frames(parsed.lemma[clause], "verb") for clause in clauses):
            return False
        head = head_of(parsed, content)
        lemma = parsed.lemma[head]
        if known.row.act == "deny":
            any_ = any(parsed.lower[c] == "any" for c in parsed.children[head])
            return any_ or lemma in self.deniable or parsed.tag[head] == "VBG"
        if known.row.act in _OPEN:
            return True
        return lemma in self.propositional or self.cues.frames(lemma, "noun") is not None

    def _content(self, known: _Known, content: range) -> range:
        """The tokens of what is claimed: the attack for "responsibility for the attack" or "which (was claimed)"."""
        parsed = self.parsed
        owned = known.row.act == "claim_responsibility"
        if len(content) == 1 and parsed.lower[content[0]] in _RELATIVE:
            return self._antecedent(content[0], owned)
        if owned:
            for token in content:
                if parsed.lemma[token] == "responsibility":
                    preposition = parsed.child(token, "prep")
                    deed = parsed.child(preposition, "pobj") if preposition is not None else None
                    if deed is not None and deed in content:
                        return range(*parsed.subtree(deed))
        return content

    def _without_contrast(self, known: _Known, content: range) -> range:
        """The content without a clause of the report's own that the parser joined to it.

        That is ", while others blamed X", and a clause joined with a comma that tells in the simple past what follows
        on a content told from further back: "said X had killed ten, and Y took responsibility".
        """
        parsed = self.parsed
        if known.frame != "that" or known.token > content.start:
            return content
        main = next((c for c in parsed.having(known.token, "ccomp") if c in content), None)
        if main is None:
            return content
        for clause in parsed.having(main, "advcl", "conj"):
            subject = parsed.child(clause, "nsubj", "nsubjpass")
            if clause < main or subject is None or parsed.pos[clause] not in ("VERB", "AUX"):
                continue
            low = parsed.subtree(clause)[0]
            if parsed.dep[clause] == "conj":
                joined = low - 1 > main and parsed.pos[low - 1] == "CCONJ"
                start = low - 1 if joined else low
                backshifted = any(parsed.lower[c] == "had" for c in parsed.having(main, "aux"))
                apart = (
                    joined
                    and backshifted
                    and not parsed.having(clause, "aux")
                    and parsed.tag[clause] == "VBD"
                )
            else:
                start = low
                apart = parsed.lower[low] in _CONTRASTING
            if apart and parsed.text[start - 1] == "," and start - 1 > content.start:
                return range(content.start, start - 1)
        return content

    def _antecedent(self, relative: int, owned: bool) -> range:
        """The noun phrase that "which" stands for; with `owned` the nearest one that is an attack."""
        parsed = self.parsed
        clause = next((a for a in parsed.ancestors(relative) if parsed.dep[a] == "relcl"), None)
        if clause is None or parsed.head[clause] >= relative:
            return range(0)
        head = parsed.head[clause]
        if owned:
            above = (head, *parsed.ancestors(head))
            head = next((t for t in above if self.acts.is_attack(parsed, [t])), head)
        content = range(relative, relative + 1)
        low = parsed.subtree(head)[0]
        high = min(parsed.subtree(clause)[0], content[0])
        while high - 1 > head and parsed.pos[high - 1] in ("PUNCT", "ADP"):
            high -= 1
        return range(low, high)

    def _paragraphs(self, attribution: Attribution, content: range) -> list[Span]:
        """The content, cut where a paragraph of the report ends, without a cue that ends such a piece."""
        parsed = self.parsed
        whole, cue = attribution.content, attribution.cue
        replaced = parsed.start[content[0]] < whole.start or parsed.start[content[0]] - whole.start > _MARK
        if replaced:
            return [parsed.span(content.start, content.stop)]
        text = parsed.report.text
        after = parsed.tokens_in(whole.start, whole.end)
        if after and content.stop < after.stop and cue.end <= whole.start:
            whole = Span.of(text, whole.start, parsed.end[content.stop - 1])
        cuts: list[Span] = []
        first = content.start
        for token in range(content.start + 1, content.stop + 1):
            if token < content.stop and self._paragraph(token) == self._paragraph(first):
                continue
            start = whole.start if first == content.start else parsed.start[first]
            end = whole.end if token == content.stop else parsed.end[token - 1]
            if start < cue.start < end < whole.end:
                quoted = [q.end for q in self.quotes if start < q.end <= end]
                end = max(quoted, default=end)
            cuts.append(Span.of(text, start, end))
            first = token
        return cuts

    def _paragraph(self, token: int) -> int:
        return self.parsed.sentences[self.parsed.sentence[token]].paragraph
