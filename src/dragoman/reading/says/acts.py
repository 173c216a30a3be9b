"""Which speech act is it? The cue's act in cues.csv, sharpened by what the content says (data/claims.toml).

A neutral cue ("said") takes its act from the content: blame laid on others accuses, a negated sentence about the
speaker's own side denies, "must" demands, what the speaker's side will do is promised. Every list stands in the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Act

_NEUTRAL = frozenset({"assert", "confirm", "other"})
_SELF = frozenset({"i", "we", "us", "our", "my", "me"})
_THIRD = frozenset({"he", "she", "it", "they"})
_SIDES = frozenset({"state", "office", "force", "organisation"})
_PREDICATES = frozenset({"acomp", "attr", "oprd", "dobj", "ROOT"})


class Acts:
    """The lists of claims.toml, ready for look-up."""

    def __init__(self, lists: Mapping[str, Any]) -> None:
        acts: Mapping[str, Mapping[str, list[str]]] = lists["acts"]
        self._words = {act: _all(table, "words") for act, table in acts.items()}
        self._verbs = {act: _with_slips(_all(table, "verbs")) for act, table in acts.items()}
        self._modals = {act: _all(table, "modals") for act, table in acts.items()}
        self._phrases = {act: _pattern(table.get("phrases", ())) for act, table in acts.items()}
        self._verbs["threaten_if"] = _with_slips(_all(acts["threaten"], "harms"))
        self._objects = _all(acts["claim_responsibility"], "objects")
        self._negations = _all(acts["deny"], "negations")
        self._imperatives = _all(acts["demand"], "imperatives")
        self._plans = _all(acts["promise"], "plans")
        self._questions = _all(acts["other"], "questions")
        self._conditions = _all(acts["threaten"], "conditions")
        self._hedges = _with_slips(frozenset(lists["content"]["hedges"]))
        nouns: Mapping[str, list[str]] = lists["nouns"]
        self._nouns: dict[str, Act] = {
            noun: act for name, act in _ACT_NAMES.items() if name in nouns for noun in nouns[name]
        }

    def act(
        self,
        parsed: Parsed,
        base: Act,
        frame: str,
        content: range,
        speaker: Mention | None,
        mentions: Mentions,
    ) -> Act:
        """The act of a claim: `base` is its cue's act, `frame` its pattern, `content` the tokens of its content."""
        if base == "claim_responsibility":
            return base
        if frame.endswith("X") and base in _NEUTRAL:
            head = _head(parsed, content)
            return self._nouns.get(parsed.lemma[head], base) if head is not None else base
        if base == "demand" and self._asks(parsed, content):
            return "other"
        if base == "promise" and frame.endswith("X"):
            head = _head(parsed, content)
            return self._nouns.get(parsed.lemma[head], base) if head is not None else base
        if base == "propose" and frame in ("that", "quote") and not self._is_counsel(parsed, content):
            base = "assert"
        if base != "assert":
            return base
        if frame in ("X Y", "X as", "be done Y", "be done as X"):
            for act in ("accuse", "deny", "praise"):
                if self._has_word(act, parsed, content):
                    return _ACT_NAMES[act]
            return "assert"
        return self._of_content(parsed, content, speaker, mentions)

    def _asks(self, parsed: Parsed, content: range) -> bool:
        """ "asked whether it was true": a question, which demands nothing but an answer."""
        if not content:
            return False
        words = {parsed.lower[token] for token in (*content[:2], *content[-2:])}
        return bool(words & self._questions)

    def _is_counsel(self, parsed: Parsed, content: range) -> bool:
        """ "suggested that it (should) be moved", not "suggested that it was late"."""
        verbs = _main_verbs(parsed, content)
        if not verbs or self._modal("propose", parsed, verbs) or parsed.tag[verbs[0]] == "VB":
            return True
        return any(
            parsed.tag[c] == "VB" for c in parsed.children[verbs[0]] if parsed.dep[c] in ("aux", "auxpass")
        )

    def is_attack(self, parsed: Parsed, content: Iterable[int]) -> bool:
        """Whether the words speak of an attack that somebody can own up to."""
        return any(parsed.lemma[token] in self._objects for token in content)

    def _of_content(self, parsed: Parsed, content: range, speaker: Mention | None, mentions: Mentions) -> Act:
        if not content:
            return "assert"
        text = parsed.report.text[parsed.start[content.start] : parsed.end[content.stop - 1]].lower()
        verbs = _main_verbs(parsed, content)
        verbs = self._unhedged(parsed, verbs)
        mine = [verb for verb in verbs if _is_own(parsed, verb, speaker, mentions)]
        own = bool(mine) and mine[0] == verbs[0]
        if own and self._owns_up(parsed, verbs, content) and _is_self(parsed, verbs[0], speaker, mentions):
            return "claim_responsibility"
        if own and self._says("claim_responsibility", parsed, text) and self.is_attack(parsed, content):
            return "claim_responsibility"
        if self._says("threaten", parsed, text) or (own and self._threatens(parsed, verbs)):
            return "threaten"
        if self._threatens_if(parsed, content, verbs, own):
            return "threaten"
        if self._says("accuse", parsed, text):
            return "accuse"
        if self._says("deny", parsed, text) or self._flat(parsed, verbs):
            return "deny"
        if any(self._denies(parsed, verb) for verb in mine):
            return "deny"
        if self._blames(parsed, content, own):
            return "accuse"
        if self._modal("demand", parsed, verbs) and not own:
            return "demand"
        if self._orders(parsed, content, verbs) or (not own and self._says("demand", parsed, text)):
            return "demand"
        if mine and self._promises(parsed, text if own else "", mine):
            return "promise"
        if self._modal("propose", parsed, verbs):
            told = self._addresses(parsed, verbs, speaker, mentions)
            return "demand" if told else "propose"
        if parsed.lower[next((t for t in content if parsed.pos[t] != "PUNCT"), content[0])] == "yes" and own:
            return "confirm"
        for act in ("propose", "confirm", "praise"):
            named = self._has_verb(act, parsed, verbs) or self._has_word(act, parsed, content)
            if named or self._says(act, parsed, text):
                return _ACT_NAMES[act]
        return "assert"

    def _unhedged(self, parsed: Parsed, verbs: list[int]) -> list[int]:
        """The verbs without "I think" and the like before what is claimed."""
        while len(verbs) > 1 and parsed.lemma[verbs[0]] in self._hedges and parsed.head[verbs[1]] == verbs[0]:
            if not any(parsed.lower[c] in _SELF for c in parsed.having(verbs[0], "nsubj")):
                break
            verbs = verbs[1:]
        return verbs

    def _says(self, act: str, parsed: Parsed, text: str) -> bool:
        pattern = self._phrases[act]
        return pattern is not None and pattern.search(text) is not None

    def _has_word(self, act: str, parsed: Parsed, content: range) -> bool:
        words = self._words[act]
        return bool(words) and any(parsed.lower[token] in words for token in content)

    def _has_verb(self, act: str, parsed: Parsed, verbs: list[int]) -> bool:
        return any(parsed.lemma[verb] in self._verbs[act] for verb in verbs)

    def _modal(self, act: str, parsed: Parsed, verbs: list[int]) -> bool:
        modals = self._modals[act]
        return any(
            parsed.lower[c] in modals
            for verb in verbs
            for c in parsed.children[verb]
            if parsed.dep[c] == "aux"
        )

    def _denies(self, parsed: Parsed, verb: int) -> bool:
        if self._modal("demand", parsed, [verb]) or self._modal("propose", parsed, [verb]):
            return False
        if parsed.lemma[verb] in self._verbs["deny"]:
            return True
        if any(
            parsed.lower[c] in self._modals["promise"]
            for c in parsed.children[verb]
            if parsed.dep[c] == "aux"
        ):
            return any(parsed.lower[c] in _SELF for c in parsed.having(verb, "nsubj")) and self._negated(
                parsed, verb
            )
        return self._negated(parsed, verb)

    def _negated(self, parsed: Parsed, verb: int) -> bool:
        own = parsed.children[verb]
        if any(parsed.dep[c] == "neg" or parsed.lower[c] == "never" for c in own):
            return True
        for child in own:
            if parsed.dep[child] in ("dobj", "attr", "nsubj", "nsubjpass") and (
                parsed.lower[child] in self._negations
                or any(parsed.lower[c] in self._negations for c in parsed.children[child])
            ):
                return True
        return False

    def _flat(self, parsed: Parsed, verbs: list[int]) -> bool:
        """ "The report is false": denied whoever the subject is."""
        if not verbs or self._negated(parsed, verbs[0]):
            return False
        said = parsed.having(verbs[0], "acomp", "attr", "oprd")
        return any(parsed.lower[token] in self._words["deny"] for token in said)

    def _threatens(self, parsed: Parsed, verbs: list[int]) -> bool:
        return any(parsed.lemma[v] in self._verbs["threaten"] and self._future(parsed, v) for v in verbs)

    def _threatens_if(self, parsed: Parsed, content: range, verbs: list[int], own: bool) -> bool:
        """ "will be sunk if they come", "would close the strait unless ...": harm to come on a condition."""
        if not any(parsed.lower[token] in self._conditions for token in content):
            return False
        unless = any(parsed.lower[token] == "unless" for token in content)
        return any(
            self._future(parsed, verb)
            and (parsed.lemma[verb] in self._verbs["threaten_if"] or (unless and own))
            for verb in verbs
        )

    def _blames(self, parsed: Parsed, content: range, own: bool) -> bool:
        for token in content:
            if parsed.lower[token] in self._words["accuse"] and self._predicated(parsed, token):
                return not own or parsed.pos[token] != "ADJ"
            if parsed.pos[token] == "VERB" and parsed.lemma[token] in self._verbs["accuse"]:
                return not self._softened(parsed, token)
        return False

    def _predicated(self, parsed: Parsed, token: int) -> bool:
        """Whether the word is what the clause says of somebody, and not part of a name for him."""
        if self._softened(parsed, token):
            return False
        dep, head = parsed.dep, parsed.head
        if dep[token] == "amod":
            return dep[head[token]] in _PREDICATES
        return dep[token] in _PREDICATES

    def _softened(self, parsed: Parsed, token: int) -> bool:
        """ "to fight terrorist groups", "would not violate": the word blames nobody here."""
        if any(parsed.dep[c] == "neg" for c in parsed.children[token]):
            return True
        return (
            parsed.dep[token] in ("amod", "compound")
            and parsed.head[token] != token
            and parsed.pos[token] != "ADJ"
        )

    def _owns_up(self, parsed: Parsed, verbs: list[int], content: range) -> bool:
        owning = self._verbs["claim_responsibility"]
        if not any(parsed.lemma[verb] in owning for verb in verbs[:1]):
            return False
        if self._negated(parsed, verbs[0]) or self._future(parsed, verbs[0]):
            return False
        return self.is_attack(parsed, content)

    def _future(self, parsed: Parsed, verb: int) -> bool:
        return any(
            parsed.lower[c] in self._modals["promise"]
            for c in parsed.children[verb]
            if parsed.dep[c] == "aux"
        )

    def _promises(self, parsed: Parsed, text: str, verbs: list[int]) -> bool:
        for verb in verbs:
            if parsed.lemma[verb] in self._plans or self._negated(parsed, verb):
                continue
            if self._future(parsed, verb):
                return True
        return self._says("promise", parsed, text)

    def _orders(self, parsed: Parsed, content: range, verbs: list[int]) -> bool:
        first = next((t for t in content if parsed.pos[t] not in ("PUNCT", "SYM")), None)
        if first is None:
            return False
        if parsed.lower[first] in self._imperatives:
            return True
        verb = verbs[0] if verbs else None
        if verb is None or parsed.tag[verb] != "VB" or parsed.having(verb, "nsubj", "nsubjpass", "aux"):
            return False
        return verb == first or (parsed.lower[first] in ("do", "never", "stop") and verb <= first + 3)

    def _addresses(
        self, parsed: Parsed, verbs: list[int], speaker: Mention | None, mentions: Mentions
    ) -> bool:
        """ "Syria should stop": another actor is told what to do, in the active voice."""
        if speaker is None:
            return False
        for verb in verbs[:1]:
            subject = parsed.child(verb, "nsubj")
            if not any(parsed.lower[c] == "should" for c in parsed.children[verb]):
                return False
            mention = mentions.headed_by(subject) if subject is not None else None
            if subject is None or mention is None or _is_own(parsed, verb, speaker, mentions):
                return False
            return parsed.lower[subject] not in _THIRD
        return False


def _main_verbs(parsed: Parsed, content: range) -> list[int]:
    """The verbs of the content's main clauses, the first one first; verbs below another word of it are left out."""
    result = []
    for token in content:
        if parsed.pos[token] not in ("VERB", "AUX") or parsed.dep[token] in ("aux", "auxpass"):
            continue
        head = parsed.head[token]
        outside = head == token or head not in content
        if outside or (parsed.dep[token] in ("conj", "ccomp") and head in result):
            result.append(token)
    return result


def _head(parsed: Parsed, content: range) -> int | None:
    return next((t for t in content if parsed.head[t] not in content or parsed.head[t] == t), None)


def _is_self(parsed: Parsed, verb: int, speaker: Mention | None, mentions: Mentions) -> bool:
    """Whether the subject of `verb` is the speaker himself, or somebody of his."""
    subject = parsed.child(verb, "nsubj", "nsubjpass")
    if subject is None:
        return False
    if parsed.lower[subject] in _SELF:
        return True
    if parsed.lower[subject] in ("none", "one", "nobody", "neither"):
        of = parsed.child(subject, "prep")
        subject = (parsed.child(of, "pobj") if of is not None else None) or subject
    owner = parsed.child(subject, "poss")
    if owner is not None and parsed.lower[owner] in _SELF:
        return True
    if speaker is None:
        return False
    named = (mentions.headed_by(subject), mentions.headed_by(owner) if owner is not None else None)
    return any(mention is not None and mention.entity == speaker.entity for mention in named)


def _is_own(parsed: Parsed, verb: int, speaker: Mention | None, mentions: Mentions) -> bool:
    """Whether the subject of `verb` is the speaker or his side: his state, its offices and forces."""
    if _is_self(parsed, verb, speaker, mentions):
        return True
    subject = parsed.child(verb, "nsubj", "nsubjpass")
    mention = mentions.headed_by(subject) if subject is not None else None
    if mention is None or speaker is None:
        return False
    country = mention.actor.country
    return mention.actor.kind in _SIDES and country is not None and country == speaker.actor.country


_ACT_NAMES: Mapping[str, Act] = {
    "promise": "promise",
    "demand": "demand",
    "accuse": "accuse",
    "praise": "praise",
    "propose": "propose",
    "deny": "deny",
    "threaten": "threaten",
    "confirm": "confirm",
    "other": "other",
}


def _all(table: Mapping[str, list[str]], key: str) -> frozenset[str]:
    return frozenset(table.get(key, ()))


def _with_slips(verbs: frozenset[str]) -> frozenset[str]:
    """The verbs, and what the lemmatizer makes of them at times ("stag" of "staged")."""
    return verbs | {verb[:-1] for verb in verbs if verb.endswith("e")}


def _pattern(phrases: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, ordered)) + r")\b") if ordered else None
