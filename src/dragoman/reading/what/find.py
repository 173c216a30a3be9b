"""What happened? Events of a report: a trigger, who does it, to whom, and whether it happened.

A row of the lexicon fires at a verb or noun; its roles say where source and target stand; syntax finds the words
there, mentions the actors behind them. An event inside another's promise, demand, refusal or threat is taken into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.reading.what.arguments import Arguments
from dragoman.reading.what.draft import HAPPENED, Draft, camps, is_mutual, sides, split, without
from dragoman.reading.what.lexicon import Lexicon
from dragoman.reading.what.nouns import HOSTILE
from dragoman.reading.what.roles import Roles
from dragoman.reading.what.status import StatusReader
from dragoman.reading.what.triggers import Fired, fired
from dragoman.reading.who.mention import Mentions

_COMPLEMENTS = frozenset(
    {"xcomp", "ccomp", "dobj", "pobj", "prep", "pcomp", "acl", "nsubjpass", "oprd", "dative", "attr"}
)
_LEADING_IN = frozenset({"for", "to", "of", "on", "with", "out", "from"})
"""Prepositions before what is asked for or refused: "called for talks"."""
_MOST_STEPS = 5
_NEAR = 6
"""Sentences over which "the strike" is the one told before."""


class EventFinder:
    """Finds the events of one report. `lists` and `status_lists` are the tables what.toml and status.toml."""

    def __init__(
        self,
        parsed: Parsed,
        mentions: Mentions,
        lexicon: Lexicon,
        lists: Mapping[str, Any],
        status_lists: Mapping[str, Any],
    ) -> None:
        self._parsed = parsed
        self._lexicon = lexicon
        self._args = Arguments(parsed, mentions, lists)
        self._status = StatusReader(parsed, status_lists)
        self._lists = lists
        self._members = frozenset(lists["members"]["words"])
        self._cooperative = frozenset(lists["refusal"]["types"])
        self._will = frozenset(lists["refusal"]["auxiliaries"])
        self._failing = frozenset(lists["refusal"]["failing"])
        self._wishes = frozenset(lists["wish"]["verbs"])
        self._answering = frozenset(lists["answer"]["types"])
        self._denying = frozenset(lists["answer"]["denying"])
        self._charging = frozenset(lists["answer"]["charging"])
        self._pointing_back = frozenset(lists["answer"]["back"])
        self._only_ahead = frozenset(lists["ahead"]["verbs"])
        self._mutual = frozenset(lists["mutual"]["types"])
        self._absorbing = frozenset(lists["absorb"]["types"])
        self._drafts: dict[int, Draft] = {}
        self._roles = Roles(parsed, mentions, self._args, self._status, self._drafts, lists)

    def find(self) -> list[Draft]:
        """The events in text order, targets filled in only where syntax gives them."""
        parsed = self._parsed
        for hit in fired(parsed, self._lexicon):
            if self._in_heading(hit):
                continue
            if parsed.lemma[hit.token] in self._wishes and self._args.for_itself(hit.token):
                continue
            light = self._args.light_verb(hit.token) if hit.row.pos == "noun" else None
            self._drafts[hit.token] = Draft(hit, light, hit.row.type, hit.row.mode)
        self._settle_light_verbs()
        for draft in list(self._drafts.values()):
            self._roles.fill(draft)
            if draft.contact is not None:
                self._call_off(draft, draft.contact)
        for draft in self._drafts.values():
            self._answer(draft)
        for draft in self._drafts.values():
            if not draft.absorbed:
                self._fold(draft)
        for draft in self._drafts.values():
            self._absorb(draft)
        for draft in self._drafts.values():
            if not draft.absorbed:
                self._share(draft)
                draft.status = self._status.read(draft.token, draft.light)
                if parsed.lemma[draft.token] in self._only_ahead and draft.status.status != "planned":
                    draft.absorbed = True
                self._refuse(draft)
                self._put_in_words(draft)
        return [one for draft in self._drafts.values() if not draft.absorbed for one in self._directed(draft)]

    def _answer(self, draft: Draft) -> None:
        """Of "condemned the strike", "dismissed the charges": aim it at whoever struck or alleged before.

        A noun that only points back ("the move", "the offer") is what the last other side did.
        """
        if self._denies(draft):
            self._answer_accuser(draft)
            return
        if draft.targets or not draft.sources or draft.type not in self._answering:
            return
        if draft.fired.row.pos != "verb":
            return
        told = self._args.object(draft.token)
        if told is None or not self._args.is_definite(told):
            return
        noun = self._drafts.get(told)
        if noun is None and self._parsed.lemma[told] not in self._pointing_back:
            return
        if noun is not None and (noun.fired.row.pos != "noun" or without(noun.sources, draft.sources)):
            return
        now, own = self._parsed.sentence[draft.token], camps(draft.sources)
        for earlier in reversed([d for d in self._drafts.values() if d.token < draft.token]):
            again = noun is not None and self._parsed.lemma[earlier.token] == self._parsed.lemma[noun.token]
            if noun is not None and earlier.type != noun.type and not again:
                continue
            doers = [m for m in without(earlier.sources, draft.sources) if noun is not None or m.takes_a_side]
            if noun is None and own & camps(doers):
                continue
            if doers and now - self._parsed.sentence[earlier.token] <= _NEAR:
                draft.targets = doers
                draft.inferred.append(f"target: who did it before ({self._parsed.text[earlier.token]!r})")
                return

    def _denies(self, draft: Draft) -> bool:
        """Whether the event is a denial that does not say of what: "denied any wrongdoing", "denied that it knew"."""
        return self._parsed.lemma[draft.token] in self._denying and not draft.fired.row.objects

    def _answer_accuser(self, draft: Draft) -> None:
        """Aim a denial at whoever accused its speaker last; when nobody did, it is no event."""
        own, draft.targets = set(sides(draft.sources)), []
        for earlier in reversed([d for d in self._drafts.values() if d.token < draft.token]):
            if earlier.type not in self._charging or not own & set(sides(earlier.targets)):
                continue
            if not camps(earlier.sources) & camps(draft.sources):
                draft.targets = list(earlier.sources)
                draft.inferred.append(f"target: who did it before ({self._parsed.text[earlier.token]!r})")
                break
        draft.absorbed = not draft.targets

    def _refuse(self, draft: Draft) -> None:
        """Make a refusal of cooperation that somebody says will not be: "will not resume talks"."""
        if draft.type not in self._cooperative or draft.status.status != "denied":
            return
        failed = draft.type == "AGREE" and draft.targets
        if failed and any(self._parsed.lemma[w] in self._failing for w in draft.status.words):
            draft.why.append("no agreement: a refusal")
            draft.type, draft.mode, draft.status = "REJECT", None, replace(HAPPENED, words=draft.status.words)
            return
        verb = draft.light if draft.light is not None else draft.token
        auxiliaries = {self._parsed.lower[c] for c in self._parsed.having(verb, "aux")}
        if self._parsed.child(verb, "neg") is None or not auxiliaries & self._will:
            return
        modes = self._lists["complements"]["REJECT"]
        draft.why.append(f"will not: a refusal of {draft.type}")
        draft.type, draft.mode = "REJECT", modes.get(draft.type, modes[""]) or None
        draft.status = replace(HAPPENED, words=draft.status.words)

    def _put_in_words(self, draft: Draft) -> None:
        """Take an "attack" by somebody without arms for what it is, criticism."""
        words = self._lists["in_words"]
        if (
            draft.type != words["from"]
            or draft.mode
            or self._parsed.lemma[draft.token] not in words["triggers"]
        ):
            return
        sources = [m.actor for m in draft.sources]
        if sources and all(
            a.kind in words["kinds"] and not set(a.sectors) & set(words["armed"]) for a in sources
        ):
            draft.why.append("with words: who does it is not armed")
            draft.type, draft.mode = words["becomes"], words["mode"]

    def _directed(self, draft: Draft) -> list[Draft]:
        """The event, and for two-sided fighting the same with its sides exchanged: each attacks the other."""
        mutual = (
            draft.type in self._mutual and draft.two_sided and draft.status.status in ("happened", "habitual")
        )
        if not mutual or not draft.sources or not draft.targets:
            return [draft]
        back = replace(
            draft, sources=draft.targets, targets=draft.sources, why=[*draft.why, "the other side of a fight"]
        )
        return [draft, back]

    def _call_off(self, draft: Draft, contact: Draft) -> None:
        """Calling off a meeting is REJECT (PLOVER) by whoever does it, and the meeting a contact that was cancelled.

        When nobody is named who called it off, what is told is the meeting that did not take place.
        """
        self._roles.fill(contact)
        contact.status = self._status.read(contact.token, contact.light)
        if not draft.sources:
            self._drafts.pop(draft.token)
            self._drafts[contact.token] = contact
            return
        contact.sources = contact.sources or draft.sources
        contact.targets = contact.targets or draft.targets
        draft.targets = draft.targets or without([*contact.targets, *contact.sources], draft.sources)

    def _in_heading(self, hit: Fired) -> bool:
        return hit.row.pos == "noun" and self._parsed.sentences[self._parsed.sentence[hit.token]].heading

    def _settle_light_verbs(self) -> None:
        """Of a trigger noun and a trigger verb that carries it, keep the one that says more."""
        for draft in list(self._drafts.values()):
            for token in draft.fired.objects:
                noun = self._drafts.get(token)
                if noun is not None and noun.fired.row.modifiers and noun.light == draft.token:
                    # "hold a joint exercise": the noun's row knows more than the verb's.
                    self._drafts.pop(draft.token, None)
                elif noun is not None and noun.type == draft.type and self._parsed.head[draft.token] == token:
                    # "talks scheduled for Sunday": the participle says only when.
                    self._drafts.pop(draft.token, None)
                elif noun is not None:
                    draft.contact = noun if (draft.type, noun.type) == ("REJECT", "CONSULT") else None
                    self._drafts.pop(token, None)
        for draft in list(self._drafts.values()):
            verb = self._drafts.get(draft.light) if draft.light is not None else None
            if verb is None or (verb.type in self._absorbing and verb.type != draft.type):
                continue
            loser = draft if verb.fired.row.objects else verb
            self._drafts.pop(loser.token, None)

    # One event inside another

    def _fold(self, draft: Draft) -> None:
        """Fold a noun into the verb of the same event: "were killed in a raid by X", "the raid killed ten"."""
        parsed = self._parsed
        if draft.fired.row.pos != "noun" and not self._args.is_gerund(draft.token):
            self._fold_outcome(draft)
            return
        head, dep = parsed.head[draft.token], parsed.dep[draft.token]
        if dep == "pobj" and parsed.lower[head] in ("in", "during", "by", "with", "through"):
            head = parsed.head[head]
        elif dep not in ("nsubj", "nsubjpass", "csubj", "csubjpass"):
            return
        verb = self._drafts.get(head)
        if verb is None or verb.type != draft.type or verb.fired.row.pos != "verb":
            return
        if not verb.sources and is_mutual(draft):
            if len(set(sides(verb.targets))) > 1:
                # Both sides of a clash suffer: each did it to the other.
                verb.sources, verb.targets = split(verb.targets)
                verb.two_sided = True
            else:
                verb.sources = without([*draft.sources, *draft.targets], verb.targets)
        verb.sources = verb.sources or without(draft.sources, verb.targets)
        if all(m.weak for m in verb.targets):
            # "The bombing of a town killed six": whose six they are, the town tells.
            verb.targets = without(draft.targets, verb.sources) or verb.targets
        verb.mode = verb.mode or draft.mode
        verb.why.append(f"with {parsed.text[draft.token]!r}")
        draft.absorbed = True

    def _fold_outcome(self, draft: Draft) -> None:
        """Fold what an attack led to into the attack: "attacked Sudan, killing 12 people" is one event."""
        parsed = self._parsed
        verb = draft.token
        while parsed.dep[verb] == "conj" and parsed.tag[verb] == "VBG":
            verb = parsed.head[verb]
        attack = self._drafts.get(parsed.head[verb])
        if parsed.dep[verb] != "advcl" or parsed.tag[verb] != "VBG" or attack is None or attack is draft:
            return
        if attack.type == draft.type and attack.targets and self._says_no_more(draft, attack):
            attack.why.append(f"with {parsed.text[draft.token]!r}")
            draft.absorbed = True

    def _says_no_more(self, draft: Draft, main: Draft) -> bool:
        """Whether the participle's targets are vague or the main verb's: "condemned X, accusing it of lying"."""
        return all(m.weak for m in draft.targets) or not set(sides(draft.targets)) - set(sides(main.targets))

    def _absorb(self, draft: Draft) -> None:
        """Take the event of a promise, demand, refusal or threat into it."""
        if draft.absorbed:
            return
        outer = self._outer(draft)
        if outer is None or outer.absorbed or self._denies(outer):
            return
        draft.absorbed = True
        draft.status = self._status.read(draft.token, draft.light)
        outer.inside.append(draft)
        if outer.type == draft.type == "REJECT":
            # "refused to rule out": two refusals make none; what was not ruled out stays as a possibility.
            outer.absorbed = True
            return
        modes = self._lists["complements"].get(outer.type)
        if outer.type == "AGREE" and draft.type in HOSTILE and draft.targets and self._directly(draft, outer):
            outer.type, modes = "THREATEN", self._lists["complements"]["THREATEN"]
            outer.mode = None
        if modes is not None and outer.mode is None:
            outer.mode = modes.get(draft.type, modes[""]) or None
        if not outer.targets:
            # A demand or refusal is aimed at who is to act, a promise or threat at who will feel it.
            asked = outer.type in ("REQUEST", "REJECT")
            inner = [*draft.sources, *draft.targets] if asked else [*draft.targets, *draft.sources]
            outer.targets = self._roles.not_itself(without(inner, outer.sources), outer.sources)[:1]
        outer.why.append(f"takes in {self._parsed.text[draft.token]!r} ({draft.type})")

    def _directly(self, draft: Draft, outer: Draft) -> bool:
        """Whether it is what is promised itself, not what that is for: "pledged cooperation to halt smuggling"."""
        between = list(self._parsed.ancestors(draft.token))
        carried = {draft.light, outer.token}
        return all(
            self._parsed.pos[t] != "VERB" or t in carried for t in between[: between.index(outer.token)]
        )

    def _outer(self, draft: Draft) -> Draft | None:
        """The absorbing event whose complement the draft is, reached through complements alone."""
        parsed = self._parsed
        token = draft.light if draft.light is not None else draft.token
        if draft.light is not None and draft.light in self._drafts:
            carrier = self._drafts[draft.light]
            return carrier if carrier.type in self._absorbing else None
        for _ in range(_MOST_STEPS):
            dep, head = parsed.dep[token], parsed.head[token]
            if dep == "conj" and parsed.child(token, "nsubj") is None:
                token = head
                continue
            if head == token or dep not in _COMPLEMENTS:
                return None
            if parsed.pos[head] == "ADP" and parsed.lower[head] not in _LEADING_IN:
                return None
            token = head
            outer = self._drafts.get(token)
            if outer is not None:
                return outer if outer.type in self._absorbing and outer is not draft else None
        return None

    def _share(self, draft: Draft) -> None:
        """Let "including a visit" inherit the sides of what it is part of, and a bare noun those of its verb."""
        parsed = self._parsed
        token = draft.token
        while parsed.dep[token] == "conj":
            token = parsed.head[token]
        before = parsed.head[token]
        if parsed.dep[token] == "pobj" and parsed.lower[before] in self._members:
            whole = self._preceding(draft, before)
            if whole is not None:
                draft.sources = draft.sources or without(whole.sources, draft.targets)
                draft.targets = draft.targets or without(whole.targets, draft.sources)
                draft.why.append(f"part of {parsed.text[whole.token]!r}")
                whole.absorbed = True

    def _preceding(self, draft: Draft, before: int) -> Draft | None:
        earlier = [
            d
            for d in self._drafts.values()
            if d.token < before
            and d.type == draft.type
            and self._parsed.sentence[d.token] == self._parsed.sentence[before]
        ]
        return earlier[-1] if earlier else None
