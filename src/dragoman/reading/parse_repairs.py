"""Where does the parser go wrong again and again? Misparses of newswire set right, once, for all later stages.

Heads and labels are mended in the lists of `Parsed`, whose trees stay trees with sorted children. A rule is kept only
where it was right at least nine times in ten on the sentences it changed in newswire. The words it needs are in
lemmas.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.reading.parse import Parsed

_NOUNS = frozenset({"NOUN", "PROPN"})
_BEFORE_NOUN = frozenset({"det", "amod", "compound", "poss", "nummod", "nmod"})
_PAST = frozenset({"VBD", "VBN"})
_VERBS = frozenset({"VBD", "VBZ", "VBP", "VBN", "VBG", "VB"})
_MODIFYING = frozenset({"acl", "relcl"})
_DOWN = frozenset({"pobj", "prep", "agent", "dobj", "acl", "conj"})
_RELATIVE = frozenset({"WDT", "WP", "WP$", "WRB"})
_LINKS = frozenset({"prep", "pobj", "dobj", "npadvmod", "oprd", "dative", "advmod"})
_BEFORE_CLAUSE = frozenset({"prep", "advmod", "advcl", "npadvmod", "punct", "cc", "mark"})
_NO_ACTOR = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "CARDINAL", "ORDINAL"})
_ENDS = frozenset({".", "!", "?"})
_TENSED = frozenset({"VBD", "VBZ", "VBP", "MD"})
_IN_PHRASE = frozenset({"DT", "PRP$", "JJ", "NN", "NNS", "NNP", "NNPS", "CD", "POS", "HYPH"})
_TAGS_OF_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_PLURAL = frozenset({"NNS", "NNPS"})
_MOST_WORDS = 18
"""Words of a sentence that can be a line without a verb."""


class Repairs:
    """Sets right what hangs on the wrong word. `lists` is the table lemmas.toml."""

    def __init__(self, lists: Mapping[str, Any]) -> None:
        predicates, agents = lists["predicates"], lists["agents"]
        self._active = frozenset(predicates["active"])
        self._calling = frozenset(predicates["with_preposition"])
        self._prepositions = frozenset(predicates["prepositions"])
        self._particles = frozenset(predicates["particles"])
        self._conjunctions = frozenset(predicates["conjunctions"])
        self._headline = {form: verb for verb in lists["headlines"]["verbs"] for form in _present(verb)}
        self._many = frozenset(lists["headlines"]["many"])
        self._deeds = frozenset(agents["deeds"])
        self._means = frozenset(agents["means"])

    def mend(self, parsed: Parsed) -> None:
        """Rehang the misparsed words of a whole report in place; `parsed.children` is filled in already."""
        tag, dep = parsed.tag, parsed.dep
        for sentence in parsed.sentences:
            if 3 <= sentence.end - sentence.start <= _MOST_WORDS:
                self._headline_verb(parsed, sentence.start, sentence.end)
        for token in range(len(parsed)):
            if tag[token] in _VERBS:
                label = dep[token]
                if label in _MODIFYING or label == "appos":
                    self._main_verb(parsed, token)
                elif label in ("csubj", "csubjpass"):
                    _reduced_clause(parsed, token)
                elif label == "ccomp":
                    _verb_in_participle(parsed, token)
                    _verb_after_participle(parsed, token)
                if tag[token] in _PAST:
                    self._agent(parsed, token)
            elif dep[token] == "appos":
                _second_object(parsed, token)

    # Main verbs

    def _main_verb(self, parsed: Parsed, verb: int) -> None:
        """Make "conferred" in "The Algerian minister conferred with X" the verb of its sentence, not a participle."""
        noun = parsed.head[verb]
        if noun > verb or parsed.pos[noun] not in _NOUNS or parsed.pos[verb] not in ("VERB", "AUX"):
            return
        subject, tag = parsed.child(verb, "nsubj", "nsubjpass"), parsed.tag[verb]
        if parsed.child(verb, "mark", "agent", "csubj", "expl") is not None:
            return
        aided = any(parsed.tag[c] in _TENSED for c in parsed.having(verb, "aux", "auxpass"))
        if subject is not None and parsed.text[subject - 1] != "(":
            if aided or tag in _TENSED:
                _behind_colon(parsed, verb)
            return
        if not (aided or tag in _PAST) or parsed.dep[verb] not in _MODIFYING:
            return
        if any(parsed.tag[c] in _RELATIVE for c in range(noun, verb)):
            return
        active = aided or self._is_active(parsed, verb)
        preposition = parsed.head[noun]
        if (
            parsed.dep[noun] == "pobj"
            and parsed.lower[preposition] in self._conjunctions
            and preposition < noun
        ):
            if active:
                _lift(parsed, verb, noun)
                _hang(parsed, verb, parsed.head[preposition], "advcl")
                _hang(parsed, preposition, verb, "mark")
            return
        top = noun
        while parsed.dep[top] in _DOWN and parsed.tag[top] not in _TENSED:
            top = parsed.head[top]
        if parsed.dep[top] != "ROOT" or parsed.pos[top] not in _NOUNS or not _is_sentence(parsed, top):
            return
        nested = top != noun
        if active or tag == "VBD" or (not nested and parsed.child(verb, "ccomp", "dobj") is not None):
            if subject is not None:
                _hang(parsed, subject, noun, "appos")
            _lift(parsed, verb, top)

    def _is_active(self, parsed: Parsed, verb: int) -> bool:
        """Whether the past form can't be a participle, as of verbs that take no object: "left for", "conferred"."""
        lemma, after = parsed.lemma[verb], verb + 1
        if after < len(parsed) and parsed.lower[after] in self._particles and parsed.head[after] == verb:
            # "sealed off the centre"
            return parsed.child(verb, "dobj") is not None or parsed.child(after, "pobj") is not None
        if lemma in self._calling:
            return any(
                parsed.lower[c] in self._prepositions and c > verb for c in parsed.having(verb, "prep", "prt")
            )
        return lemma in self._active

    # Headlines

    def _headline_verb(self, parsed: Parsed, start: int, end: int) -> None:
        """Give a line without a verb the one it has: "launch" in "EU, Cuba launch dialogue" is no noun.

        The verb agrees with all that stands before it, and an object follows it.
        """
        tag = parsed.tag
        verb = next((t for t in range(start + 1, end - 1) if parsed.lower[t] in self._headline), None)
        if verb is None or tag[verb] == "NNP" or parsed.child(verb, "ccomp") is not None:
            return
        named = tag[verb - 1] == "JJ" and parsed.text[verb - 1].istitle() and "," in parsed.text[start:verb]
        if tag[verb - 1] not in _TAGS_OF_NOUNS and not named:
            return
        before, several = range(start, verb), False
        for token in before:
            joins = tag[token] in (",", "CC") and start < token < verb - 1
            if not joins and tag[token] not in _IN_PHRASE:
                return
            several = several or joins
        last = verb + 1
        while last < end and (tag[last] in _IN_PHRASE or tag[last] == "VBZ"):
            if tag[last] in ("DT", "PRP$") and tag[last - 1] in _TAGS_OF_NOUNS and last > verb + 1:
                break
            last += 1
        while last > verb + 1 and tag[last - 1] not in _TAGS_OF_NOUNS and tag[last - 1] != "VBZ":
            last -= 1
        others = (t for t in range(start, end) if t != verb and tag[t] in _TENSED)
        nouns = {t for t in others if t == last - 1 and tag[t] == "VBZ"}
        if last == verb + 1 or any(
            t != verb and tag[t] in _TENSED and t not in nouns for t in range(start, end)
        ):
            return
        many = several or tag[verb - 1] in _PLURAL or parsed.lower[verb - 1] in self._many
        lemma = self._headline[parsed.lower[verb]]
        if many != (parsed.lower[verb] == lemma):
            return
        for noun in nouns:
            parsed.tag[noun], parsed.pos[noun] = "NNS", "NOUN"
        tag[verb], parsed.pos[verb], parsed.lemma[verb] = "VBP" if many else "VBZ", "VERB", lemma
        _hang(parsed, verb, verb, "ROOT")
        heads = [t - 1 for t in before if tag[t] in (",", "CC") and tag[t - 1] not in (",", "CC")]
        first = start
        for number, head in enumerate([*heads, verb - 1]):
            _phrase(parsed, first, head)
            _hang(parsed, head, heads[number - 1] if number else verb, "conj" if number else "nsubj")
            first = head + 1
            while first < verb and tag[first] in (",", "CC"):
                _hang(parsed, first, head, "cc" if tag[first] == "CC" else "punct")
                first += 1
        _phrase(parsed, verb + 1, last - 1)
        _hang(parsed, last - 1, verb, "dobj")
        for token in range(last, end):
            if parsed.head[token] <= verb:
                _hang(parsed, token, verb, "punct" if parsed.pos[token] == "PUNCT" else parsed.dep[token])

    # Agents of passives

    def _agent(self, parsed: Parsed, verb: int) -> None:
        """Hang "by the government" of "were promised treatment by the government" on the passive verb."""
        passive = parsed.child(verb, "auxpass", "nsubjpass") is not None or (
            parsed.tag[verb] == "VBN"
            and parsed.dep[verb] in ("acl", "advcl")
            and parsed.child(verb, "aux") is None
        )
        if not passive or parsed.child(verb, "agent") is not None:
            return
        for by in self._below(parsed, verb):
            doer = parsed.child(by, "pobj")
            if doer is None or not self._may_act(parsed, doer):
                continue
            noun = parsed.head[by]
            of_noun = noun != verb and parsed.dep[noun] == "pobj"
            if of_noun and any(parsed.lemma[n] in self._deeds for n in _up_to(parsed, by, verb)):
                continue
            _hang(parsed, by, verb, "agent")
            return

    def _below(self, parsed: Parsed, verb: int) -> Iterator[int]:
        """Every "by" behind `verb` that hangs on it or on the objects of it and of its prepositions."""
        stack = [c for c in parsed.children[verb] if c > verb and parsed.dep[c] in _LINKS]
        while stack:
            token = stack.pop(0)
            if parsed.lower[token] == "by" and parsed.dep[token] == "prep":
                yield token
            elif parsed.pos[token] != "VERB":
                stack.extend(c for c in parsed.children[token] if parsed.dep[c] in _LINKS)

    def _may_act(self, parsed: Parsed, noun: int) -> bool:
        """Whether the noun after "by" can be somebody: no time, amount or means."""
        return (
            parsed.pos[noun] in _NOUNS
            and parsed.entity[noun] not in _NO_ACTOR
            and parsed.lemma[noun] not in self._means
        )


def _present(verb: str) -> tuple[str, str]:
    """The two forms of a verb in the present tense."""
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb, verb + "es"
    return verb, verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeou" else verb + "s"


def _phrase(parsed: Parsed, start: int, head: int) -> None:
    """Make a noun phrase of the tokens `start` to `head`, which its last word heads."""
    for token in range(start, head):
        if not start <= parsed.head[token] <= head or parsed.head[token] == token:
            inner = parsed.dep[token] if parsed.dep[token] in _BEFORE_NOUN else "compound"
            _hang(parsed, token, head, inner)


def _up_to(parsed: Parsed, token: int, top: int) -> Iterator[int]:
    """The governors of `token` below `top`."""
    for ancestor in parsed.ancestors(token):
        if ancestor == top:
            return
        yield ancestor


def _is_sentence(parsed: Parsed, root: int) -> bool:
    """Whether the sentence of `root` ends like one."""
    sentence = parsed.sentences[parsed.sentence[root]]
    return any(parsed.text[t] in _ENDS for t in range(max(sentence.start, sentence.end - 2), sentence.end))


def _behind_colon(parsed: Parsed, verb: int) -> None:
    """Free the sentence behind "BAGHDAD:" from the city that the parser took for its root."""
    root = parsed.head[verb]
    if parsed.head[root] != root:
        return
    low, _ = parsed.subtree(verb)
    if any(parsed.text[t] == ":" for t in range(root + 1, low)):
        _hang(parsed, verb, verb, "ROOT")
        _hang(parsed, root, verb, "dep")


def _reduced_clause(parsed: Parsed, verb: int) -> None:
    """Make "packed" in "A mosque packed with officers was stormed" a participle of the mosque."""
    main, subject = parsed.head[verb], parsed.child(verb, "nsubj")
    if subject is None or main < verb or parsed.tag[verb] not in _PAST:
        return
    if parsed.pos[subject] not in _NOUNS or subject != verb - 1:
        return
    if parsed.child(verb, "aux", "auxpass", "mark") is not None or parsed.children[verb][0] != subject:
        return
    _hang(parsed, subject, main, "nsubjpass" if parsed.dep[verb] == "csubjpass" else "nsubj")
    _hang(parsed, verb, subject, "acl")
    parsed.tag[verb] = "VBN"


def _verb_after_participle(parsed: Parsed, verb: int) -> None:
    """Make "released" in "Two men held by rebels were released" the verb, and "held by rebels" what is told of them."""
    participle = parsed.head[verb]
    subject = parsed.child(participle, "nsubj")
    if subject is None or verb < participle or parsed.dep[participle] != "ROOT":
        return
    if parsed.tag[participle] not in _PAST or parsed.pos[subject] not in _NOUNS:
        return
    if parsed.child(participle, "aux", "auxpass", "neg", "dobj") is not None:
        return
    agent = parsed.child(participle, "agent")
    if agent is None or agent > verb or parsed.child(verb, "nsubj", "nsubjpass", "mark") is not None:
        return
    if not any(parsed.tag[c] in _TENSED for c in parsed.having(verb, "aux", "auxpass")):
        return
    passive = parsed.child(verb, "auxpass") is not None
    moving = [c for c in parsed.children[participle] if c < subject or c > verb]
    _hang(parsed, verb, verb, "ROOT")
    _hang(parsed, subject, verb, "nsubjpass" if passive else "nsubj")
    _hang(parsed, participle, subject, "acl")
    for child in moving:
        _hang(parsed, child, verb, parsed.dep[child])
    parsed.tag[participle] = "VBN"


def _verb_in_participle(parsed: Parsed, verb: int) -> None:
    """Make "rammed" in "A driver shouting slogans rammed a van" the verb, and the slogans what is shouted."""
    participle = parsed.head[verb]
    noun, subject = parsed.head[participle], parsed.child(verb, "nsubj")
    if parsed.dep[participle] != "acl" or parsed.tag[participle] != "VBG" or parsed.dep[noun] != "ROOT":
        return
    if parsed.pos[noun] not in _NOUNS or subject is None or not participle < subject < verb:
        return
    if parsed.child(verb, "mark", "aux") is not None or parsed.child(participle, "dobj") is not None:
        return
    if not _is_sentence(parsed, noun):
        return
    _hang(parsed, subject, participle, "dobj")
    _hang(parsed, verb, noun, "acl")
    _lift(parsed, verb, noun)


def _second_object(parsed: Parsed, noun: int) -> None:
    """Make "recovery" in "wished Mr. Chavez a speedy recovery" what is wished, not another name of the man's."""
    person = parsed.head[noun]
    if parsed.dep[person] != "dative" or parsed.pos[noun] != "NOUN" or noun < person:
        return
    verb = parsed.head[person]
    low, _ = parsed.subtree(noun)
    if parsed.child(verb, "dobj") is None and all(parsed.dep[t] != "punct" for t in range(person, low)):
        _hang(parsed, noun, verb, "dobj")


def _lift(parsed: Parsed, verb: int, noun: int) -> None:
    """Give `verb`, below `noun`, the noun's place in the sentence, and make the noun its subject."""
    label, above = parsed.dep[noun], parsed.head[noun]
    before = [c for c in parsed.having(noun, *_BEFORE_NOUN) if c < noun]
    low = min((parsed.subtree(c)[0] for c in before), default=noun)
    moving = [
        c
        for c in parsed.children[noun]
        if (c > verb or (c < low and parsed.dep[c] in _BEFORE_CLAUSE)) and c != verb
    ]
    _hang(parsed, verb, verb if above == noun else above, label)
    _hang(parsed, noun, verb, "nsubj")
    for child in moving:
        if parsed.dep[child] in ("appos", "conj"):
            # "called for sanctions on Belneftegaz, the oil company": what the nearest noun is, not the subject.
            nearest = next(
                (t for t in range(parsed.subtree(child)[0] - 1, verb, -1) if parsed.dep[t] == "pobj"), noun
            )
            _hang(parsed, child, nearest, parsed.dep[child])
        else:
            _hang(parsed, child, verb, parsed.dep[child])
    parsed.tag[verb] = "VBD"


def _hang(parsed: Parsed, token: int, head: int, label: str) -> None:
    """Make `token` a dependant of `head` (a root when both are one), its label `label`."""
    old = parsed.head[token]
    if old != token:
        parsed.children[old].remove(token)
    parsed.head[token] = head
    parsed.dep[token] = label
    if head != token:
        parsed.children[head].append(token)
        parsed.children[head].sort()
