"""Who does it, to whom? The sides of an event, by the roles that its trigger's row in the lexicon names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.gazetteer.countries import load as countries
from dragoman.reading.parse import Parsed
from dragoman.reading.what.arguments import Arguments
from dragoman.reading.what.draft import Draft, camps, is_mutual, split, without
from dragoman.reading.what.nouns import HOSTILE, NounSides
from dragoman.reading.what.status import StatusReader
from dragoman.reading.who.mention import Mention, Mentions


def is_whole_state(mention: Mention) -> bool:
    """Whether the mention names a state, not a town or region in it."""
    actor = mention.actor
    if actor.kind != "state" or actor.country is None:
        return False
    country = countries().by_alpha3(actor.country)
    return country is not None and country.name == actor.name


def is_town(mention: Mention) -> bool:
    """Whether the words name a town or region, be it the seat of a government."""
    entry = countries().name_lookup(mention.actor.text) if mention.place else None
    return mention.place and (entry is None or entry.kind not in ("name", "adjective", "people"))


class Roles:
    """Fills in the sides of drafts. `drafts` are all of the report by token: one may name the doer of another."""

    def __init__(
        self,
        parsed: Parsed,
        mentions: Mentions,
        args: Arguments,
        status: StatusReader,
        drafts: Mapping[int, Draft],
        lists: Mapping[str, Any],
    ) -> None:
        self._parsed = parsed
        self._mentions = mentions
        self._drafts = drafts
        self._args = args
        self._symmetric = frozenset(lists["symmetric"]["types"])
        self._of_the_state = frozenset(lists["state"]["sectors"])
        self._of_own = frozenset(lists["state"]["of_its_own"])
        self._means = frozenset(lists["means"]["kinds"])
        self._taking_away = frozenset(lists["means"]["modes"])
        self._giving = frozenset(lists["giving"]["types"])
        self._place_types = frozenset(lists["places"]["types"])
        self._place_words = frozenset(lists["places"]["prepositions"])
        self._to_places = frozenset(lists["carried"]["modes"])
        self._own_means = frozenset(lists["own_means"]["types"])
        self._others_means = frozenset(lists["own_means"]["not_modes"])
        self._nouns = NounSides(parsed, mentions, args, status, self._through, lists)
        # Events whose doers are being looked for: two nouns that name each other must not chase each other.
        self._open: set[int] = set()

    def fill(self, draft: Draft) -> None:
        """Find the sides that the row of the draft's trigger asks for."""
        row = draft.fired.row
        draft.sources = self._side(draft, row.source, [], acting=True)
        roles = row.target
        if "source" in roles and len(camps(draft.sources)) > 1:
            # Several who do it are the two sides, unless the other side stands right there ("met with").
            joint = "clause" in roles and self._do_it_to_others(draft)
            roles = ("clause",) if joint else roles[: roles.index("source")]
        draft.targets = self._side(draft, roles, draft.sources)
        if row.pos == "noun":
            self._nouns.settle(draft)
        if row.pos == "verb":
            self._verb_sides(draft)
        if not draft.targets and ("source" in row.target or draft.type in self._symmetric):
            draft.sources, draft.targets = split(draft.sources)
        draft.two_sided = is_mutual(draft)
        between = self._between(draft)
        if between and not (draft.sources and draft.targets):
            draft.sources, draft.targets = split(between)
            draft.two_sided = True
        draft.targets = without(draft.targets, draft.sources)
        if draft.type not in self._of_own:
            draft.targets = self.not_itself(draft.targets, draft.sources)
        if draft.mode == "multilateral" and any(m.actor.organisation for m in draft.sources):
            # "A summit of NATO in Brussels" is not with Belgium.
            draft.targets = [m for m in draft.targets if not (m.place and m.weak)]

    def _do_it_to_others(self, draft: Draft) -> bool:
        """Whether what several agree to do is no more than the act of each: "agreed to send food to Mali"."""
        inner = (self._drafts.get(c) for c in self._parsed.having(draft.token, "xcomp"))
        return any(d is not None and d.type not in self._symmetric for d in inner)

    def not_itself(self, targets: Sequence[Mention], sources: Sequence[Mention]) -> list[Mention]:
        """Targets without the state that the source speaks and acts for: a minister does nothing to his own country.

        A town or region of it remains: a government imposes a curfew there.
        """
        own = {m.actor.country for m in sources if set(m.actor.sectors) & self._of_the_state}
        return [m for m in targets if not (m.actor.country in own and is_whole_state(m))]

    def _side(
        self, draft: Draft, roles: Sequence[str], other: Sequence[Mention], acting: bool = False
    ) -> list[Mention]:
        for role in roles:
            found = without(self._role(draft, role, acting), other)
            if not acting:
                found = [m for m in found if not self._owned_by(m, other, draft)]
                if draft.type not in self._of_own:
                    found = self.not_itself(found, other)
            if found:
                return found
        return []

    def _owned_by(self, mention: Mention, others: Sequence[Mention], draft: Draft) -> bool:
        """Whether the mention is "its troops", and "it" is one of the others: nobody does anything to his own means."""
        if mention.actor.kind not in self._means and draft.mode not in self._taking_away:
            return False
        owners = {m.entity for m in others}
        own = self._parsed.having(mention.head, "poss")
        return any(m.entity in owners for t in own for m in self._mentions.all_headed_by(t))

    def _role(self, draft: Draft, role: str, acting: bool = False) -> list[Mention]:
        """The actors in a role; `acting` asks for those who act rather than those who are acted upon."""
        args, parsed, token = self._args, self._parsed, draft.token
        noun = draft.fired.row.pos == "noun"
        if role == "subject":
            return self._subject(draft)
        if role == "object" and not noun and args.object(token) is None:
            # "invited X to come": the parser takes X for the subject of the clause.
            if found := args.actors(args.asked(token)):
                return found
            # "spoke to X", "voted against X": the object is what the row's own preposition governs.
            last = draft.fired.prepositions[-1:]
            governed = [o for p in last for o in parsed.having(p, "pobj")]
            return self._through(governed[0]) if governed else []
        if role == "object" and draft.type in self._giving and draft.fired.objects:
            # "sent doctors": the doctors are what is given, not to whom.
            given = set(draft.fired.objects)
            return [m for m in self._through(args.object(token)) if m.head not in given]
        if role == "object":
            return self._through(args.object(draft.light if noun and draft.light is not None else token))
        if role == "iobj":
            return args.actors(parsed.child(draft.light if draft.light is not None else token, "dative"))
        if role == "poss":
            owners = args.actors(parsed.child(token, "poss"))
            if owners and draft.type in self._symmetric and parsed.dep[token] == "conj":
                # "Smith and Jones's talks": the parser joins the talks to Smith.
                owners = [*self._mentions.all_headed_by(parsed.head[token]), *owners]
            return owners
        if role in ("adj", "compound"):
            named = args.leading(token) or list(args.modifying(token))
            if draft.type in self._symmetric:
                # "the Geneva talks", "the Helsinki accord": where they were held.
                named = [m for m in named if not is_town(m)]
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
            told = args.told_before(draft.token) if draft.type in HOSTILE else None
            subject = args.subject(draft.token if told is None else told)
            inner = self._drafts.get(subject) if subject is not None else None
            nominal = inner is not None and (inner.fired.row.pos == "noun" or args.is_gerund(inner.token))
            if inner is not None and nominal and inner.type == draft.type:
                return inner.sources or self._side(inner, inner.fired.row.source, [], acting=True)
            found = args.actors(subject)
            undergoing = {m.entity for m in args.actors(args.object(draft.token))}
            if (
                all(m.entity in undergoing for m in found)
                and self._parsed.dep[draft.token] == "acl"
                and self._parsed.tag[draft.token] == "VBG"
            ):
                # "dropped leaflets on rebels warning them": leaflets and rebels don't warn, who drops them does.
                found = args.actors(args.clause_subject(draft.token))
            return found
        if draft.fired.row.pos == "adj":
            return args.actors(args.clause_subject(draft.token))
        if draft.light is None or not self._nouns.done_by_subject(draft):
            return []
        return args.actors(args.subject(draft.light))

    def _after(self, draft: Draft, preposition: str) -> list[Mention]:
        """The actors after a preposition on the trigger, on the verb that carries it, or on its object."""
        args = self._args
        places = [draft.token, *draft.fired.prepositions]
        if preposition != "of" and (whole := args.container(draft.token)) != draft.token:
            places.append(whole)
        if preposition == "by" and draft.fired.row.pos == "noun":
            # "the expulsion of an envoy by X"
            places.extend(args.after(draft.token, "of"))
        if draft.light is not None:
            places.append(draft.light)
        elif draft.fired.row.pos == "verb" and (thing := args.object(draft.token)) is not None:
            places.append(thing)
        for place in places:
            for noun in args.after(place, preposition):
                if found := self._through(noun):
                    return found
        if preposition in self._place_words and draft.mode in self._to_places:
            here = (c for place in places for c in self._parsed.having(place, "advmod"))
            if found := [m for c in here for m in self._mentions.all_headed_by(c)]:
                return found
        deeper = [o for p in draft.fired.prepositions for o in self._parsed.having(p, "pobj")]
        for place in deeper:
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
        return done_by or ([] if inner.type in HOSTILE else self._args.actors(token))

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
            named = self._others_in(low, high, token)
            if named:
                # "agreed to set up a hospital in X": what is set up, made or sent is not to whom.
                means = (m.actor.kind in self._means and parsed.dep[m.head] == "dobj" for m in named)
                named = [m for _, m in sorted(zip(means, named, strict=True), key=lambda pair: pair[0])]
                return next(([m] for m in named if not m.weak), named[:1])
        return []

    def _others_in(self, low: int, high: int, token: int) -> list[Mention]:
        """The actors within tokens `low` to `high` but for the sources of the draft at `token` and what is given."""
        sources = {m.entity for m in self._drafts[token].sources} if token in self._drafts else set()
        given = {t for d in self._drafts.values() if d.type in self._giving for t in d.fired.objects}
        return [
            m
            for m in self._mentions.within(low, high)
            if m.entity not in sources and m.head not in given and (m.actor.country or not m.weak)
        ]

    def _between(self, draft: Draft) -> list[Mention]:
        places = [draft.token] if draft.light is None else [draft.token, draft.light]
        for place in places:
            for noun in self._args.after(place, "between"):
                if found := self._args.actors(noun):
                    return found
        return []

    def _verb_sides(self, draft: Draft) -> None:
        """Sides of a verb that its subject and object don't tell: a guest's host, whose troops were sent."""
        args, token = self._args, draft.token
        if (guest := args.guest(token)) is not None:
            draft.targets = draft.sources or args.actors(args.clause_subject(token))
            draft.sources = without(args.actors(guest), draft.targets)
        if draft.sources or draft.type not in self._own_means or not args.is_passive(token):
            return
        if draft.mode in self._others_means:
            # "three men held by rebels were released": those who held them let them go.
            held = args.object(token)
            holding = self._parsed.having(held, "acl", "relcl") if held is not None else ()
            draft.sources = next((found for verb in holding if (found := args.actors(args.agent(verb)))), [])
        else:
            sent = self._through(args.object(token))
            draft.sources = [m for m in sent if m.actor.kind == "force" and m.actor.country]
            draft.targets = without(draft.targets, draft.sources)
