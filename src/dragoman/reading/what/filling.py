"""Sides that the sentence leaves open, filled in from what else the report tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any

from dragoman.codebook import Codebook
from dragoman.reading.parse import Parsed
from dragoman.reading.what.draft import Draft, camps, sides, without
from dragoman.reading.what.roles import is_whole_state
from dragoman.reading.who.mention import Mention, Mentions

_NEAR = 4
"""Sentences over which others do the same to the same state."""


class Filler:
    """Fills in open targets and sources. `lists` is the table of what.toml."""

    def __init__(self, parsed: Parsed, mentions: Mentions, lists: Mapping[str, Any], book: Codebook) -> None:
        self._parsed = parsed
        self._book = book
        self._mentions = mentions
        self._place_types = frozenset(lists["places"]["types"])
        self._place_prepositions = frozenset(lists["places"]["prepositions"])
        self._authority = frozenset(lists["authority"]["types"])
        self._aimed = frozenset(lists["aimed"]["types"])
        self._aimless = frozenset(lists["aimed"]["modes_without"])
        self._suffered = frozenset(lists["suffered"]["types"])
        self._speaking = frozenset(lists["interlocutor"]["types"])
        self._opposing = frozenset(lists["adversary"]["types"])
        self._only_after = frozenset(lists["beside"]["only_after"])
        self._at_home = frozenset(lists["beside"]["at_home"])
        self._bystanders = frozenset(lists["beside"]["bystanders"])
        self._arresting = frozenset(lists["authority"]["modes"])
        self._prosecuted = frozenset(lists["authority"]["prosecuted"])
        self._prosecuting = frozenset(lists["authority"]["prosecuting"])
        self._punished = frozenset(lists["punished"]["types"])
        self._punishing = frozenset(lists["punished"]["like"])
        self._related = frozenset(lists["punished"]["related"])
        self._holding = frozenset(lists["captors"]["modes"])
        self._freeing = frozenset(lists["captors"]["freeing"])

    def fill(self, drafts: Sequence[Draft]) -> None:
        """Fill in what syntax left open, each time noting from where."""
        partners = self._partners(drafts, frozenset({"CONSULT"}))
        adversaries = self._partners(drafts, self._opposing)
        for draft in drafts:
            doers, draft.sources = draft.sources, identified(draft.sources)
            vague, draft.targets = draft.targets, identified(draft.targets)
            if not draft.sources and (draft.targets or vague) and draft.type != "CONSULT":
                # So with who does it, when the sentence itself says to whom.
                draft.sources = doers
            loose = all(m.weak for m in vague)
            if loose and not draft.targets and draft.type in self._place_types:
                self._take(draft, self._place(draft), "the place where it happened", at_home=True)
            if not draft.sources and draft.mode in self._freeing:
                self._find_captor(draft, drafts)
            tried = draft.type in self._prosecuted and self._parsed.lemma[draft.token] in self._prosecuting
            if not draft.sources and draft.targets and (draft.type in self._authority or tried):
                self._hold_answerable(draft)
            if draft.sources and not draft.targets and draft.type != "CONSULT":
                draft.targets = [m for m in vague if not m.weak]
            if draft.sources and not draft.targets:
                self._take(draft, self._beside(draft, drafts, sides), "named beside it")
                if not draft.targets and draft.type in self._at_home:
                    own = [m for m in self._beside(draft, drafts, camps) if not is_whole_state(m)]
                    self._take(draft, own, "named beside it", at_home=True)
            if draft.sources and not draft.targets and draft.type in self._opposing:
                self._take(draft, self._partner(draft, adversaries), "with whom the source is in conflict")
            if draft.sources and not draft.targets and draft.type in self._speaking:
                self._take(draft, self._partner(draft, partners), "whom the source is in contact with")
            if draft.sources and not draft.targets and draft.type in self._related:
                self._take(
                    draft, self._in_apposition(draft), "to whom the source is said to stand in a relation"
                )
            if draft.sources and not draft.targets and draft.type in self._punished:
                self._take(draft, self._also_punished(draft, drafts), "at whom others aim the same")
            if not draft.targets and draft.type != "CONSULT":
                # People of no known side are better than nobody, but nobody to have talks with.
                draft.targets = vague

    def tells(self, draft: Draft) -> bool:
        """Whether the draft says enough to be an event: somebody known does it, or is known to suffer it.

        Without anybody known to do it only violence and coercion that happened are events. What did not happen needs
        both sides in its own syntax. Types that need a recipient (PLOVER) are no events without one.
        """
        if not draft.sources:
            suffered = draft.type in self._suffered and draft.status.status in ("happened", "habitual")
            return suffered and any(m.identified for m in draft.targets)
        if draft.status.status in ("hypothetical", "denied") and not draft.status.cancelled:
            return bool(draft.targets) and not draft.inferred
        if draft.targets or draft.contact is not None:
            return True
        aimed = draft.type in self._aimed and draft.mode not in self._aimless
        return not aimed and not self._book.types[draft.type].recipient_required

    def _take(self, draft: Draft, found: Sequence[Mention], how: str, at_home: bool = False) -> None:
        own = set(sides(draft.sources)) if not at_home else set()
        fresh = [
            m for m in without(found, draft.sources) if not own & set(sides([m])) and not self._own(m, draft)
        ]
        if fresh:
            draft.targets = fresh
            draft.inferred.append(f"target: {how}")

    def _own(self, mention: Mention, draft: Draft) -> bool:
        """Whether the mention is "its soldiers", and "it" is a source: nobody is the target of his own side's deeds."""
        owners = self._parsed.having(mention.head, "poss")
        sources = {m.entity for m in draft.sources}
        return any(m.entity in sources for t in owners for m in self._mentions.all_headed_by(t))

    def _hold_answerable(self, draft: Draft) -> None:
        """Take the state where somebody was arrested or convicted for the source: only its authorities can do that."""
        state = [m for m in without(self._place(draft), draft.targets) if is_whole_state(m)]
        if not state and (draft.mode in self._arresting or draft.type in self._prosecuted):
            home = {m.actor.country for m in draft.targets if m.actor.kind != "state"}
            state = self._of_state(home, draft)
        if state:
            draft.sources = state
            draft.inferred.append("source: the state where it happened")

    def _of_state(self, home: Set[str | None], draft: Draft) -> list[Mention]:
        """The state of this one country, named elsewhere than in who suffers it: not of "six French nationals"."""
        own = [range(m.start, m.end) for m in draft.targets]
        known = [m for m in self._mentions if is_whole_state(m) and home == {m.actor.country}]
        known = [m for m in known if not any(m.head in words for words in own)]
        return [m for m in known if m.head < draft.token][-1:] or known[:1]

    def _find_captor(self, draft: Draft, drafts: Sequence[Draft]) -> None:
        """Take who abducted or arrested somebody of the same side before for the source of a release."""
        freed = {m.entity for m in draft.targets} or None
        held = set(sides(draft.targets))
        for earlier in reversed([d for d in drafts if d.token < draft.token and d.mode in self._holding]):
            same = freed and freed & {m.entity for m in earlier.targets}
            if earlier.sources and (same or held & set(sides(earlier.targets))):
                draft.sources = without(earlier.sources, draft.targets)
                draft.inferred.append(f"source: who held them ({self._parsed.text[earlier.token]!r})")
                return

    def _place(self, draft: Draft) -> list[Mention]:
        """Those at the place of an attack: what is named after "in" on the trigger or its verb."""
        parsed = self._parsed
        around = (
            [draft.token]
            + ([draft.light] if draft.light is not None else [])
            + list(draft.fired.objects)
            + list(parsed.ancestors(draft.token))[:2]
        )
        for token in around:
            for preposition in parsed.having(token, "prep"):
                if parsed.lower[preposition] in self._place_prepositions:
                    for noun in parsed.having(preposition, "pobj"):
                        low, high = parsed.subtree(noun)
                        if found := [m for m in self._mentions.within(low, high) if m.actor.country]:
                            return found[-1:]
        return []

    def _beside(
        self, draft: Draft, drafts: Sequence[Draft], apart: Callable[[Sequence[Mention]], Iterable[object]]
    ) -> list[Mention]:
        """The actor of another side that stands nearest after the trigger in the sentence, else before it.

        `apart` gives the sides of actors. Before it nobody who is told to undergo something else, and for some types
        nobody at all: their sufferer comes after it.
        """
        parsed = self._parsed
        sentence = parsed.sentences[parsed.sentence[draft.token]]
        own = set(apart(draft.sources))
        others = [
            m
            for m in self._mentions.within(sentence.start, sentence.end)
            if m.takes_a_side
            and not m.weak
            and not own & set(apart([m]))
            and not self._bystanders & set(m.actor.sectors)
            and not self._describes(m, draft)
            and not self._tells_of(m, draft)
        ]
        after = [m for m in others if m.head > draft.token]
        if after or draft.type in self._only_after:
            return after[:1]
        undergoing = {
            m.entity
            for d in drafts
            if d is not draft and not d.inferred and sentence.start <= d.token < sentence.end
            for m in d.targets
        }
        return [m for m in others if m.entity not in undergoing][-1:]

    def _in_apposition(self, draft: Draft) -> list[Mention]:
        """Of "the United States, Zaire's closest ally, has suspended aid" Zaire."""
        parsed = self._parsed
        beside = (a for m in draft.sources for a in parsed.having(m.head, "appos"))
        owners = (p for a in beside for p in parsed.having(a, "poss"))
        return [m for p in owners for m in self._mentions.all_headed_by(p) if m.takes_a_side][:1]

    def _also_punished(self, draft: Draft, drafts: Sequence[Draft]) -> list[Mention]:
        """Of "The Union suspended Niger after the coup. France froze aid" Niger."""
        now = self._parsed.sentence[draft.token]
        for earlier in reversed([d for d in drafts if d.token < draft.token and d.type in self._punishing]):
            if now - self._parsed.sentence[earlier.token] > _NEAR:
                break
            if found := [m for m in earlier.targets if m.takes_a_side]:
                return found[:1]
        return []

    def _tells_of(self, mention: Mention, draft: Draft) -> bool:
        """Whether the mention says what the draft tells, or is told it: "Kim is ready, the minister told envoys"."""
        parsed = self._parsed
        sayer = parsed.head[mention.head]
        if parsed.dep[mention.head] not in ("nsubj", "dobj", "dative") or mention.head < draft.token:
            return False
        said = parsed.child(sayer, "ccomp")
        return said is not None and said < sayer and parsed.subtree(said)[0] <= draft.token < sayer

    def _describes(self, mention: Mention, draft: Draft) -> bool:
        """Whether the mention only tells who the source is: "Vietnam, the chair of ASEAN, appealed for calm"."""
        parsed = self._parsed
        for source in draft.sources:
            low, high = parsed.subtree(source.head)
            if low <= mention.head < high and not low <= draft.token < high:
                above = [mention.head, *parsed.ancestors(mention.head)]
                # "a visit by the minister to Ukraine": the parser hangs on him where he went.
                return source.head in above and all(
                    parsed.lower[t] != "to" for t in above[: above.index(source.head)]
                )
        return False

    def _partners(self, drafts: Sequence[Draft], types: frozenset[str]) -> Counter[tuple[str, str]]:
        """How often two sides are told to be the two of an event of these types."""
        pairs: Counter[tuple[str, str]] = Counter()
        for draft in drafts:
            if draft.type not in types or draft.inferred:
                continue
            for one in set(sides(draft.sources)):
                for other in set(sides(identified(draft.targets))):
                    pairs[one, other] += 1
                    pairs[other, one] += 1
        return pairs

    def _partner(self, draft: Draft, partners: Counter[tuple[str, str]]) -> list[Mention]:
        own = set(sides(draft.sources))
        ranked = [
            (count, other)
            for (one, other), count in partners.items()
            if one in own and other not in own and not other.startswith("#")
        ]
        if not ranked:
            return []
        side = max(ranked)[1]
        bearers = [m for m in self._mentions if side in sides([m])]
        before = [m for m in bearers if m.head < draft.token]
        return (before or bearers)[-1:]


def identified(found: Sequence[Mention]) -> list[Mention]:
    """The mentions of actors that one can tell: by country, organisation or name."""
    return [m for m in found if m.identified]
