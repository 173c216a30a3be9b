"""Who is named? Noun phrases of a report resolved to actors: name, country, sectors, office.

A phrase is read from its head outwards: what the gazetteer knows of its words, the modifiers and possessors that tell
its country, the title before a name, the apposition after it. Then it joins the actor that the report named before,
or is a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.gazetteer import Gazetteer
from dragoman.gazetteer.countries import NameEntry
from dragoman.gazetteer.names import fold
from dragoman.reading.coreference import Entity, Registry
from dragoman.reading.mentions import Mention, Mentions
from dragoman.reading.names import NameIndex, find_names
from dragoman.reading.parse import Parsed
from dragoman.reading.phrases import Phrase, PhraseReader
from dragoman.reading.where import PlaceIndex
from dragoman.records import Actor

_ARGUMENTS = frozenset(
    {
        "nsubj",
        "nsubjpass",
        "dobj",
        "pobj",
        "poss",
        "conj",
        "agent",
        "appos",
        "attr",
        "dative",
        "ROOT",
        "oprd",
        "nmod",
    }
)
_INSIDE = frozenset({"compound", "amod", "nmod", "nummod", "det", "quantmod", "npadvmod"})
_PLURAL = frozenset({"NNS", "NNPS"})


def mentions(
    parsed: Parsed,
    gazetteer: Gazetteer,
    lists: Mapping[str, Any],
    places: PlaceIndex,
    setting: str | None = None,
) -> Mentions:
    """The mentions of actors in a report.

    `lists` is the table of `data/who.toml`; `places` are the places it names; `setting` (alpha-3) is the country that
    it plays in, which is the country of "police" or "the government" when nothing else tells it.
    """
    names = find_names(parsed, gazetteer, setting)
    reader = PhraseReader(parsed, gazetteer, lists, names, places)
    return Mentions(_Finder(parsed, lists, setting, names, reader).run())


class _Finder:
    """One walk over one report. Every noun phrase is resolved once, those it depends on before it."""

    def __init__(
        self,
        parsed: Parsed,
        lists: Mapping[str, Any],
        setting: str | None,
        names: NameIndex,
        reader: PhraseReader,
    ) -> None:
        self.parsed = parsed
        self.setting = setting
        self.names = names
        self.registry = Registry(lists)
        self.reader = reader
        self.pronouns: Mapping[str, str] = lists["pronouns"]
        self.several = {key: frozenset(words) for key, words in lists["several"].items()}
        self.counterparts = frozenset(lists["counterpart"]["words"])
        self.belonging = frozenset(lists["belonging"]["prepositions"])
        self.strong = frozenset(lists["belonging"]["strong"])
        self.found: dict[int, list[Entity]] = {}
        self.phrase: dict[int, Phrase] = {}
        self.weak: set[int] = set()

    def run(self) -> Iterator[Mention]:
        """All mentions: the phrases that name actors, then the names that only qualify another noun."""
        parsed = self.parsed
        for token in range(len(parsed)):
            if self._is_nominal(token):
                self.resolve(token)
        for token, entities in self.found.items():
            phrase = self.phrase[token]
            place = self.reader.is_place(phrase.core, token)
            for entity in entities:
                actor = self._actor(entity, phrase.start, phrase.end)
                yield Mention(
                    phrase.start,
                    phrase.end,
                    token,
                    entity.number,
                    actor,
                    weak=token in self.weak,
                    place=place,
                    named=entity.named,
                )
        for start, end, draft, place in self._qualifiers():
            entity = self.registry.enter(draft, self.reader.keys(draft))
            actor = self._actor(entity, start, end)
            yield Mention(
                start, end, end - 1, entity.number, actor, modifies=True, place=place, named=entity.named
            )

    def _qualifiers(self) -> Iterator[tuple[int, int, Entity, bool]]:
        """Names before another noun: first and last+1 token, whom they name, and whether as a place."""
        taken = {id(self.phrase[token].core) for token in self.found}
        for named in self.names.all:
            if id(named) in taken or named.end - 1 in self.found:
                continue
            draft = self.reader.from_name(named.entry, named.end - 1)
            if draft is not None and draft.named:
                yield named.start, named.end, draft, self.reader.is_place(named, named.end - 1)
        for start, end, draft in self.reader.towns():
            if end - 1 not in self.found:
                yield start, end, draft, True

    def _actor(self, entity: Entity, start: int, end: int) -> Actor:
        span = self.parsed.span(start, end)
        name = entity.name
        if not entity.named and entity.organisation and entity.organisation not in name:
            name = f"{entity.organisation} {name}"
        return Actor(
            span.text,
            span.start,
            span.end,
            name=name,
            kind=entity.kind,
            country=entity.country,
            sectors=entity.sectors,
            office=entity.office,
            organisation=entity.organisation,
        )

    def _is_nominal(self, token: int) -> bool:
        parsed = self.parsed
        pos = parsed.pos[token]
        if self._is_pronoun(token):
            return True
        if pos in ("NOUN", "PROPN"):
            return parsed.dep[token] not in _INSIDE or parsed.pos[parsed.head[token]] not in ("NOUN", "PROPN")
        if pos in ("ADJ", "NUM"):
            return parsed.dep[token] in _ARGUMENTS and (
                self.names.covering(token) is not None or pos == "NUM"
            )
        return False

    def _is_pronoun(self, token: int) -> bool:
        """Whether the token is a pronoun that may refer to an actor; "US" in capitals is none."""
        parsed = self.parsed
        pronoun = parsed.pos[token] == "PRON" or parsed.tag[token] in ("PRP", "PRP$", "WP", "WP$")
        return pronoun and parsed.text[token] != "US" and parsed.lower[token] in self.pronouns

    def resolve(self, token: int) -> list[Entity]:
        """The actors that the phrase headed by `token` means; none, one, or several ("the two leaders")."""
        if token in self.found:
            return self.found[token]
        if token in self.phrase:
            return []
        parsed = self.parsed
        phrase = self.reader.read(token)
        self.phrase[token] = phrase
        entities = self._pronoun(token) if self._is_pronoun(token) else self._noun(token, phrase)
        if entities:
            self.found[token] = entities
            sentence = parsed.sentence[token]
            subject = parsed.dep[token] in ("nsubj", "nsubjpass")
            for entity in entities:
                self.registry.see(entity, token, sentence, subject)
        return entities

    # Pronouns

    def _pronoun(self, token: int) -> list[Entity]:
        parsed = self.parsed
        kind = self.pronouns[parsed.lower[token]]
        if kind == "relative":
            return self._relative(token)
        if kind == "self":
            return self._speaker(token)
        ahead = self._ahead(token) if kind in ("m", "f") else None
        if ahead is not None and (found := self.resolve(ahead)) and found[0].kind == "person":
            return found
        if kind == "many" and (group := self._group(token)):
            return group
        antecedent = self.registry.antecedent(kind, token, parsed.sentence[token], self._coarguments(token))
        if antecedent is None:
            return []
        if antecedent.kind == "person" and kind in ("m", "f"):
            antecedent.gender = kind
        return [antecedent]

    def _ahead(self, token: int) -> int | None:
        """The subject of the main clause, when a pronoun in a phrase before it refers ahead: "After his talks, X said"."""
        parsed = self.parsed
        if parsed.dep[token] != "poss":
            return None
        inner = token
        for outer in parsed.ancestors(token):
            if parsed.pos[outer] in ("VERB", "AUX"):
                subject = parsed.child(outer, "nsubj", "nsubjpass")
                fronted = parsed.dep[inner] in ("prep", "advcl") and subject is not None and inner < token < subject
                return subject if fronted and subject is not None and parsed.pos[subject] == "PROPN" else None
            inner = outer
        return None

    def _group(self, token: int) -> list[Entity]:
        """The actors last named together in this or the sentence before ("the ministers of X and Y", "A and B")."""
        parsed = self.parsed
        for earlier in reversed(list(self.found)):
            if earlier >= token or parsed.sentence[token] - parsed.sentence[earlier] > 1:
                continue
            entities = list(self.found[earlier])
            if parsed.dep[earlier] in ("nsubj", "nsubjpass", "pobj", "dobj"):
                for part in list(self._coordinated(earlier))[1:]:
                    entities.extend(e for e in self.found.get(part, ()) if e not in entities)
            if len(entities) > 1:
                return entities
            if parsed.dep[earlier] in ("nsubj", "nsubjpass") and self._plural(entities):
                return []
        return []

    def _plural(self, entities: list[Entity]) -> bool:
        return any(e.plural or e.kind in ("people", "force", "group", "organisation") for e in entities)

    def _coarguments(self, token: int) -> list[Entity]:
        """Whom an object pronoun can't mean: the subject of its own verb ("Hill met him")."""
        parsed = self.parsed
        if parsed.dep[token] not in ("dobj", "pobj", "dative") or parsed.lower[token].endswith(("self", "selves")):
            return []
        verb = next((a for a in parsed.ancestors(token) if parsed.pos[a] in ("VERB", "AUX")), None)
        while verb is not None and parsed.dep[verb] in ("xcomp", "conj", "pcomp") and parsed.child(verb, "nsubj") is None:
            verb = next((a for a in parsed.ancestors(verb) if parsed.pos[a] in ("VERB", "AUX")), None)
        subject = parsed.child(verb, "nsubj", "nsubjpass") if verb is not None else None
        return self.resolve(subject) if subject is not None and subject != token else []

    def _relative(self, token: int) -> list[Entity]:
        """The noun that a relative clause modifies; "who" wants people, so it may reach past a thing to its owner."""
        parsed = self.parsed
        verb = next((a for a in parsed.ancestors(token) if parsed.dep[a] == "relcl"), None)
        if verb is None:
            return []
        noun = parsed.head[verb]
        found = self.resolve(noun)
        if found or parsed.lower[token] not in ("who", "whom"):
            return found
        owner = parsed.child(noun, "poss")
        return self.resolve(owner) if owner is not None else []

    def _speaker(self, token: int) -> list[Entity]:
        """The subject of the verb whose clause holds the words: the speaker of "we" and "I"."""
        parsed = self.parsed
        inner = token
        for verb in parsed.ancestors(token):
            if parsed.dep[inner] in ("ccomp", "parataxis") or parsed.child(verb, "ccomp") == inner:
                subject = parsed.child(verb, "nsubj")
                if subject is not None and self.pronouns.get(parsed.lower[subject]) != "self":
                    return self.resolve(subject)
            inner = verb
        return []

    # Nouns and names

    def _noun(self, token: int, phrase: Phrase) -> list[Entity]:
        namesake = self._namesake(token, phrase)
        if namesake is not None:
            return [namesake]
        draft = self.reader.draft(token, phrase)
        several = self._several(token, phrase) or self._holders(token, phrase, draft)
        if several:
            return several
        for named in phrase.modifiers:
            state = self.reader.from_name(named.entry, named.end - 1)
            if state is not None and state.kind == "state":
                self.registry.enter(state, self.reader.keys(state)).noted = token
        if draft is None:
            return self._anaphor(token, phrase)
        if draft.kind == "state" and not draft.country:
            # A place of no country is no actor (codebook: "the West"); a surname that the parser takes for one is.
            known = self.registry.person(draft.name.split()[-1]) if draft.named else None
            return [known] if known else []
        if phrase.weak:
            self.weak.add(token)
        self._counterpart(token, phrase, draft)
        countries = self._countries(token, phrase, draft)
        if len(countries) > 1 and draft.plural and not draft.named:
            return [self._enter(self._copy(draft, of), token, phrase) for of in countries]
        if countries:
            self._belong(draft, countries[0])
        return [self._enter(draft, token, phrase)]

    def _copy(self, draft: Entity, of: Entity) -> Entity:
        own = Entity(0, draft.name, draft.kind, None, draft.sectors, draft.office, None, draft.gender)
        self._belong(own, of)
        return own

    def _belong(self, draft: Entity, of: Entity) -> None:
        """Take country, organisation and party from the actor that `draft` belongs to."""
        draft.country = draft.country or of.country
        draft.organisation = draft.organisation or of.organisation
        if (
            of.kind in ("group", "organisation")
            and of.sectors
            and draft.kind in ("person", "office", "people", "force")
        ):
            draft.sectors = tuple(dict.fromkeys((*of.sectors, *draft.sectors)))

    def _countries(self, token: int, phrase: Phrase, draft: Entity) -> list[Entity]:
        """The actors that tell whose this one is: possessors first, then "of", then weaker prepositions."""
        parsed = self.parsed
        if draft.country and draft.named and draft.kind != "person":
            return []
        found: list[Entity] = []
        for child in phrase.possessors:
            for part in (child, *parsed.having(child, "conj")):
                found.extend(e for e in self.resolve(part) if e.country or e.organisation)
        if found or draft.country or draft.organisation:
            return found
        for prep in parsed.having(token, "prep"):
            if parsed.lower[prep] not in (self.strong if draft.named else self.belonging):
                continue
            for noun in parsed.having(prep, "pobj"):
                for part in self._coordinated(noun):
                    found.extend(e for e in self.resolve(part) if e.country or e.organisation)
            if found:
                return found
        return found

    def _coordinated(self, token: int) -> Iterator[int]:
        while True:
            yield token
            following = self.parsed.child(token, "conj")
            if following is None:
                return
            token = following

    def _counterpart(self, token: int, phrase: Phrase, draft: Entity) -> None:
        """Give "his Russian counterpart" the office of the one whose counterpart it is."""
        parsed = self.parsed
        word = next(
            (t for t in range(phrase.start, phrase.end) if parsed.lemma[t] in self.counterparts), None
        )
        if word is None:
            return
        for child in parsed.having(word, "poss") or phrase.possessors or parsed.having(token, "poss"):
            for other in self.resolve(child):
                draft.office = draft.office or other.office
                draft.sectors = draft.sectors or other.sectors
        phrase.possessors = []

    def _namesake(self, token: int, phrase: Phrase) -> Entity | None:
        """The person of the report whose surname is also something else's name: "Hill", "Jordan", "Chad"."""
        core = phrase.core
        if core is None or core.end - core.start > 1 or self.parsed.pos[token] != "PROPN":
            return None
        if isinstance(core.entry, NameEntry) and core.entry.kind != "seat" and self.parsed.entity[token] != "PERSON":
            return None
        return self.registry.person(self.parsed.text[token]) if not phrase.modifiers else None

    def _several(self, token: int, phrase: Phrase) -> list[Entity]:
        """The two or three actors of "both countries", "the two leaders"."""
        parsed = self.parsed
        number = next(
            (
                parsed.lower[t]
                for t in range(phrase.start, phrase.end)
                if parsed.lower[t] in self.several["numbers"]
            ),
            None,
        )
        if number is None or any(named.end <= token for named in self.names.within(phrase.start, phrase.end)):
            return []
        lemma, how_many = parsed.lemma[token], 3 if number == "three" else 2
        if lemma in self.several["states"]:
            return self.registry.recent(("state", "person", "office"), how_many, token)
        if lemma in self.several["people"]:
            return self.registry.recent(("person", "office"), how_many, token)
        if parsed.pos[token] == "NUM" and parsed.child(token, "det") is not None:
            return self.registry.recent(("person", "state", "office"), how_many, token)
        return []

    def _holders(self, token: int, phrase: Phrase, draft: Entity | None) -> list[Entity]:
        """The office-holders named before that "the defence ministers" takes up, when nothing tells their countries."""
        if draft is None or not (draft.office and draft.plural and phrase.definite) or draft.country:
            return []
        if phrase.possessors or any(self.parsed.lower[p] in self.strong for p in self.parsed.having(token, "prep")):
            return []
        holders = self.registry.holders(draft.office)
        return holders if len(holders) > 1 else []

    def _anaphor(self, token: int, phrase: Phrase) -> list[Entity]:
        """Who "the bloc" or "this nation" is, when the words alone name nobody."""
        if self.parsed.tag[token] in _PLURAL or not phrase.definite:
            return []
        known = self.registry.described(self.parsed.lemma[token], phrase.country, self.parsed.sentence[token])
        return [known] if known else []

    def _enter(self, draft: Entity, token: int, phrase: Phrase) -> Entity:
        """Join the actor named before, or be a new one; appositions speak of the same actor."""
        parsed = self.parsed
        for child in self._appositions(token, phrase):
            other_phrase = self.reader.read(child)
            other = self.reader.draft(child, other_phrase)
            if other is None or not _compatible(draft, other):
                continue
            self._counterpart(child, other_phrase, other)
            for of in self._countries(child, other_phrase, other)[:1]:
                self._belong(other, of)
            draft.learn(other)
            self.phrase[child] = other_phrase
            entity = self._known(draft, token, phrase)
            self.found[child] = [entity]
            self.registry.see(entity, child, parsed.sentence[child], False)
            return entity
        return self._known(draft, token, phrase)

    def _appositions(self, token: int, phrase: Phrase) -> list[int]:
        """The heads of the phrases that say who the actor is: by syntax, else a name right after title and comma."""
        parsed = self.parsed
        found = [t for t in parsed.having(token, "appos") if t not in self.found]
        comma, name = phrase.end, phrase.end + 1
        if found or name >= len(parsed) or parsed.text[comma] != "," or parsed.pos[name] != "PROPN":
            return found
        while parsed.dep[name] in ("compound", "nmod") and parsed.head[name] > name:
            name = parsed.head[name]
        own = self.reader.read(name) if parsed.entity[name] == "PERSON" and name not in self.found else None
        return [name] if own is not None and own.start == comma + 1 and not own.possessors else []

    def _known(self, draft: Entity, token: int, phrase: Phrase) -> Entity:
        sentence = self.parsed.sentence[token]
        if draft.named and (draft.kind == "person" or phrase.weak):
            words = draft.name.split()
            known = self.registry.person(words[-1], words[:-1]) or self._unnamed_holder(draft)
            if known is not None:
                if draft.kind == "person":
                    known.learn(draft)
                return known
        elif not draft.named and not draft.plural and phrase.definite:
            known = self._described(draft, token, sentence)
            if known is not None:
                return known
        if not draft.country and not draft.organisation and not phrase.weak and _takes_the_setting(draft):
            draft.country = self.setting
        return self.registry.enter(draft, self.reader.keys(draft))

    def _unnamed_holder(self, draft: Entity) -> Entity | None:
        """The office-holder spoken of before without a name, when this person holds that office of that country."""
        if draft.kind != "person" or not draft.office or not draft.country:
            return None
        return self.registry.unnamed(draft.office, draft.country)

    def _described(self, draft: Entity, token: int, sentence: int) -> Entity | None:
        noun = self.parsed.lemma[token]
        known = self.registry.holder(draft.office, draft.country) if draft.office else None
        if known is None and (
            draft.kind in ("person", "office", "organisation", "group", "state") or self.reader.refers(noun)
        ):
            known = self.registry.described(noun, draft.country, sentence)
        return known


def _compatible(one: Entity, other: Entity) -> bool:
    """Whether an apposition can speak of the same actor: a person and an office, a group and what it is called."""
    people, bodies = {"person", "office", "people"}, {"organisation", "group", "force", "office"}
    if one.named and other.named and fold(one.name) != fold(other.name):
        return (
            one.kind == other.kind
            and one.kind not in ("state", "person")
            and not (one.country and other.country)
        )
    both = {one.kind, other.kind}
    return one.plural == other.plural and (both <= people or both <= bodies or both == {"state"})


def _takes_the_setting(draft: Entity) -> bool:
    """Unnamed actors and office-holders without a country are those of the country that the report plays in."""
    return not draft.named or (draft.kind == "person" and draft.office is not None)
