"""Where does a report dispute what somebody said, who does, and why? Denials, not yet tied to the claim they meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.reading.says.extents import subject_of
from dragoman.reading.says.frames import is_passive
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Span

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "all", "both", "any"})
_RELATIVE = frozenset({"which", "that", "who"})
_PERSONS = frozenset({"him", "her", "them"})
_GAP = 4
"""Words from one word of a set phrase to the next, the next one included."""
_SAID = ("VERB", "AUX")


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial at token `verb` by `actors`; `apposed` when it hangs on the claim's sentence ("a claim X denied").

    `cue` are its words and `thing` the token of what is denied, where there is one. `accused` is True when its words
    say that an accusation is denied, `counted` when they say that a number is.
    """

    verb: int
    actors: tuple[Mention, ...]
    apposed: bool
    reason: Span | None
    cue: Span
    thing: int | None
    accused: bool
    counted: bool


class Denials:
    """The lists of claims.toml's `disputes` that tell of denials, over one report."""

    def __init__(self, parsed: Parsed, mentions: Mentions, lists: Mapping[str, Any]) -> None:
        self._parsed = parsed
        self._mentions = mentions
        self.verbs = frozenset(lists["verbs"])
        self._phrases = tuple(tuple(words.split()) for words in lists["phrases"])
        self._starts = frozenset(words[0] for words in self._phrases)
        self._contradicting = frozenset(lists["contradicting"])
        self._unbelieving = frozenset(lists["unbelieving"])
        self.counts = frozenset(lists["counts"])
        self.nouns = frozenset(lists["nouns"]) | frozenset(lists["counts"])
        self._accusing = frozenset(lists["accusing"])
        self._pronouns = frozenset(lists["pronouns"])
        self.false = frozenset(lists["false"])
        self._calling = frozenset(lists["calling"])
        self._reasons = tuple(sorted((tuple(r.split()) for r in lists["reasons"]), key=len, reverse=True))
        self._clauses = tuple(sorted((tuple(r.split()) for r in lists["clauses"]), key=len, reverse=True))

    def found(self) -> Iterator[Denial]:
        parsed = self._parsed
        for token, lemma in enumerate(parsed.lemma):
            if parsed.pos[token] not in ("VERB", "AUX"):
                continue
            if lemma in self._starts:
                phrase = self._phrase(token)
                if phrase is not None:
                    yield self._dispute(token, False, *phrase)
                    continue
            if lemma in self.verbs or (lemma in self._unbelieving and self._is_negated(token)):
                apposed = lemma in self.verbs and self._hangs_on_claim(token)
                thing = self.thing(token)
                if apposed or (thing is not None and self.stands_for_claim(thing)):
                    yield self._dispute(token, apposed, thing, token + 1)
            elif lemma in self._calling and self._calls_false(token):
                yield self._dispute(token, self._hangs_on_claim(token), self.thing(token), token + 1)

    def _dispute(self, token: int, apposed: bool, thing: int | None, end: int) -> Denial:
        parsed = self._parsed
        things = [
            t
            for t in (thing, *parsed.having(token, "dobj", "nsubjpass"), parsed.head[token])
            if t is not None
        ]
        low = token
        while low - 1 in parsed.children[token] and parsed.dep[low - 1] in ("neg", "aux"):
            low -= 1
        negated = parsed.lemma[token] in self._unbelieving
        return Denial(
            token,
            self.actors(token),
            apposed,
            self.reason(token),
            parsed.span(low if negated else token, end),
            thing,
            accused=any(parsed.lemma[t] in self._accusing for t in things),
            counted=any(parsed.lemma[t] in self.counts for t in things),
        )

    def _phrase(self, token: int) -> tuple[int, int] | None:
        """What a set phrase that starts at `token` contests ("cast doubt on the report"), and where the phrase ends."""
        parsed = self._parsed
        end = parsed.sentences[parsed.sentence[token]].end
        for words in self._phrases:
            at, last = token, token
            for word in words[1:]:
                near = range(last + 1, min(last + _GAP, end))
                at = next((t for t in near if parsed.lemma[t] == word), -1)
                if at < 0:
                    break
                last = at
            if at < 0 or parsed.lemma[token] != words[0]:
                continue
            thing = parsed.child(last, "pobj")
            if thing is None:
                thing = parsed.child(token, "dobj")
            if thing is not None and thing > token and self.stands_for_claim(thing):
                return thing, last + 1
        return None

    def thing(self, verb: int) -> int | None:
        """What is denied; "dismissed as false charges that ..." hangs it on "as" for the parser."""
        parsed = self._parsed
        thing = parsed.child(verb, "nsubjpass" if is_passive(parsed, verb) else "dobj")
        if thing is not None:
            return thing
        for preposition in parsed.having(verb, "prep"):
            inner = parsed.child(preposition, "pobj")
            if parsed.lower[preposition] == "as" and inner is not None and parsed.lemma[inner] in self.nouns:
                return inner
        return None

    def _is_negated(self, verb: int) -> bool:
        return any(self._parsed.dep[c] == "neg" for c in self._parsed.children[verb])

    def stands_for_claim(self, thing: int) -> bool:
        """ "(denied) the charge", "it", "him" who made one, "a charge that ..."."""
        parsed = self._parsed
        if parsed.lower[thing] in self._pronouns:
            return parsed.dep[thing] != "nsubjpass"
        if parsed.lemma[thing] in self.nouns:
            return self._points_back(thing) or self.is_told(thing)
        return self.is_speaker(thing)

    def is_told(self, noun: int) -> bool:
        """ "(a report) that he had fled": the noun brings its claim along."""
        parsed = self._parsed
        return any(parsed.pos[c] in _SAID for c in parsed.having(noun, "acl", "ccomp"))

    def is_speaker(self, thing: int) -> bool:
        """ "contradicted him", "contradicted the ministry": who speaks stands for what he said."""
        parsed = self._parsed
        if parsed.lower[thing] in _PERSONS:
            return True
        return parsed.lemma[parsed.head[thing]] in self._contradicting and self.mention(thing) is not None

    def mention(self, token: int) -> Mention | None:
        return self._mentions.headed_by(token) or self._mentions.covering(token)

    def _hangs_on_claim(self, verb: int) -> bool:
        """ "a claim X denied", "an accusation rejected by X", "..., which X denied"."""
        parsed = self._parsed
        ahead = parsed.child(verb, "dobj")
        if ahead is not None and ahead < verb and parsed.lemma[ahead] in self.nouns:
            return True
        if parsed.dep[verb] not in ("relcl", "acl"):
            return False
        noun = parsed.head[verb]
        if self._denies_own(verb):
            return True
        if parsed.lemma[noun] in self.nouns or parsed.lower[noun] in ("something", "which"):
            return self._takes(verb)
        return any(parsed.lower[c] == "which" and parsed.dep[c] == "dobj" for c in parsed.children[verb])

    def _takes(self, verb: int) -> bool:
        """Whether the noun that a clause hangs on is what is denied, not who denies."""
        parsed = self._parsed
        if is_passive(parsed, verb):
            return True
        subject = parsed.child(verb, "nsubj")
        return subject is not None and parsed.lower[subject] not in _RELATIVE

    def _denies_own(self, verb: int) -> bool:
        """ "Pakistan, which denies the charge", "... denies involvement": the accused answers in a relative clause."""
        parsed = self._parsed
        subject = parsed.child(verb, "nsubj")
        return (
            parsed.dep[verb] == "relcl"
            and parsed.lemma[verb] == "deny"
            and subject is not None
            and parsed.lower[subject] in _RELATIVE
            and self._mentions.covering(parsed.head[verb]) is not None
        )

    def _points_back(self, noun: int) -> bool:
        parsed = self._parsed
        if any(parsed.lower[c] in _DEFINITE or parsed.dep[c] == "poss" for c in parsed.children[noun]):
            return True
        return parsed.tag[noun] == "NNS"

    def _calls_false(self, verb: int) -> bool:
        parsed = self._parsed
        low, high = parsed.subtree(verb)
        thing = parsed.child(verb, "dobj", "ccomp", "nsubjpass")
        if thing is None:
            return False
        false = any(parsed.lower[t] in self.false for t in range(max(low, verb), high))
        if not false:
            return False
        tokens = [thing, *parsed.children[thing]]
        return any(parsed.lower[t] in self._pronouns or parsed.lemma[t] in self.nouns for t in tokens)

    def actors(self, verb: int) -> tuple[Mention, ...]:
        parsed = self._parsed
        if is_passive(parsed, verb):
            agent = parsed.child(verb, "agent")
            head = parsed.child(agent, "pobj") if agent is not None else None
        else:
            head = subject_of(parsed, verb)
            if head is not None and parsed.lower[head] in _RELATIVE and parsed.dep[verb] == "relcl":
                head = parsed.head[verb]
        if head is None:
            return ()
        heads = [head, *parsed.having(head, "conj")]
        found = [self._mentions.headed_by(h) or self._mentions.covering(h) for h in heads]
        return tuple(m for m in found if m is not None)

    def reason(self, verb: int) -> Span | None:
        """The words after a denial that say why, from their first one on."""
        parsed = self._parsed
        sentence = parsed.sentences[parsed.sentence[verb]]
        for token in range(verb + 1, sentence.end):
            words = self._opens(token, self._reasons)
            if words is None and (parsed.text[token - 1] == "," or token - verb <= 2):
                words = self._opens(token, self._clauses)
            if words is not None:
                high = parsed.subtree(token)[1]
                head = parsed.head[token]
                if parsed.dep[token] == "mark":
                    high = max(high, parsed.subtree(head)[1])
                high = max(high, token + words + 1)
                high = min(high, sentence.end)
                while high - 1 > token and parsed.text[high - 1] in (".", ",", ";", ":", "--", "—"):
                    high -= 1
                return parsed.span(token, high)
        return None

    def _opens(self, token: int, phrases: Sequence[tuple[str, ...]]) -> int | None:
        lower = self._parsed.lower
        for words in phrases:
            if lower[token] == words[0] and tuple(lower[token : token + len(words)]) == words:
                return len(words)
        return None
