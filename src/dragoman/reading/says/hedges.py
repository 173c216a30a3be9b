"""How sure is the speaker of what he claims? "said it may have", "doubted that", "said its troops had not fired".

The words stand in data/hedges.csv. A claim is as sure as its cue and the main clause of its content make it. An event
is as sure as every word between it and the top of its sentence makes it, which takes in claims within claims: a word
that only grants a chance ("possible") can't be made surer by the words around it, and a denial of a denial affirms.
What a relative clause or an adverbial clause tells is taken for granted, whatever is said about the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.reading.parse import Parsed
from dragoman.reading.says.frames import is_passive
from dragoman.reading.says.hedge_words import HedgeWords, Word, under
from dragoman.records import Act, Hedge, Span

_NEGATIONS = frozenset({"no", "none", "nobody", "nothing", "neither", "never", "nor"})
_ONLY = frozenset({"only", "just", "merely", "simply", "necessarily"})
_BINDING = frozenset({"must", "should", "shall", "ought"})
"""Modals whose negation forbids and denies nothing."""
_WHEN = frozenset({"when", "after", "before", "since", "as", "while"})
_IF = frozenset({"if", "whether", "unless"})
_SELF = frozenset({"i", "we", "he", "she", "it", "they"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "his", "her", "its", "their"})
_SUBJECTS = ("nsubj", "nsubjpass")
_NO_STATEMENT = frozenset({"demand", "propose"})
"""Acts whose negation forbids and denies nothing."""


class Hedges:
    """How sure the statements of one report are."""

    def __init__(self, parsed: Parsed, words: HedgeWords) -> None:
        self._parsed = parsed
        self._words = words

    def of_claim(self, cue: int, content: range, act: Act) -> Hedge:
        """How sure a claim is: `cue` is the token of its cue, `content` its tokens, `act` its speech act."""
        if act in _NO_STATEMENT:
            outer: Hedge = "certain"
        else:
            outer = self.of_cue(cue)
        head = self._head(content)
        inner = self._below(head, content, act) if head is not None else "certain"
        return under(outer, inner)

    def of_phrase(self, token: int, last: int, content: range) -> Hedge:
        """The same of a set phrase from its verb `token` to its `last` word: "raised the possibility that"."""
        told = next((t for t in range(last, token - 1, -1) if self._row(t) is not None), last)
        return self.of_claim(told, content, "assert")

    def of_cue(self, cue: int) -> Hedge:
        """How sure a cue leaves what it governs, whatever stands in that."""
        row = self._row(cue)
        if row is None:
            return "certain"
        return row.negated if self._negated(cue) else row.hedge

    def judges(self, cue: int) -> bool:
        """Whether a cue still states something when it is negated: "did not believe that", "did not rule out"."""
        row = self._row(cue)
        return row is not None and (row.negated == "doubted" or row.hedge in ("denied", "doubted"))

    def of_event(self, token: int, cue: Span | None) -> Hedge:
        """How sure an event is whose trigger, or light verb, is `token`; `cue` is that of the claim it rests on."""
        parsed = self._parsed
        level, open_, path = self._climb(token)
        if cue is None or not open_:
            return level
        heads = [t for t in parsed.tokens_in(cue.start, cue.end) if self._row(t) is not None]
        if not heads or any(head in path for head in heads):
            return level
        return under(self.of_cue(heads[-1]), level)

    def is_setting(self, token: int) -> bool:
        """Whether an event stands in a clause that only says when something else is: "demanded ... after they fell"."""
        parsed = self._parsed
        for step in (token, *parsed.ancestors(token)):
            if parsed.dep[step] == "advcl":
                marks = (*parsed.having(step, "mark"), *parsed.having(step, "advmod"))
                return any(parsed.lower[mark] in _WHEN for mark in marks)
            if parsed.dep[step] == "relcl":
                return False
        return False

    # From the main clause down to what is claimed

    def _head(self, content: range) -> int | None:
        """The main verb of the content, or its noun ("expressed doubts that ...")."""
        parsed = self._parsed
        noun = None
        for token in content:
            if parsed.head[token] != token and parsed.head[token] in content:
                continue
            if parsed.pos[token] in ("VERB", "AUX") and parsed.dep[token] not in ("aux", "auxpass"):
                return token
            if noun is None and parsed.pos[token] == "NOUN" and self._governs_clause(token):
                noun = token
        return noun

    def _below(self, verb: int, content: range, act: Act) -> Hedge:
        """How sure the clause of `verb` is, with the clauses that its hedging words govern."""
        parsed = self._parsed
        said, used = self._said(verb)
        row = said[1] if said is not None else None
        if row is None or said is None or (row.hedge == "denied" and not self._is_own(verb, row)):
            return self._own(verb, negation=act not in _NO_STATEMENT)
        level = row.negated if used or self._is_scant(said[0]) else row.hedge
        inner = next(
            (c for c in (*parsed.children[said[0]], *parsed.children[verb]) if self._is_clause(c)), None
        )
        if inner is not None and inner in content and inner != verb:
            level = under(level, self._below(inner, content, act))
        return under(self._own(verb, negation=False), level)

    def _is_clause(self, token: int) -> bool:
        """Whether a dependant is a clause that says what is believed; the parser may call it relative."""
        parsed = self._parsed
        if parsed.pos[token] not in ("VERB", "AUX"):
            return False
        if parsed.dep[token] == "relcl":
            opened = (*parsed.having(token, "mark"), *parsed.having(token, "aux"))
            return any(parsed.lower[c] in ("that", "to") for c in opened)
        return parsed.dep[token] in ("ccomp", "xcomp", "acl", "csubj", "pcomp")

    def _is_own(self, verb: int, row: Word) -> bool:
        """Whether a denial within the content is the speaker's own, or that of nobody in particular."""
        if row.pos != "verb":
            return True
        subject = self._parsed.child(verb, *_SUBJECTS)
        return subject is None or self._parsed.lower[subject] in _SELF

    def _said(self, verb: int) -> tuple[tuple[int, Word] | None, bool]:
        """The hedging word that is the verb or stands with it ("is likely", "see no sign"), and whether negated."""
        parsed = self._parsed
        negated = self._negated(verb)
        row = self._row(verb)
        if row is not None and (row.pos == "passive" or self._governs(verb)):
            return (verb, row), negated
        for child in sorted(
            parsed.having(verb, "acomp", "oprd", "attr", "dobj", "nsubj"),
            key=lambda c: parsed.dep[c] == "nsubj",
        ):
            row = self._row(child)
            if row is None or (row.pos not in ("adjective", "noun") and parsed.dep[child] != "acomp"):
                continue
            if parsed.dep[child] in ("dobj", "nsubj") and not self._hangs(child, row, verb):
                continue
            return (child, row), negated
        return None, negated

    def _governs(self, verb: int) -> bool:
        """Whether anything hangs on the verb that it can hedge: "appeared to leave", not "appeared in court"."""
        parsed = self._parsed
        own = parsed.children[verb]
        return any(self._is_clause(c) or parsed.dep[c] in ("dobj", "acomp", "oprd", "attr") for c in own)

    def _hangs(self, noun: int, row: Word, verb: int) -> bool:
        """Whether a noun hedges a clause of its own or, as subject, that of "be": "my guess is that ..."."""
        if row.pos != "noun":
            return False
        beside = self._parsed.lemma[verb] == "be" and self._parsed.child(verb, "ccomp") is not None
        return (
            self._governs_clause(noun)
            or beside
            or (self._parsed.lemma[verb] == "be" and self._is_scant(noun))
        )

    def _is_scant(self, token: int) -> bool:
        """ "little chance", "chances are slim", "hardly likely": as good as negated."""
        parsed = self._parsed
        near = [*parsed.children[token]]
        head = parsed.head[token]
        if parsed.dep[token] in _SUBJECTS and parsed.lemma[head] == "be":
            near += parsed.having(head, "acomp")
        if parsed.dep[token] in ("acomp", "oprd"):
            near += parsed.having(head, "advmod")
        return any(self._words.get("scant", parsed.lower[c]) for c in near)

    def _governs_clause(self, noun: int) -> bool:
        parsed = self._parsed
        return any(
            self._is_clause(c) or (parsed.dep[c] == "prep" and parsed.lower[c] == "of")
            for c in parsed.children[noun]
        )

    # One clause by itself

    def _own(self, verb: int, *, negation: bool = True) -> Hedge:
        """What modals, adverbs, set phrases and (with `negation`) negation make of a clause."""
        parsed = self._parsed
        negated = negation and self._negated(verb)
        level: Hedge = "certain"
        used = False
        for row in self._softening(verb):
            level = under(level, row.negated if negated and not used else row.hedge)
            used = True
        if negated and not used:
            level = "denied"
        marks = parsed.having(verb, "mark")
        if any(parsed.lower[mark] in _IF for mark in marks):
            level = under("possible", level)
        return level

    def _softening(self, verb: int) -> Iterator[Word]:
        parsed = self._parsed
        seen = set()
        for child in parsed.children[verb]:
            if parsed.dep[child] in ("aux", "auxpass"):
                row = self._modal(child, verb) or self._words.get("seeming", parsed.lemma[child])
            elif parsed.dep[child] in ("advmod", "intj", "npadvmod"):
                row = self._words.get("adverb", parsed.lower[child])
            else:
                row = None
            if row is not None and not self._is_phrase_part(child):
                yield row
        low, high = parsed.subtree(verb)
        lower = parsed.lower
        for words, row in self._words.phrases:
            for token in range(low, high - len(words) + 1):
                if lower[token] != words[0] or row.word in seen:
                    continue
                if tuple(lower[token : token + len(words)]) != words:
                    continue
                if verb in (self._clause_of(token), self._clause_of(token + len(words) - 1)):
                    seen.add(row.word)
                    yield row

    def _is_phrase_part(self, token: int) -> bool:
        lower = self._parsed.lower
        return any(
            tuple(lower[max(token - n, 0) : max(token - n, 0) + len(words)]) == words
            for words, _ in self._words.phrases
            for n in range(len(words))
        )

    def _clause_of(self, token: int) -> int:
        parsed = self._parsed
        while parsed.head[token] != token and not (
            parsed.pos[token] in ("VERB", "AUX") and parsed.dep[token] not in ("aux", "auxpass")
        ):
            token = parsed.head[token]
        return token

    def _modal(self, modal: int, verb: int) -> Word | None:
        parsed = self._parsed
        if parsed.lower[modal] == "must":
            perfect = any(parsed.lower[c] == "have" and c > modal for c in parsed.having(verb, "aux"))
            return Word("must", "modal", "probable", "doubted") if perfect else None
        row = self._words.get("modal", parsed.lower[modal])
        if row is None or (
            parsed.lower[modal] == "could" and self._words.get("perceiving", parsed.lemma[verb])
        ):
            return None
        return row

    def _negated(self, verb: int) -> bool:
        parsed = self._parsed
        binding = any(parsed.lower[c] in _BINDING for c in parsed.having(verb, "aux"))
        subjects = parsed.having(verb, *_SUBJECTS)
        imperative = parsed.tag[verb] == "VB" and not subjects and not parsed.having(verb, "aux")
        if binding or (imperative and any(parsed.lower[c] == "do" for c in parsed.children[verb])):
            return False
        for child in parsed.children[verb]:
            if parsed.dep[child] == "neg" or parsed.lower[child] == "never":
                if parsed.lower[child + 1 : child + 2] and parsed.lower[child + 1] in _ONLY:
                    continue
                if parsed.lower[child] == "no":
                    continue
                return True
            if parsed.dep[child] in ("dobj", "attr", *_SUBJECTS) and (
                parsed.lower[child] in _NEGATIONS
                or any(parsed.lower[c] in _NEGATIONS for c in parsed.having(child, "det", "neg", "nummod"))
                or parsed.lower[parsed.subtree(child)[0]] == "not"
            ):
                return True
        return any(parsed.lower[c] in _NEGATIONS for c in parsed.having(verb, "det", "neg"))

    def _row(self, token: int) -> Word | None:
        """The row of a word that governs what it hedges: a verb, an adjective or a noun."""
        parsed, words = self._parsed, self._words
        pos, lemma = parsed.pos[token], parsed.lemma[token]
        participle = pos == "VERB" and parsed.tag[token] == "VBN" and not is_passive(parsed, token)
        if participle and parsed.child(token, "cop", "aux", "auxpass") is not None:
            row = words.get("adjective", parsed.lower[token])
            if row is not None:
                return row
        if pos in ("VERB", "AUX"):
            row = words.get("passive", lemma) if is_passive(parsed, token) else None
            row = row or words.get("verb", self._with_particle(token))
            if row is None or (lemma == "like" and not self._is_wish(token)):
                return None
            return row
        if pos == "ADJ" or (parsed.dep[token] == "acomp" and pos != "NOUN"):
            return words.get("adjective", parsed.lower[token])
        return words.get("noun", lemma) if pos == "NOUN" else None

    def _is_wish(self, verb: int) -> bool:
        return any(self._parsed.lower[c] in ("would", "'d") for c in self._parsed.having(verb, "aux"))

    def _with_particle(self, verb: int) -> str:
        parsed = self._parsed
        particle = parsed.child(verb, "prt")
        lemma = parsed.lemma[verb]
        if particle is None:
            return lemma
        joined = f"{lemma} {parsed.lower[particle]}"
        return joined

    # From an event up to the top of its sentence

    def _climb(self, token: int) -> tuple[Hedge, bool, set[int]]:
        """How sure, whether the way up came to the top, and the words it passed."""
        parsed = self._parsed
        level = self._start(token)
        path = {token}
        while parsed.head[token] != token:
            head, dep = parsed.head[token], parsed.dep[token]
            verbal = parsed.pos[token] in ("VERB", "AUX")
            if verbal and dep in ("relcl", "advcl"):
                return level, False, path
            step = self._step(token, head, dep)
            if step is None:
                return level, verbal and dep in ("ccomp", "xcomp", "conj", "parataxis"), path
            level = under(step, level)
            token = head
            path.add(token)
        return level, True, path

    def _start(self, token: int) -> Hedge:
        parsed = self._parsed
        if parsed.pos[token] in ("VERB", "AUX"):
            return self._own(token)
        determined = any(parsed.lower[c] == "no" for c in parsed.having(token, "det", "neg"))
        return "denied" if determined and parsed.dep[token] not in ("dobj", "attr", *_SUBJECTS) else "certain"

    def _step(self, token: int, head: int, dep: str) -> Hedge | None:
        """What `head` makes of what hangs on it as `token`; None where the way up ends."""
        parsed = self._parsed
        row = self._row(head)
        verbal = parsed.pos[token] in ("VERB", "AUX")
        if row is not None and self._reaches(token, dep):
            if parsed.pos[head] in ("VERB", "AUX"):
                level = row.negated if self._negated(head) else row.hedge
                return under(self._own(head, negation=False), level)
            governor = parsed.head[head]
            negated = self._negated(head) or self._negated(governor) or self._is_scant(head)
            return row.negated if negated else row.hedge
        if dep == "conj":
            if not verbal:
                return "certain"
            own = parsed.having(token, *_SUBJECTS, "aux")
            return "certain" if own else self._own(head)
        if dep in ("acomp", "attr", "oprd"):
            return self._own(head, negation=self._row(token) is None)
        if dep == "xcomp":
            return self._own(head)
        if dep in ("ccomp", "parataxis", "prep", "pcomp", "agent"):
            return "certain" if verbal or dep in ("prep", "agent") else None
        if dep == "pobj":
            return "certain" if self._row(parsed.head[head]) is not None else None
        if dep in _SUBJECTS:
            return self._own(head) if self._words.get("occurring", parsed.lemma[head]) else None
        if dep == "dobj" and not self._is_definite(token):
            return self._own(head)
        return None

    def _reaches(self, token: int, dep: str) -> bool:
        if dep in ("ccomp", "xcomp", "acl", "prep", "pcomp", "csubj"):
            return True
        if dep in ("nsubj", "nsubjpass"):
            return dep == "nsubjpass" and not self._is_definite(token)
        return dep == "dobj"

    def _is_definite(self, noun: int) -> bool:
        parsed = self._parsed
        return any(parsed.lower[c] in _DEFINITE or parsed.dep[c] == "poss" for c in parsed.children[noun])
