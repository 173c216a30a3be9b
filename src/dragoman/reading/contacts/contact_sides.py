"""Who takes part in a contact, and what its sides are called. The words are in data/contacts.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from dragoman.gazetteer.organisations import Organisations
from dragoman.reading.contacts.at_hand import AtHand
from dragoman.reading.contacts.parties import Parties
from dragoman.reading.parse import Parsed
from dragoman.reading.what.arguments import Arguments
from dragoman.reading.what.draft import Draft
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Channel

_STEPS = 3
"""Words between the occasion and the verb of the trip to it."""
_BILATERAL = 2
"""Codes of a contact between two sides; with more of them nobody is the one guest or the one host."""
_DATELINE = 2
"""Tokens from the start within which the place of a dateline stands."""


class Sides:
    """Finds the sides of the contacts of one report. `lists` is the table of contacts.toml."""

    def __init__(
        self,
        parsed: Parsed,
        mentions: Mentions | None,
        args: Arguments | None,
        organisations: Organisations,
        lists: Mapping[str, Any],
    ) -> None:
        self._parsed = parsed
        self._at_hand = AtHand(parsed, mentions, lists)
        self._called = Parties(parsed, mentions, organisations, lists)
        self._mentions = mentions
        self._args = args
        sides = lists["sides"]
        self._no_kinds = frozenset(sides["no_kinds"])
        self._no_visitors = frozenset(sides["no_visitors"])
        self._no_sectors = frozenset(sides["no_sectors"])
        self._groups = frozenset(sides["groups"])
        self._multilateral = frozenset(sides["multilateral"])
        self._attending = frozenset(sides["attending"])
        self._weak = frozenset(lists["weak"]["words"])
        self._beside = frozenset(lists["weak"]["other_beside"])
        self._sport = frozenset(lists["sport"]["words"])
        self._apart = frozenset(lists["apart"]["words"])
        self._visiting = frozenset(lists["sides"]["visiting"])
        self._here = frozenset(lists["sides"]["here"])
        self._travellers = frozenset(sides["travellers"])
        self._gatherings = frozenset(sides["gatherings"])
        self._going = frozenset(sides["going"])
        self._both = frozenset(sides["both"])
        self._delegations = frozenset(sides["delegations"])
        self._arriving = frozenset(sides["arriving"])
        self._summits = frozenset(lists["channels"]["summit"])

    def parties(self, draft: Draft, people: Sequence[Mention]) -> tuple[str, ...]:
        """What the sides are called; empty when there are no two, and no organisation whose members meet."""
        return self._called.of(draft, people)

    def names(self, people: Sequence[Mention]) -> tuple[str, ...]:
        """The names of those who take part."""
        return self._called.names(people)

    def people(self, draft: Draft, channel: Channel) -> list[Mention]:
        """Those who take part: the sides of the event that can be sides of a contact; none when a side falls away."""
        lemma = self._parsed.lemma[draft.token]
        weak = lemma in self._weak
        if self._is_sport(draft.token):
            return []
        inferred = any(why.startswith("target") for why in draft.inferred)
        sources = [m for m in draft.sources if self._can_be_side(m, channel)]
        targets = [m for m in draft.targets if self._can_be_side(m, channel)]
        guessed = inferred and channel not in self._beside
        if self._meets_itself(draft) or (guessed and not self._at_hand.holds(draft, channel == "visit")):
            if (pair := self._in_its_name(draft.token) or self._of_both(draft.sources)) and not weak:
                return _distinct(pair)
            if self._is_summit_abroad(draft):
                return _distinct([*sources, *targets])
            sources = [*sources, *self._other_subjects(draft, sources)]
            bodies = self._bodies(draft.token, sources)
            if lemma in self._multilateral and (own := [b for b in bodies if self._is_its_own(draft, b)]):
                return _distinct([*own, *self._attendants(draft, own)])
            if (
                lemma in self._multilateral
                and bodies
                and not any(m.named for m in sources if m not in bodies)
            ):
                meeting = [b for b in bodies if b in sources] or bodies[:1]
                return _distinct([*meeting, *self._attendants(draft, meeting)])
            return _distinct([*sources, *self._attendants(draft, sources)])
        if channel == "visit" and (visitors := self._on_tour(draft)):
            return _distinct([*visitors, *sources, *targets])
        if (draft.sources and not sources) or (draft.targets and not targets):
            return []
        if channel == "visit" and self._goes_to_attend(draft.token):
            return []
        they = (
            weak
            and self._parsed.pos[draft.token] == "VERB"
            and bool(sources)
            and self._parsed.pos[sources[0].head] == "PRON"
        )
        if they and targets and sources[0].head == targets[0].head:
            return []
        return _distinct([*sources, *targets, *self._attendants(draft, (*draft.sources, *draft.targets))])

    def _meets_itself(self, draft: Draft) -> bool:
        """Whether an organisation's occasion got the same country for both sides: "congratulated Vietnam on hosting the
        APEC meeting in Hanoi"."""
        codes = [{self._called.code(m) for m in side} for side in (draft.sources, draft.targets)]
        if self._parsed.lemma[draft.token] not in self._multilateral or not codes[0] or codes[0] != codes[1]:
            return False
        return any(self._is_its_own(draft, body) for body in self._bodies(draft.token, draft.sources))

    def _in_its_name(self, noun: int) -> list[Mention]:
        """The sides that the word's own modifiers name: "a US-Japan summit", "the India-Pakistan talks"."""
        parsed, mentions = self._parsed, self._mentions
        if mentions is None or parsed.pos[noun] != "NOUN":
            return []
        found = [
            m
            for m in mentions.within(parsed.subtree(noun)[0], noun)
            if m.takes_a_side
            and parsed.dep[m.head] in ("compound", "amod", "nmod")
            and not self._is_led_in(m)
        ]
        joined = [m for m in found if "-" in parsed.lower[max(0, m.start - 1) : m.end + 1]]
        return joined if len({self._called.code(m) for m in joined}) > 1 else []

    def _of_both(self, sources: Sequence[Mention]) -> list[Mention]:
        """The two countries whose joint body meets: "a joint commission of the two countries"."""
        parsed, mentions = self._parsed, self._mentions
        if mentions is None or len(sources) != 1:
            return []
        low, high = parsed.subtree(sources[0].head)
        words = parsed.lower[low:high]
        if not any(a in ("two", "both") and b in self._both for a, b in pairwise(words)):
            return []
        found = [m for m in mentions.within(low, high) if m.actor.kind == "state"]
        return found if len({self._called.code(m) for m in found}) == _BILATERAL else []

    def _is_summit_abroad(self, draft: Draft) -> bool:
        """Whether somebody attends a summit that is named by its place alone."""
        parsed = self._parsed
        attends = parsed.lemma[draft.token] in self._attending and any(
            parsed.lemma[t] in self._summits for t in draft.fired.objects
        )
        countries = {m.actor.country for m in draft.sources}
        return (
            attends
            and bool(draft.targets)
            and all(m.place and m.actor.country not in countries for m in draft.targets)
        )

    def _on_tour(self, draft: Draft) -> list[Mention]:
        """Who is on "a tour of Syria and Jordan", where only the places stand beside the trigger."""
        stops = [*draft.sources, *draft.targets]
        if self._args is None or not stops or not all(m.place for m in stops):
            return []
        trigger = draft.token if draft.light is None else draft.light
        found = self._args.actors(self._args.subject(trigger)) or self._args.actors(
            self._args.clause_subject(draft.token)
        )
        return [m for m in found if self._travels(m) and m.entity not in {stop.entity for stop in stops}]

    def _travels(self, mention: Mention) -> bool:
        travels = mention.actor.kind in self._travellers or self._is_sent(mention)
        return travels and self._can_be_side(mention, "visit")

    def _is_sent(self, mention: Mention) -> bool:
        """Whether these are a country's or an organisation's own who come as such: a delegation, guests."""
        return self._parsed.lemma[mention.head] in self._delegations

    def with_host(self, draft: Draft, country: str | None) -> list[Mention]:
        """The visitors, and the country in which the visit takes place when its words name no other side."""
        country = country or self._at_dateline(draft)
        if country is None or self._mentions is None or self._is_sport(draft.token):
            return []
        if self._goes_to_attend(draft.token) or self._parsed.lemma[draft.token] in self._weak:
            return []
        visitors = [m for m in draft.sources if self._travels(m) and m.takes_a_side]
        if not visitors or any(m.actor.country == country for m in visitors):
            return []
        sentence = self._parsed.sentences[self._parsed.sentence[draft.token]]
        near = self._mentions.within(sentence.start, sentence.end)
        hosts = [m for m in (*near, *self._mentions) if m.actor.country == country]
        hosts.sort(key=lambda m: not m.place)
        return _distinct([*visitors, *hosts[:1]])

    def _at_dateline(self, draft: Draft) -> str | None:
        """The country of the dateline, when somebody "arrived here" or is "the visiting minister"."""
        first = next(iter(self._mentions), None) if self._mentions is not None else None
        if first is None or not first.place or first.start > _DATELINE:
            return None
        parsed, token = self._parsed, draft.token
        around = [token] if draft.light is None else [token, draft.light]
        here = any(parsed.lower[c] in self._here for t in around for c in parsed.children[t])
        here = here or self._only_arrives(token)
        return first.actor.country if here or self.only_mentions(draft) else None

    def _only_arrives(self, verb: int) -> bool:
        """Whether somebody "arrived" or "flew in", with no word where."""
        parsed = self._parsed
        inwards = any(parsed.lower[c] == "in" and not parsed.children[c] for c in parsed.children[verb])
        if parsed.pos[verb] != "VERB" or not (parsed.lemma[verb] in self._arriving or inwards):
            return False
        where = [c for c in parsed.having(verb, "prep") if parsed.lower[c] in ("in", "at", "to", "into")]
        return not any(m.place for c in where for m in self._within(c)) and parsed.child(verb, "dobj") is None

    def _within(self, token: int) -> list[Mention]:
        return self._mentions.within(*self._parsed.subtree(token)) if self._mentions else []

    def only_mentions(self, draft: Draft) -> bool:
        """Whether the trigger only says of a person that he is "the visiting minister"."""
        parsed, token = self._parsed, draft.token
        return parsed.lower[token] in self._visiting and parsed.dep[token] in ("amod", "compound", "pcomp")

    def has_visitor(self, people: Sequence[Mention]) -> bool:
        """Whether one of two sides is called the visiting one."""
        words = (
            w for m in people if self._travels(m) for w in self._parsed.lower[max(0, m.start - 1) : m.end]
        )
        return len({self._called.code(m) for m in people}) == _BILATERAL and not self._visiting.isdisjoint(
            words
        )

    def one_by_one(self, draft: Draft, channel: Channel, people: Sequence[Mention]) -> list[list[Mention]]:
        """The people of each contact where one side is in touch with several others in turn: a tour of three
        countries, "met separately with"."""
        codes = list(dict.fromkeys(self._called.code(m) for m in people))
        around = [draft.token] if draft.light is None else [draft.token, draft.light]
        words = {self._parsed.lower[c] for t in around for c in self._parsed.children[t]}
        if len(codes) <= _BILATERAL or not (channel == "visit" or self._apart & words):
            return [list(people)]
        going = (
            {self._called.code(m) for m in draft.sources if self._travels(m)} if channel == "visit" else set()
        )
        if len(going) < len(codes) and going & set(codes):
            guests = [m for m in people if self._called.code(m) in going]
        else:
            guests = [m for m in people if self._called.code(m) == codes[0]]
        if channel == "visit" and not any(self._travels(m) for m in guests):
            return [list(people)]
        hosts = [code for code in codes if code not in {self._called.code(m) for m in guests}]
        return [[*guests, *(m for m in people if self._called.code(m) == code)] for code in hosts]

    def other_guests(self, one: Sequence[Mention], other: Sequence[Mention]) -> bool:
        """Whether two visits between the same sides go in different ways: the people named are of the one side here, of
        the other there."""
        first, second = ({self._called.code(m) for m in found if self._travels(m)} for found in (one, other))
        return len(first) == len(second) == 1 and first != second

    def _can_be_side(self, mention: Mention, channel: Channel) -> bool:
        if self._is_led_in(mention):
            return False
        actor = mention.actor
        if self._is_sent(mention):
            return mention.identified
        crowd = not actor.office and not self._no_sectors.isdisjoint(actor.sectors[:1] or ("CVL",))
        if crowd and actor.kind in self._no_kinds:
            return False
        if channel == "visit" and actor.kind in self._no_visitors and (crowd or actor.kind != "people"):
            return False
        if mention.named or actor.organisation:
            return True
        if not mention.identified and self._groups.isdisjoint(actor.sectors[:1]):
            return False  # "The opposition" of nobody knows where.
        return (not actor.sectors or actor.sectors[0] not in self._no_sectors) and self._is_settled(mention)

    def _is_led_in(self, mention: Mention) -> bool:
        """Whether the name only says who does it in an adjective: "the US-led campaign"."""
        parsed, after = self._parsed, mention.end
        if after + 1 >= len(parsed) or parsed.lower[after] != "-" or mention.end - mention.start > _BILATERAL:
            return False
        return parsed.tag[after + 1] in ("VBN", "VBD")

    def _is_settled(self, mention: Mention) -> bool:
        """Whether the report itself says whose these unnamed "ministers" or "leaders" are, here or elsewhere; of others
        the country is only that of the report's scene."""
        parsed, mentions = self._parsed, self._mentions
        if mentions is None or mention.actor.country is None or parsed.tag[mention.head] != "NNS":
            return True
        if not self._groups.isdisjoint(mention.actor.sectors[:1]):
            return True
        for same in mentions.of(mention.entity):
            if same.named:
                return True
            low, high = parsed.subtree(same.head)
            if any(m.actor.country == mention.actor.country and m.named for m in mentions.within(low, high)):
                return True
        return False

    def _bodies(self, trigger: int, sources: Sequence[Mention]) -> list[Mention]:
        """The organisation whose occasion it is: its members meet, or its name stands before the noun."""
        found = list(sources)
        if self._mentions is not None:
            found += self._mentions.within(self._parsed.subtree(trigger)[0], trigger)
        return [m for m in found if m.actor.organisation and not m.actor.country]

    def _is_its_own(self, draft: Draft, body: Mention) -> bool:
        """Whether the occasion is the organisation's own by its name: "the EU summit", "NATO's meeting"."""
        parsed = self._parsed
        return parsed.head[body.head] == draft.token and parsed.dep[body.head] in ("compound", "nmod", "poss")

    def _other_subjects(self, draft: Draft, taken: Sequence[Mention]) -> list[Mention]:
        """A second subject of the trigger: the parser takes some "the one minister and the other minister" apart."""
        if self._args is None:
            return []
        known = {m.entity for m in taken}
        trigger = draft.token if draft.light is None else draft.light
        subjects = self._parsed.having(trigger, "nsubj")
        if len(subjects) < _BILATERAL:
            return []
        found = [m for t in subjects for m in self._args.actors(t) if m.takes_a_side and m.actor.country]
        return [m for m in found if m.entity not in known and m.actor.kind not in self._no_kinds]

    def _is_sport(self, token: int) -> bool:
        sentence = self._parsed.sentences[self._parsed.sentence[token]]
        return not self._sport.isdisjoint(self._parsed.lemma[sentence.start : sentence.end])

    def _goes_to_attend(self, verb: int) -> bool:
        """Whether a trip is made for an occasion there ("left for Geneva to attend the session"), not to its hosts."""
        parsed = self._parsed
        return any(
            parsed.lemma[c] in self._attending and parsed.child(c, "dobj", "prep") is not None
            for c in parsed.having(verb, "advcl", "xcomp")
        ) or any(self._is_gathering(c) for p in parsed.having(verb, "prep") for c in parsed.having(p, "pobj"))

    def _is_gathering(self, noun: int) -> bool:
        """Whether a noun is an occasion of many ("for a summit of the EU"), not a meeting with somebody."""
        parsed = self._parsed
        if parsed.pos[noun] != "NOUN" or parsed.lemma[noun] not in self._gatherings:
            return False
        return all(parsed.lower[c] not in ("with", "between") for c in parsed.having(noun, "prep"))

    def _going_to(self, draft: Draft) -> int | None:
        """The verb of a trip whose aim is the occasion: "will fly to Brussels for a summit"."""
        parsed, noun = self._parsed, draft.token
        preposition = parsed.head[noun]
        if (
            not self._is_gathering(noun)
            or parsed.dep[noun] != "pobj"
            or parsed.lower[preposition]
            not in (
                "for",
                "to",
            )
        ):
            return None
        near = [v for v in list(parsed.ancestors(noun))[:_STEPS] if parsed.pos[v] == "VERB"]
        return next((v for v in near if parsed.lemma[v] in self._going), None)

    def _attendants(self, draft: Draft, taken: Sequence[Mention]) -> list[Mention]:
        """Who attends, joins or addresses the occasion, or travels to it."""
        verb = draft.light
        if verb is None or self._parsed.lemma[verb] not in self._attending:
            verb = self._going_to(draft)
        if self._args is None or verb is None:
            return []
        known = {m.entity for m in taken}
        return [
            m for m in self._args.actors(self._args.subject(verb)) if m.identified and m.entity not in known
        ]


def _distinct(found: Iterable[Mention]) -> list[Mention]:
    return list({(m.entity, m.actor.country): m for m in found}.values())
