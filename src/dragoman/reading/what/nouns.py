"""Sides of an event noun that its own words don't name: who carried it out or claimed it, whose clause it is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.reading.what.arguments import Arguments
from dragoman.reading.what.draft import Draft, sides, without
from dragoman.reading.what.status import StatusReader
from dragoman.reading.who.mention import Mention, Mentions

HOSTILE = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"})
"""Types whose sufferer is not who does them: "condemned the attack on X" condemns somebody else."""


class NounSides:
    """Fills in what the words around an event noun tell of its sides.

    `through` gives the actors of a phrase, through the event that it may be itself.
    """

    def __init__(
        self,
        parsed: Parsed,
        mentions: Mentions,
        args: Arguments,
        status: StatusReader,
        through: Callable[[int | None], list[Mention]],
        lists: Mapping[str, Any],
    ) -> None:
        self._parsed = parsed
        self._mentions = mentions
        self._args = args
        self._status = status
        self._through = through
        self._symmetric = frozenset(lists["symmetric"]["types"])
        self._ending = frozenset(lists["light"]["ending"])
        self._reversed = frozenset(lists["light"]["reversed"])
        self._clause_types = frozenset(lists["clause"]["types"])
        self._clause_prepositions = frozenset(lists["clause"]["prepositions"])
        self._held_in = frozenset(lists["clause"]["held_in"])
        self._done_by = frozenset(lists["responsibility"]["by"])
        self._blamed_on = frozenset(lists["responsibility"]["on"])
        self._responsible_for = frozenset(lists["responsibility"]["adjectives"])
        self._behind = frozenset(lists["responsibility"]["behind"])
        self._staying = frozenset(lists["there_for"]["verbs"])
        self._in_place = frozenset(lists["there_for"]["prepositions"])
        self._bidding = frozenset(lists["bidding"]["types"])
        self._at_request = frozenset(lists["bidding"]["prepositions"])
        self._carried = frozenset(lists["carried"]["modes"])
        self._carrying = frozenset(lists["carried"]["verbs"])
        self._coming = frozenset(lists["come_from"]["verbs"])
        self._on_a_name = frozenset(lists["come_from"]["on_a_name"])

    def settle(self, draft: Draft) -> None:
        """Fill in the sides of the draft of a noun that its own roles left open."""
        args, parsed = self._args, self._parsed
        if draft.light is not None:
            if parsed.lemma[draft.light] in self._reversed:
                receiver = args.actors(args.subject(draft.light))
                if draft.targets and not draft.sources and draft.type in self._symmetric:
                    # "hosted talks with X"
                    draft.sources = without(receiver, draft.targets)
                draft.targets = draft.targets or without(receiver, draft.sources)
            elif self.done_by_subject(draft):
                owners, draft.sources = draft.sources, self._in_person(draft)
                if draft.type in self._symmetric and not draft.targets:
                    # "hosted the leaders' meeting"
                    draft.targets = without(owners, draft.sources)
        if not draft.targets or draft.light is None:
            draft.targets = without(self._bidden(draft), draft.sources) or draft.targets
        if not draft.sources and draft.targets and "poss" in draft.fired.row.target:
            # "X's arrest of Y": with Y named after "of", the owner does it.
            draft.sources = without(args.actors(parsed.child(draft.token, "poss")), draft.targets)
        if not draft.sources:
            draft.sources = without(self._responsible(draft.token), draft.targets)
        if not draft.sources:
            draft.sources = without(
                self._of_whole(draft.token) or self._of_governor(draft.token), draft.targets
            )
        if not draft.sources and draft.type in self._clause_types:
            noun = args.container(draft.token)
            preposition = parsed.head[noun]
            if parsed.dep[noun] == "pobj" and self._ties(preposition):
                draft.sources = without(args.actors(args.clause_subject(draft.token)), draft.targets)
            elif parsed.dep[noun] == "pobj" and parsed.lower[preposition] in self._on_a_name:
                draft.sources = without(args.actors_of_phrase(parsed.head[preposition], 0), draft.targets)
        if draft.type == "CONSULT" and len(set(sides(draft.sources))) == 1 and not draft.targets:
            draft.targets = without(self._hosts(draft), draft.sources)
        if draft.mode in self._carried:
            self._carry(draft)

    def done_by_subject(self, draft: Draft) -> bool:
        """Whether the subject of the verb that carries the noun does what it names: not of "received aid", nor of
        "called for talks to end the violence"."""
        verb = self._parsed.lemma[draft.light] if draft.light is not None else None
        ends = draft.type in HOSTILE and verb in self._ending
        return verb is not None and verb not in self._reversed and not ends

    def _bidden(self, draft: Draft) -> list[Mention]:
        """Of "at X's request Y withdrew" Y, of "gave Y a deadline" too."""
        args, parsed = self._args, self._parsed
        if draft.light is not None:
            return args.actors(parsed.child(draft.light, "dative"))
        preposition = parsed.head[draft.token]
        at = parsed.dep[draft.token] == "pobj" and parsed.lower[preposition] in self._at_request
        if not at or draft.type not in self._bidding or not self._whole(preposition):
            return []
        return args.actors(args.clause_subject(draft.token))

    def _hosts(self, draft: Draft) -> list[Mention]:
        """Of "X, in Budapest for talks" those of Budapest."""
        parsed = self._parsed
        noun = self._args.container(draft.token)
        above = parsed.head[parsed.head[noun]]
        if parsed.dep[noun] != "pobj" or parsed.lower[parsed.head[noun]] != "for":
            return []
        there = [above] if parsed.pos[above] == "ADP" else []
        if parsed.lemma[above] in self._staying:
            there = parsed.having(above, "prep")
        places = [p for t in there if parsed.lower[t] in self._in_place for p in parsed.having(t, "pobj")]
        return [m for p in places for m in self._mentions.all_headed_by(p) if m.place]

    def _ties(self, preposition: int) -> bool:
        """Whether the preposition makes the clause's subject one who takes part in what follows it."""
        parsed = self._parsed
        if parsed.lower[preposition] == "from":
            return parsed.lemma[parsed.head[preposition]] in self._coming
        held = parsed.lower[preposition] in self._held_in and parsed.dep[parsed.head[preposition]] == "dobj"
        return parsed.lower[preposition] in self._clause_prepositions and (held or self._whole(preposition))

    def _carry(self, draft: Draft) -> None:
        """Of "a tour that will take him to Rome" him and Rome."""
        args, parsed, noun = self._args, self._parsed, draft.token
        verbs = parsed.having(noun, "relcl", "acl")
        if parsed.dep[noun] == "nsubj":
            verbs.append(parsed.head[noun])
        for verb in verbs:
            if parsed.lemma[verb] in self._carrying and (traveller := parsed.child(verb, "dobj")) is not None:
                draft.sources = draft.sources or args.actors(traveller)
                to = [m for t in args.after(verb, "to") for m in self._through(t)]
                draft.targets = draft.targets or without(to, draft.sources)

    def _in_person(self, draft: Draft) -> list[Mention]:
        """The sources, or who speaks for them: "the minister expressed Egypt's support" is the minister's doing."""
        doers = without(self._args.actors(self._args.subject(draft.light)), draft.targets)  # type: ignore[arg-type]
        return doers if doers and set(sides(doers)) >= set(sides(draft.sources)) else draft.sources

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
        _, high = parsed.subtree(noun)
        verbs = [
            t for t in range(noun, high) if parsed.pos[t] == "VERB" and parsed.child(t, "agent") is not None
        ]
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
            if parsed.lemma[outer] in self._responsible_for:
                return args.actors(args.clause_subject(outer))
            if parsed.lemma[outer] in ("blame", "accuse", "suspect"):
                return args.actors(args.object(outer))
        if parsed.dep[noun] == "pobj" and parsed.lower[preposition] in self._behind:
            above = parsed.head[preposition]
            return args.actors(args.subject(above)) if parsed.lemma[above] == "be" else []
        return []
