"""Who says so by the rules? The attributions that cues and syntax tell: source, cue and content.

Three passes fill one table, keyed by the token that carries the cue: quoted speech and the cue beside it (speech.py),
syntax (frames.py), and sources outside the clause (asides.py). What the report's author does not assert that somebody
said or thinks (a wish in the conditional, a cue inside another's words) is then left out: PolNeAR's annotators, on
whose training articles these choices were measured, leave it out too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from dragoman.reading.parse import Parsed
from dragoman.reading.says import asides, frames
from dragoman.reading.says.cues import Cues
from dragoman.reading.says.extents import beside, carrier, cue_words, noun_source, phrase, subject_of
from dragoman.reading.says.found import Found
from dragoman.reading.says.frames import QUOTE, Government
from dragoman.reading.says.quotes import Quotation
from dragoman.reading.says.speech import Speech, speeches

_TRAILING = frozenset({",", ":", ";", ".", "--", "—", "–", "-"})
_LEADING = frozenset({",", ":", ";", ".", "--", "—", "–"})
_BEFORE_CUE = frozenset({",", '"', "”", "?", "!", "''", "--", "—"})
_MODALS = frozenset(
    {"will", "would", "can", "could", "may", "might", "should", "must", "'ll", "'d", "wo", "ca"}
)
_NOBODY = frozenset({"it", "that", "this", "these", "there"})
"""Sources of one word that as a rule name nobody: "it seems", "this shows"."""
_ASIDES = frozenset({QUOTE, "according", "as", "label"})
"""Patterns whose content is whole clauses of the report, in which others may speak."""
_SAYING = frozenset({"say", "tell", "add", "warn", "call"})
_NOUNS = frozenset({"NOUN", "PROPN"})


def find(parsed: Parsed, cues: Cues, quotes: Sequence[Quotation]) -> list[Found]:
    """The attributions with all that is known of them, in the order of their cues; `quotes` are the report's."""
    finder = _Finder(parsed, cues, quotes)
    finder.by_syntax()
    finder.by_quotation()
    finder.by_label()
    return finder.settled()


class _Finder:
    """One report being read; `found` fills as the passes go."""

    def __init__(self, parsed: Parsed, cues: Cues, quotes: Sequence[Quotation]) -> None:
        self.parsed = parsed
        self.cues = cues
        self.light = cues.light
        self.found: dict[int, Found] = {}
        self.quotes = quotes
        self._starts = [quote.start for quote in self.quotes]
        self.inside = [False] * len(parsed)
        for quote in self.quotes:
            for token in parsed.tokens_in(quote.start, quote.end):
                self.inside[token] = True

    def by_syntax(self) -> None:
        parsed, cues = self.parsed, self.cues
        for token, pos in enumerate(parsed.pos):
            if parsed.lower[token] == "according":
                self._keep(asides.according(parsed, token))
            elif pos == "VERB":
                allowed = cues.frames(parsed.lemma[token], "verb")
                if allowed:
                    self._verb(token, allowed)
            elif pos in _NOUNS:
                allowed = cues.frames(parsed.lemma[token], "noun")
                if allowed:
                    self._noun(token, allowed)
            elif pos == "ADJ" and parsed.dep[token] == "acomp":
                allowed = cues.frames(parsed.lemma[token], "adjective")
                if allowed:
                    self._adjective(token, allowed)

    def by_quotation(self) -> None:
        for speech in speeches(self.parsed, self.quotes, self.inside, self._speaks):
            self._speech(speech)

    def by_label(self) -> None:
        paragraph = -1
        for sentence in self.parsed.sentences:
            if sentence.paragraph != paragraph:
                paragraph = sentence.paragraph
                self._keep(asides.label(self.parsed, sentence))
        for quote in self.quotes:
            self._keep(asides.signature(self.parsed, quote))

    def settled(self) -> list[Found]:
        """What has been found, without what is no attribution and what stands in another's content."""
        kept = sorted(
            (found for found in self.found.values() if self._is_real(found)), key=lambda found: found.head
        )
        starts = self.parsed.start
        spans = sorted((low, high, f.head) for f in kept if f.frame not in _ASIDES for low, high in f.pieces)
        result: list[Found] = []
        around: list[tuple[int, int, int]] = []
        index = 0
        for found in kept:
            here = starts[found.head]
            while index < len(spans) and spans[index][0] <= here:
                around.append(spans[index])
                index += 1
            around = [span for span in around if span[1] > here]
            if all(head == found.head or self._holds_claim(head, found) for _, _, head in around):
                found.quoted = self._quoted(found)
                result.append(found)
        return result

    def _holds_claim(self, outer: int, found: Found) -> bool:
        """Whether `found` is a claim that another judges: "rejected Cairo's claim that ..."."""
        if found.pos != "noun" or found.source is None or self.found[outer].frame[0] != "X":
            return False
        row = self.cues.entry(found.lemma, found.pos, found.frame)
        return row is not None and row.claim

    def _is_real(self, found: Found) -> bool:
        parsed = self.parsed
        head = found.head
        if self.inside[head]:
            return False
        if found.source is None:
            if found.pos == "verb" and not found.frame.startswith("be done"):
                return False
        elif found.source[1] - found.source[0] == 1 and parsed.lower[found.source[0]] in _NOBODY:
            # "It said that ...": a ministry, a company.
            it = parsed.lower[found.source[0]] == "it"
            if not (it and found.lemma in _SAYING and found.frame in ("that", QUOTE)):
                return False
        return not any(parsed.dep[c] == "aux" and parsed.lower[c] in _MODALS for c in parsed.children[head])

    def _speaks(self, token: int) -> bool:
        if self.inside[token] or self.parsed.pos[token] not in ("VERB", "AUX"):
            return False
        allowed = self.cues.frames(self.parsed.lemma[token], "verb")
        return allowed is not None and QUOTE in allowed

    def _speech(self, speech: Speech) -> None:
        parsed = self.parsed
        token = speech.cue
        head = self._subject(token)
        source = phrase(parsed, head, token) if head is not None else None
        found = Found(token, QUOTE, cue_words(parsed, token, token + 1), source, parsed.lemma[token], "verb")
        found.pieces = [(self.quotes[index].start, self.quotes[index].end) for index in speech.quotes]
        self.found[token] = found

    def _verb(self, token: int, allowed: frozenset[str]) -> None:
        parsed = self.parsed
        government = frames.verb(parsed, token)
        if parsed.dep[token] == "advcl" and QUOTE in allowed and self._keep(asides.as_clause(parsed, token)):
            return
        frame = government.frame if government else ""
        if government is not None:
            if frame not in allowed and frame.startswith("X ") and "X" in allowed:
                government = Government("X", government.start, government.end, government.cue_end)
            if government.frame in allowed:
                self._add(token, government)
                return
        if frame not in ("", "X", "Y") and not frame.endswith(" X"):
            return
        if QUOTE in allowed:
            before = self._clause_before(token)
            if before is not None:
                self._add(token, Government(QUOTE, *before, token + 1, self._clause_after(token)))

    def _clause_before(self, token: int) -> tuple[int, int] | None:
        """The tokens of the clause in "..., he said" at `token`, the verb of saying."""
        parsed = self.parsed
        subject = parsed.child(token, "nsubj") or beside(parsed, token)
        if subject is None or parsed.dep[token] == "relcl":
            return None
        start = parsed.sentences[parsed.sentence[token]].start
        comma = min(parsed.subtree(subject)[0], token) - 1
        if comma < start or parsed.text[comma] not in _BEFORE_CUE:
            return None
        clause = any(parsed.dep[c] == "ccomp" and c < token for c in parsed.children[token])
        if not clause and not any(parsed.dep[t] in ("nsubj", "nsubjpass") for t in range(start, comma)):
            return None
        return start, comma + (parsed.text[comma] != ",")

    def _clause_after(self, token: int) -> tuple[int, int] | None:
        """The rest of a clause that a cue interrupts: "The risk, he said, is a clash"."""
        parsed = self.parsed
        if parsed.dep[token] != "parataxis" or parsed.head[token] < token:
            return None
        start, end = parsed.subtree(token)[1], parsed.sentences[parsed.sentence[token]].end
        return (start, end) if start < end else None

    def _subject(self, token: int) -> int | None:
        parsed = self.parsed
        own = parsed.child(token, "nsubj", "nsubjpass")
        if own is None and parsed.dep[token] == "ROOT":
            own = beside(parsed, token)
        return own if own is not None else subject_of(parsed, token)

    def _add(self, token: int, government: Government) -> None:
        parsed = self.parsed
        cue_end = government.cue_end
        if government.frame.startswith("be done") or (
            parsed.dep[token] == "acl" and parsed.tag[token] == "VBN"
        ):
            agent = parsed.child(token, "agent")
            head = parsed.child(agent, "pobj") if agent is not None else None
            if head is not None and agent == cue_end:
                cue_end += 1
        else:
            head = self._subject(token)
        source = phrase(parsed, head, token) if head is not None else None
        found = Found(
            token, government.frame, cue_words(parsed, token, cue_end), source, parsed.lemma[token], "verb"
        )
        found.tokens = [(government.start, government.end)]
        if government.also is not None:
            found.tokens = sorted((*found.tokens, government.also))
        self._keep(found)

    def _noun(self, token: int, allowed: frozenset[str]) -> None:
        parsed = self.parsed
        government = frames.noun(parsed, token)
        if government is None or government.frame not in allowed:
            return
        verb = carrier(parsed, token, self.light)
        head = noun_source(parsed, token, government.start)
        low = token
        if head is None and verb is not None:
            head = self._subject(verb)
            source = phrase(parsed, head, verb) if head is not None else None
            low = cue_words(parsed, verb, verb + 1)[0]
        else:
            source = phrase(parsed, head, token) if head is not None else None
        if source is None and parsed.dep[token] in ("pobj", "dobj", "conj"):
            return
        if source is not None and low == token:
            own = parsed.children[token]
            while (
                low - 1 >= source[1]
                and low - 1 in own
                and parsed.dep[low - 1] in ("amod", "compound", "nmod")
            ):
                low -= 1
        found = Found(token, government.frame, (low, government.cue_end), source, parsed.lemma[token], "noun")
        found.tokens = [(government.start, government.end)]
        self._keep(found)

    def _adjective(self, token: int, allowed: frozenset[str]) -> None:
        parsed = self.parsed
        government = frames.adjective(parsed, token)
        if government is None or government.frame not in allowed:
            return
        be = parsed.head[token]
        head = subject_of(parsed, be)
        source = phrase(parsed, head, be) if head is not None else None
        cue = (cue_words(parsed, be, be + 1)[0], government.cue_end)
        found = Found(token, government.frame, cue, source, parsed.lemma[token], "adjective")
        found.tokens = [(government.start, government.end)]
        self._keep(found)

    def _keep(self, found: Found | None) -> bool:
        """Put `found` in the table when its content comes to any words; tells whether it did."""
        if found is None:
            return False
        if found.source is not None and found.source[1] <= found.source[0]:
            found.source = None
        for low, high in found.tokens:
            piece = self._characters(found, low, high)
            if piece is not None:
                found.pieces.append(piece)
        if found.pieces:
            self.found[found.head] = found
        return bool(found.pieces)

    def _characters(self, found: Found, low: int, high: int) -> tuple[int, int] | None:
        """The tokens of a content without the punctuation around them, whole quotations included."""
        parsed = self.parsed
        text = parsed.text
        while low < high and text[low] in _LEADING:
            low += 1
        high = self._before_next_cue(found, low, high)
        while high > low and (text[high - 1] in _TRAILING or parsed.pos[high - 1] == "CCONJ"):
            high -= 1
        if low >= high:
            return None
        start, end = parsed.start[low], parsed.end[high - 1]
        cue_start, cue_end = parsed.start[found.cue[0]], parsed.end[found.cue[1] - 1]
        around = (
            self._quote_at(start),
            self._quote_at(end - 1),
            self._quote_at(start - 1),
            self._quote_at(end),
        )
        for number, quote in enumerate(around):
            if quote is None or (quote.start < cue_end and cue_start < quote.end):
                continue
            if (number == 2 and start - quote.start > 2) or (number == 3 and quote.end - end > 2):
                continue
            start, end = min(start, quote.start), max(end, quote.end)
        return start, end

    def _before_next_cue(self, found: Found, low: int, high: int) -> int:
        """Where a content ends that the parser let run on into "... and said that" or "..., according to"."""
        parsed = self.parsed
        tag = parsed.tag[found.head]
        for token in range(low + 3, high):
            if self.inside[token]:
                continue
            if parsed.lower[token] == "according" and parsed.text[token - 1] == ",":
                return token
            if parsed.lemma[token] not in _SAYING or parsed.dep[token] != "conj" or parsed.tag[token] != tag:
                continue
            if parsed.child(token, "nsubj", "nsubjpass", "aux") is None:
                start = token
                while start - 1 > low and parsed.dep[start - 1] in ("advmod", "neg"):
                    start -= 1
                if parsed.pos[start - 1] == "CCONJ":
                    return start - 1
        return high

    def _quote_at(self, char: int) -> Quotation | None:
        index = bisect_right(self._starts, char) - 1
        return self.quotes[index] if index >= 0 and char < self.quotes[index].end else None

    def _quoted(self, found: Found) -> list[tuple[int, int]]:
        """The quotations within a content, as characters."""
        first, last = found.pieces[0][0], found.pieces[-1][1]
        index = max(bisect_right(self._starts, first) - 1, 0)
        result = []
        while index < len(self.quotes) and self.quotes[index].start < last:
            low, high = max(self.quotes[index].start, first), min(self.quotes[index].end, last)
            if low < high:
                result.append((low, high))
            index += 1
        return result
