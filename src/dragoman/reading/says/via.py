"""Through which medium did a claim reach the report? "told AFP", "on state television", "according to the Guardian"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from dragoman.reading.parse import Parsed
from dragoman.reading.says.disputes import Stated
from dragoman.records import Attribution, Span

_OBJECTS = ("dobj", "dative", "iobj")
_TIMES = frozenset({"DATE", "TIME"})


class Media:
    """The lists of claims.toml's `via`, over one report."""

    def __init__(self, parsed: Parsed, lists: Mapping[str, list[str]]) -> None:
        self._parsed = parsed
        self._verbs = frozenset(lists["verbs"])
        self._carriers = frozenset(lists["carriers"])
        self._prepositions = frozenset(lists["prepositions"])
        self._nouns = frozenset(lists["nouns"])
        self._titles = frozenset(lists["titles"])
        self._names = {tuple(name.split()) for name in lists["names"]}
        self._first = frozenset(name[0] for name in self._names)

    def is_medium(self, tokens: range) -> bool:
        """Whether the words name a newspaper, an agency, an interview and the like."""
        parsed = self._parsed
        for token in tokens:
            if parsed.lemma[token] in self._nouns or parsed.lower[token] in self._nouns:
                return True
            if parsed.text[token] in self._first and self._is_name(token, tokens.stop):
                return True
            if (
                parsed.text[token] in self._titles
                and token > tokens.start
                and parsed.text[token - 1][:1].isupper()
            ):
                return True
        return False

    def core(self, tokens: range) -> range:
        """A noun phrase up to its first comma or preposition: what it names by itself."""
        parsed = self._parsed
        for token in tokens:
            if token > tokens.start and (
                parsed.text[token] == "," or parsed.dep[token] in ("prep", "relcl", "acl")
            ):
                return range(tokens.start, token)
        return tokens

    def _is_name(self, token: int, stop: int) -> bool:
        text = self._parsed.text
        return any(tuple(text[token : min(token + n, stop)]) in self._names for n in (1, 2, 3, 4))

    def of_cue(self, cue: int) -> str | None:
        """The medium that stands with the cue at token `cue`, in the report's words; None when none does."""
        parsed = self._parsed
        for child in parsed.children[cue]:
            if parsed.dep[child] in _OBJECTS and parsed.lemma[cue] in self._verbs:
                # "told AFP" names the medium; "claimed responsibility in a statement" says something first
                found = self._words(child) if self.is_medium(self.core(self._phrase(child))) else None
            elif parsed.dep[child] == "agent" or self._leads(child):
                found = self._object(child)
            else:
                continue
            if found is not None:
                return found
        head = parsed.head[cue]
        if head != cue and parsed.dep[cue] == "pcomp" and parsed.lower[head] == "as":
            agent = parsed.child(parsed.head[head], "agent")
            return self._object(agent) if agent is not None else None
        return None

    def _leads(self, token: int) -> bool:
        parsed = self._parsed
        return parsed.dep[token] in ("prep", "dative") and parsed.lower[token] in self._prepositions

    def _phrase(self, noun: int) -> range:
        return range(*self._parsed.subtree(noun))

    def _object(self, preposition: int) -> str | None:
        noun = self._parsed.child(preposition, "pobj")
        return self._words(noun) if noun is not None else None

    def _words(self, noun: int) -> str | None:
        parsed = self._parsed
        low, high = parsed.subtree(noun)
        for token in range(noun + 1, high):
            if parsed.dep[token] in ("relcl", "acl", "ccomp", "advcl") or parsed.text[token] in (
                ",",
                '"',
                "“",
            ):
                high = min(high, max(parsed.subtree(token)[0], noun + 1))
                break
            if parsed.entity[token] in _TIMES:
                high = token
                break
        while high - 1 > noun and parsed.pos[high - 1] in ("PUNCT", "ADP"):
            high -= 1
        return parsed.span(low, high).text if self.is_medium(range(low, high)) else None

    def without_carriers(self, stated: Sequence[Stated]) -> list[Stated]:
        """The claims but those in which a medium only passes on what another says: its name becomes their `via`."""
        cues = sorted({one.claim.cue.start for one in stated})
        result = []
        for one in stated:
            speaker, content = one.claim.speaker, one.claim.content
            medium = speaker is not None and self.is_medium(self._tokens(speaker))
            within = bisect_left(cues, content.end) - bisect_left(cues, content.start)
            carries = within > (content.start <= one.claim.cue.start < content.end)
            if not (medium and carries):
                result.append(one)
        return result

    def _tokens(self, span: Span) -> range:
        return self._parsed.tokens_in(span.start, span.end)

    def pass_on(self, stated: Sequence[Stated], attributions: Sequence[Attribution]) -> list[Stated]:
        """The claims, those without a medium given that of the media report around them or of their sentence."""
        around = []
        for attribution in attributions:
            source, content = attribution.source, attribution.content
            if source is None or content.start < attribution.cue.start < content.end:
                continue
            tokens = self._parsed.tokens_in(source.start, source.end)
            if self.is_medium(self.core(tokens)):
                around.append((content.start, content.end, source.text))
        return [self._with_medium(one, around) for one in stated]

    def _with_medium(self, one: Stated, around: Sequence[tuple[int, int, str]]) -> Stated:
        if one.claim.via is not None:
            return one
        cue = one.claim.cue
        for start, end, text in around:
            if start <= cue.start and cue.end <= end:
                return one.with_claim(via=text)
        if self._parsed.lemma[one.token] in self._carriers:
            return one
        carrier = self._carrier(self._parsed.sentence[one.token])
        return one.with_claim(via=carrier) if carrier is not None else one

    def _carrier(self, sentence: int) -> str | None:
        parsed = self._parsed
        own = parsed.sentences[sentence]
        for token in range(own.start, own.end):
            if parsed.lemma[token] in self._carriers and parsed.pos[token] == "VERB":
                agent = parsed.child(token, "agent")
                found = self._object(agent) if agent is not None else self._bearer(token)
                if found is not None:
                    return found
        return None

    def _bearer(self, carrier: int) -> str | None:
        """The medium that itself carries the words: "..., the Times reported"."""
        subject = self._parsed.child(carrier, "nsubj")
        if subject is None or not self.is_medium(self.core(self._phrase(subject))):
            return None
        return self._words(subject)
