"""What happened? Events of a report: a trigger, who does it, to whom, and whether it happened.

A row of the lexicon fires at a verb or noun; its roles say where source and target stand; syntax finds the words
there, mentions the actors behind them. An event inside another's promise, demand, refusal or threat is taken into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dragoman.reading.arguments import Arguments
from dragoman.reading.lexicon import Lexicon
from dragoman.reading.mentions import Mention, Mentions
from dragoman.reading.parse import Parsed
from dragoman.reading.status import Reading, StatusReader
from dragoman.reading.triggers import Fired, fired

_COMPLEMENTS = frozenset(
    {"xcomp", "ccomp", "dobj", "pobj", "prep", "pcomp", "acl", "nsubjpass", "oprd", "dative", "attr"}
)
_HOSTILE = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"})


@dataclass(slots=True)
class Draft:
    """An event in the making. `why` collects what speaks for it, `inferred` what was filled in without syntax.

    `contact` is the meeting that this event calls off.
    """

    fired: Fired
    light: int | None
    type: str
    mode: str | None
    sources: list[Mention] = field(default_factory=list)
    targets: list[Mention] = field(default_factory=list)
    status: Reading = Reading("happened", False, ())
    why: list[str] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)
    absorbed: bool = False
    two_sided: bool = False
    contact: Draft | None = None

    @property
    def token(self) -> int:
        """The trigger's token."""
        return self.fired.token


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
        self._mentions = mentions
        self._lexicon = lexicon
        self._args = Arguments(parsed, mentions, lists)
        self._status = StatusReader(parsed, status_lists)
        self._lists = lists
        self._reversed = frozenset(lists["light"]["reversed"])
        self._clause_types = frozenset(lists["clause"]["types"])
        self._clause_prepositions = frozenset(lists["clause"]["prepositions"])
        self._members = frozenset(lists["members"]["words"])
        self._symmetric = frozenset(lists["symmetric"]["types"])
        self._cooperative = frozenset(lists["refusal"]["types"])
        self._will = frozenset(lists["refusal"]["auxiliaries"])
        self._of_the_state = frozenset(lists["state"]["sectors"])
        self._mutual = frozenset(lists["mutual"]["types"])
        self._place_types = frozenset(lists["places"]["types"])
        self._absorbing = frozenset(lists["absorb"]["types"])
        self._done_by = frozenset(lists["responsibility"]["by"])
        self._blamed_on = frozenset(lists["responsibility"]["on"])
        self._drafts: dict[int, Draft] = {}
        # Events whose doers are being looked for: two nouns that name each other must not chase each other.
        self._open: set[int] = set()

    def find(self) -> list[Draft]:
        """The events in text order, targets filled in only where syntax gives them."""
        for hit in fired(self._parsed, self._lexicon):
            if self._in_heading(hit):
                continue
            light = self._args.light_verb(hit.token) if hit.row.pos == "noun" else None
            self._drafts[hit.token] = Draft(hit, light, hit.row.type, hit.row.mode)
        self._settle_light_verbs()
        for draft in list(self._drafts.values()):
            self._fill(draft)
            if draft.contact is not None:
                self._call_off(draft, draft.contact)
        for draft in self._drafts.values():
            self._fold(draft)
        for draft in self._drafts.values():
            self._absorb(draft)
        for draft in self._drafts.values():
            if not draft.absorbed:
                self._share(draft)
                draft.status = self._status.read(draft.token, draft.light)
                self._refuse(draft)
        return [one for draft in self._drafts.values() if not draft.absorbed for one in self._directed(draft)]

    def _refuse(self, draft: Draft) -> None:
        """Make a refusal of cooperation that somebody says will not be: "will not resume talks"."""
        if draft.type not in self._cooperative or draft.status.status != "denied":
            return
        verb = draft.light if draft.light is not None else draft.token
        auxiliaries = {self._parsed.lower[c] for c in self._parsed.having(verb, "aux")}
        if self._parsed.child(verb, "neg") is None or not auxiliaries & self._will:
            return
        modes = self._lists["complements"]["REJECT"]
        draft.why.append(f"will not: a refusal of {draft.type}")
        draft.type, draft.mode = "REJECT", modes.get(draft.type, modes[""]) or None
        draft.status = Reading("happened", False, draft.status.words)

    def _directed(self, draft: Draft) -> list[Draft]:
        """The event, and for two-sided fighting the same with its sides exchanged: each attacks the other."""
        mutual = draft.type in self._mutual and draft.two_sided and draft.status.status in ("happened", "habitual")
        if not mutual or not draft.sources or not draft.targets:
            return [draft]
        back = replace(draft, sources=draft.targets, targets=draft.sources, why=[*draft.why, "the other side of a fight"])
        return [draft, back]

    def _call_off(self, draft: Draft, contact: Draft) -> None:
        """Calling off a meeting is REJECT (PLOVER) by whoever does it, and the meeting a contact that was cancelled.

        When nobody is named who called it off, what is told is the meeting that did not take place.
        """
        self._fill(contact)
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
                if noun is not None and noun.fired.row.modifiers:
                    # "hold a joint exercise": the noun's row knows more than the verb's.
                    self._drafts.pop(draft.token, None)
                elif noun is not None:
                    draft.contact = noun if (draft.type, noun.type) == ("REJECT", "CONSULT") else None
                    self._drafts.pop(token, None)
        for draft in list(self._drafts.values()):
            verb = self._drafts.get(draft.light) if draft.light is not None else None
            if verb is None or verb.type in self._absorbing and verb.type != draft.type:
                continue
            loser = draft if verb.fired.row.objects else verb
            self._drafts.pop(loser.token, None)

    # Roles

    def _fill(self, draft: Draft) -> None:
        row = draft.fired.row
        draft.sources = self._side(draft, row.source, [], acting=True)
        roles = row.target
        if "source" in roles and len(set(sides(draft.sources))) > 1:
            # Several who do it are the two sides, unless the other side stands right there ("met with").
            roles = roles[: roles.index("source")]
        draft.targets = self._side(draft, roles, draft.sources)
        if row.pos == "noun":
            self._noun_sides(draft)
        if not draft.targets and ("source" in row.target or draft.type in self._symmetric):
            draft.sources, draft.targets = split(draft.sources)
        draft.two_sided = _is_mutual(draft)
        between = self._between(draft)
        if between and not (draft.sources and draft.targets):
            draft.sources, draft.targets = split(between)
            draft.two_sided = True
        draft.targets = self._not_itself(without(draft.targets, draft.sources), draft.sources)

    def _not_itself(self, targets: Sequence[Mention], sources: Sequence[Mention]) -> list[Mention]:
        """Targets without the state that the source speaks and acts for: a minister does nothing to his own country."""
        own = {m.actor.country for m in sources if set(m.actor.sectors) & self._of_the_state}
        return [m for m in targets if not (m.actor.kind == "state" and m.actor.country in own)]

    def _side(self, draft: Draft, roles: Sequence[str], other: Sequence[Mention], acting: bool = False) -> list[Mention]:
        for role in roles:
            found = without(self._role(draft, role, acting), other)
            if found:
                return found
        return []

    def _role(self, draft: Draft, role: str, acting: bool = False) -> list[Mention]:
        """The actors in a role; `acting` asks for those who act rather than those who are acted upon."""
        args, parsed, token = self._args, self._parsed, draft.token
        noun = draft.fired.row.pos == "noun"
        if role == "subject":
            return self._subject(draft)
        if role == "object" and not noun and args.object(token) is None:
            # "invited X to come": the parser takes X for the subject of the clause.
            return args.actors(args.asked(token))
        if role == "object":
            return self._through(args.object(draft.light if noun and draft.light is not None else token))
        if role == "iobj":
            return args.actors(parsed.child(draft.light if draft.light is not None else token, "dative"))
        if role == "poss":
            return args.actors(parsed.child(token, "poss"))
        if role in ("adj", "compound"):
            named = args.leading(token) or list(args.modifying(token))
            if draft.type in self._place_types and acting:
                return [m for m in named if not m.place]
            return named
        if role == "clause":
            return self._clause(token)
        if role == "source":
            return []
        return self._after(draft, role)

    def _subject(self, draft: Draft) -> list[Mention]:
        args = self._args
        if draft.fired.row.pos == "verb":
            subject = args.subject(draft.token)
            inner = self._drafts.get(subject) if subject is not None else None
            if inner is not None and inner.fired.row.pos == "noun" and inner.type == draft.type:
                return inner.sources or self._side(inner, inner.fired.row.source, [], acting=True)
            found = args.actors(subject)
            if not found and self._parsed.dep[draft.token] == "acl" and self._parsed.tag[draft.token] == "VBG":
                # "dropped leaflets warning them": leaflets don't warn, who drops them does.
                found = args.actors(args.clause_subject(draft.token))
            return found
        if draft.fired.row.pos == "adj":
            return args.actors(args.clause_subject(draft.token))
        if draft.light is None or self._parsed.lemma[draft.light] in self._reversed:
            return []
        return args.actors(args.subject(draft.light))

    def _after(self, draft: Draft, preposition: str) -> list[Mention]:
        """The actors after a preposition on the trigger, on the verb that carries it, or on its object."""
        args = self._args
        places = [draft.token, *draft.fired.prepositions]
        if preposition != "of" and (whole := args.container(draft.token)) != draft.token:
            places.append(whole)
        if draft.light is not None:
            places.append(draft.light)
        elif draft.fired.row.pos == "verb" and (thing := args.object(draft.token)) is not None:
            places.append(thing)
        for place in places:
            for noun in args.after(place, preposition):
                if found := self._through(noun):
                    return found
        for place in draft.fired.prepositions:
            if self._parsed.lower[place] == preposition:
                for noun in self._parsed.having(place, "pobj", "pcomp"):
                    if found := self._through(noun):
                        return found
        return []

    def _through(self, token: int | None) -> list[Mention]:
        """The actors of a phrase; where it is an event itself ("welcomed the visit by X"), those who do it."""
        inner = self._drafts.get(token) if token is not None else None
        if token is None or inner is None or inner.fired.row.pos != "noun" or self._mentions.headed_by(token):
            return self._args.actors(token)
        if token in self._open:
            return []
        self._open.add(token)
        done_by = self._side(inner, inner.fired.row.source, [], acting=True)
        self._open.discard(token)
        return done_by or ([] if inner.type in _HOSTILE else self._args.actors(token))

    def _clause(self, token: int) -> list[Mention]:
        """The first actor in the complement of a verb or noun: its subject, or else whoever is named first."""
        parsed = self._parsed
        for clause in parsed.having(token, "ccomp", "xcomp", "acl", "advcl", "prep"):
            if clause < token:
                continue
            subject = parsed.child(clause, "nsubj", "nsubjpass")
            if subject is not None and (found := self._args.actors(subject)):
                return found
            low, high = parsed.subtree(clause)
            sources = {m.entity for m in self._drafts[token].sources} if token in self._drafts else set()
            if (
                found := self._args.first_in(low, high, sources)
                or [
                    m for m in self._mentions.within(low, high) if m.entity not in sources and m.actor.country
                ][:1]
            ):
                return found
        return []

    def _between(self, draft: Draft) -> list[Mention]:
        places = [draft.token] if draft.light is None else [draft.token, draft.light]
        for place in places:
            for noun in self._args.after(place, "between"):
                if found := self._args.actors(noun):
                    return found
        return []

    def _noun_sides(self, draft: Draft) -> None:
        """Sides of a noun that its own words don't name: who claimed it, whose clause it stands in, what it is part of."""
        args, parsed = self._args, self._parsed
        if draft.light is not None:
            if parsed.lemma[draft.light] in self._reversed:
                receiver = args.actors(args.subject(draft.light))
                draft.targets = draft.targets or without(receiver, draft.sources)
            elif not draft.sources:
                draft.sources = without(args.actors(args.subject(draft.light)), draft.targets)
        if not draft.sources:
            draft.sources = without(self._responsible(draft.token), draft.targets)
        if not draft.sources:
            draft.sources = without(self._of_whole(draft.token) or self._of_governor(draft.token), draft.targets)
        if not draft.sources and draft.type in self._clause_types:
            noun = args.container(draft.token)
            preposition = parsed.head[noun]
            if parsed.dep[noun] == "pobj" and parsed.lower[preposition] in self._clause_prepositions:
                if self._whole(preposition):
                    draft.sources = without(args.actors(args.clause_subject(draft.token)), draft.targets)

    def _of_whole(self, noun: int) -> list[Mention]:
        """Whose "attempts at dialogue" they are: the possessor of the noun that the trigger hangs on."""
        parsed = self._parsed
        preposition = parsed.head[noun]
        if parsed.dep[noun] != "pobj" or parsed.lower[preposition] not in ("at", "for", "to", "of", "on"):
            return []
        return self._args.actors(parsed.child(parsed.head[preposition], "poss"))

    def _of_governor(self, noun: int) -> list[Mention]:
        """Who plans, offers or rules out what the noun names."""
        verb = self._parsed.head[noun]
        if self._parsed.dep[noun] != "dobj" or not self._status.is_operator(verb):
            return []
        return self._args.actors(self._args.subject(verb))

    def _whole(self, preposition: int) -> bool:
        """Whether the preposition qualifies a verb, so that the clause's subject takes part."""
        return self._parsed.pos[self._parsed.head[preposition]] in ("VERB", "AUX", "ADP", "ADV", "SCONJ")

    def _responsible(self, noun: int) -> list[Mention]:
        """Who is said to have done it: "was claimed by X", "X claimed responsibility for", "blamed X for"."""
        args, parsed = self._args, self._parsed
        low, high = parsed.subtree(noun)
        verbs = [t for t in range(noun, high) if parsed.pos[t] == "VERB" and parsed.child(t, "agent") is not None]
        if parsed.dep[noun] in ("nsubjpass", "nsubj", "dobj"):
            verbs.append(parsed.head[noun])
            verbs += parsed.having(parsed.head[noun], "conj")
        for verb in verbs:
            if parsed.lemma[verb] in self._done_by and (found := args.actors(args.agent(verb))):
                return found
            if parsed.lemma[verb] in self._blamed_on:
                for blamed in args.after(verb, "on"):
                    if found := args.actors(blamed):
                        return found
        preposition = parsed.head[noun]
        if parsed.dep[noun] == "pobj" and parsed.lower[preposition] in ("for", "of"):
            outer = parsed.head[preposition]
            if parsed.lemma[outer] == "responsibility" and parsed.pos[parsed.head[outer]] == "VERB":
                return args.actors(args.subject(parsed.head[outer]))
            if parsed.lemma[outer] in ("blame", "accuse", "suspect"):
                return args.actors(args.object(outer))
        return []

    # One event inside another

    def _fold(self, draft: Draft) -> None:
        """Fold a noun into the verb of the same event: "were killed in a raid by X", "the raid killed ten"."""
        parsed = self._parsed
        if draft.fired.row.pos != "noun":
            return
        head, dep = parsed.head[draft.token], parsed.dep[draft.token]
        if dep == "pobj" and parsed.lower[head] in ("in", "during", "by", "with", "through"):
            head = parsed.head[head]
        elif dep not in ("nsubj", "nsubjpass"):
            return
        verb = self._drafts.get(head)
        if verb is None or verb.type != draft.type or verb.fired.row.pos != "verb":
            return
        if not verb.sources and _is_mutual(draft):
            if len(set(sides(verb.targets))) > 1:
                # Both sides of a clash suffer: each did it to the other.
                verb.sources, verb.targets = split(verb.targets)
                verb.two_sided = True
            else:
                verb.sources = without([*draft.sources, *draft.targets], verb.targets)
        verb.sources = verb.sources or without(draft.sources, verb.targets)
        verb.targets = verb.targets or without(draft.targets, verb.sources)
        verb.mode = verb.mode or draft.mode
        verb.why.append(f"with {parsed.text[draft.token]!r}")
        draft.absorbed = True

    def _absorb(self, draft: Draft) -> None:
        """Take the event of a promise, demand, refusal or threat into it."""
        if draft.absorbed:
            return
        outer = self._outer(draft)
        if outer is None or outer.absorbed:
            return
        draft.absorbed = True
        if outer.type == draft.type == "REJECT":
            # "refused to rule out": two refusals make none; what was not ruled out stays as a possibility.
            outer.absorbed = True
            return
        modes = self._lists["complements"].get(outer.type)
        if outer.type == "AGREE" and draft.type in _HOSTILE and draft.targets:
            outer.type, modes = "THREATEN", self._lists["complements"]["THREATEN"]
            outer.mode = None
        if modes is not None and outer.mode is None:
            outer.mode = modes.get(draft.type, modes[""]) or None
        if not outer.targets:
            inner = (
                draft.sources + draft.targets
                if outer.type in ("REQUEST", "REJECT")
                else draft.targets + draft.sources
            )
            outer.targets = without(inner, outer.sources)[:1]
        outer.why.append(f"takes in {self._parsed.text[draft.token]!r} ({draft.type})")

    def _outer(self, draft: Draft) -> Draft | None:
        """The absorbing event whose complement the draft is, reached through complements alone."""
        parsed = self._parsed
        token = draft.light if draft.light is not None else draft.token
        if draft.light is not None and draft.light in self._drafts:
            outer = self._drafts[draft.light]
            return outer if outer.type in self._absorbing else None
        for _ in range(5):
            dep, head = parsed.dep[token], parsed.head[token]
            if dep == "conj" and parsed.child(token, "nsubj") is None:
                token = head
                continue
            if head == token or dep not in _COMPLEMENTS:
                return None
            if parsed.pos[head] == "ADP" and parsed.lower[head] not in (
                "for",
                "to",
                "of",
                "on",
                "with",
                "out",
                "from",
            ):
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


def _is_mutual(draft: Draft) -> bool:
    """Whether both sides do it: "X and Y clashed", "a battle between X and Y"."""
    row = draft.fired.row
    return "source" in row.target or "between" in (*row.source, *row.target)


def without(found: Sequence[Mention], other: Sequence[Mention]) -> list[Mention]:
    """The mentions of actors that are not among `other`."""
    taken = {m.entity for m in other}
    return [m for m in found if m.entity not in taken]


def split(found: Sequence[Mention]) -> tuple[list[Mention], list[Mention]]:
    """One side and the other of actors who do something together: the first, and those who are not the first."""
    return list(found[:1]), without(found[1:], found[:1])


def sides(found: Sequence[Mention]) -> Iterator[str]:
    """By what two mentions are told to be one side: country, organisation, or the actor itself."""
    for mention in found:
        yield mention.actor.country or mention.actor.organisation or f"#{mention.entity}"
