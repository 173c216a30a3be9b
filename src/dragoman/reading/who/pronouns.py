"""Whom do "he", "their", "who" and "we" mean, and nouns that say as little: "the pair", "his host"?

A possessive means the subject of its own clause if that fits; other pronouns the actor that stands out most in this and
the sentences before; "we" and "I" the speaker of the quotation they stand in. `data/who.toml` holds the words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dragoman.reading.says.quotes import quotations
from dragoman.reading.who.coreference import Entity
from dragoman.reading.who.relations import Relations
from dragoman.reading.who.walk import Resolve, Walk

_SUBJECTS = ("nsubj", "nsubjpass")
_OBJECTS = frozenset({"dobj", "pobj", "dative"})
_VERBAL = frozenset({"VERB", "AUX"})
_SHARES_SUBJECT = frozenset({"xcomp", "conj", "advcl", "pcomp", "acl"})
_CUE_REACH = 12
"""Tokens after or before a quotation within which its verb of speaking is looked for."""


class Pronouns:
    """Resolves the pronouns of one report."""

    def __init__(
        self,
        walk: Walk,
        lists: Mapping[str, Any],
        resolve: Resolve,
    ) -> None:
        self._parsed = walk.parsed
        self._registry = walk.registry
        self._registry.read(walk.parsed)
        self._found = walk.found
        self._phrases = walk.phrases
        self._resolve = resolve
        self._relations = Relations(walk, lists, self.group, resolve)
        self._related: dict[int, list[Entity]] = {}
        self._kinds: Mapping[str, str] = lists["pronouns"]
        self._expletive = frozenset(lists["expletive"]["verbs"])
        self._personal = frozenset(lists["expletive"]["personal"])
        self._will = frozenset(lists["control"]["will"])
        self._means = frozenset(lists["means"]["nouns"])
        self._subject_control = frozenset(lists["control"]["subject"])
        self._object_control = frozenset(lists["control"]["object"])
        self._quotes: list[tuple[int, int]] | None = None

    def __contains__(self, token: int) -> bool:
        """Whether the token is a pronoun that may refer to an actor, or heads a phrase that stands for one as a pronoun
        does; "US" in capitals is none."""
        parsed = self._parsed
        if parsed.lower[token] not in self._kinds or parsed.text[token] == "US":
            return token in self._phrases and self._is_relation(token)
        return parsed.pos[token] == "PRON" or parsed.tag[token] in ("PRP", "PRP$", "WP", "WP$", "WDT")

    def _is_relation(self, token: int) -> bool:
        if token in self._found:
            return False
        related = self._relations.meant(token, self._phrases[token])
        if related:
            self._related[token] = related
        return bool(related)

    def meant(self, token: int) -> list[Entity]:
        """The actors that the pronoun at `token` means."""
        if token in self._related:
            return self._related[token]
        parsed = self._parsed
        kind = self._kinds[parsed.lower[token]]
        if kind == "relative":
            return self._relative(token)
        if kind == "self":
            return self._speaker(token)
        if kind == "thing" and self._is_expletive(token):
            return []
        never = self._never(token)
        if parsed.dep[token] == "poss" and (joined := self._joined_before(token, kind, never)):
            return self._known(joined, kind, token, never)
        ahead = self._ahead(token) if kind in ("m", "f") else None
        if ahead is not None:
            found = [e for e in self._resolve(ahead) if e.fits(kind) and e not in never]
            if found:
                return self._known(found[:1], kind, token, never)
        clause = parsed.dep[token] in _SUBJECTS and parsed.dep[parsed.head[token]] in ("advcl", "ccomp")
        if clause or parsed.dep[token] == "poss" or parsed.lower[token].endswith(("self", "selves")):
            for subject in self._subjects(token):
                near = self._together(subject, kind, never)
                if near:
                    return self._known(near, kind, token, never)
        if kind == "many" and (own := self._intending(token)):
            return own
        if kind == "many" and (group := self.group(token, never)):
            return group
        antecedent = self._registry.antecedent(kind, token, parsed.sentence[token], never)
        if antecedent is None and kind == "many":
            return self._registry.recent(("person", "office"), 2, token) if self._is_near(token) else []
        return self._known([antecedent], kind, token, never) if antecedent is not None else []

    def _intending(self, token: int) -> list[Entity]:
        """The body that says what "they" will do: its own will, and not that of others spoken of before."""
        parsed, verb = self._parsed, self._parsed.head[token]
        if parsed.dep[token] not in _SUBJECTS or parsed.dep[verb] != "ccomp":
            return []
        if not any(parsed.lemma[c] in self._will for c in parsed.having(verb, "aux")):
            return []
        sayer = parsed.child(parsed.head[verb], "nsubj")
        if sayer is None or sayer > token or parsed.having(sayer, "poss"):
            return []  # "Their union said they would": its members are spoken of.
        found = self._resolve(sayer)
        return [e for e in found if e.kind in ("organisation", "group") and not e.human]

    def _known(self, entities: list[Entity], kind: str, token: int, never: Sequence[Entity]) -> list[Entity]:
        """The same, once the pronoun has told the gender of the person; a woman known to be one before others."""
        if kind == "f" and entities[0].gender is None:
            woman = self._registry.woman(token, self._parsed.sentence[token], never)
            entities = [woman] if woman is not None else entities
        if kind in ("m", "f") and entities[0].human:
            entities[0].gender = kind
        return entities

    def _is_near(self, token: int) -> bool:
        sentence = self._parsed.sentence[token]
        return sum(e.human and sentence - e.sentence <= 1 for e in self._registry.entities) == 2

    def _joined_before(self, token: int, kind: str, never: Sequence[Entity]) -> list[Entity]:
        """The actor to whom its own are joined: "Saudi Arabia and three of its allies", "the king and his wife"."""
        parsed = self._parsed
        inner = token
        for outer in parsed.ancestors(token):
            if parsed.pos[outer] in _VERBAL:
                return []
            if parsed.dep[inner] == "conj" and outer < token:
                found = [e for e in self._resolve(outer) if e.fits(kind) and e not in never]
                return found[:1]
            inner = outer
        return []

    # Clauses

    def subject_of(self, verb: int) -> int | None:
        """The subject of a verb: its own, or that of the verb it shares it with; the object of "asked X to leave"."""
        parsed = self._parsed
        for _ in range(8):
            own = parsed.child(verb, *_SUBJECTS)
            if own is not None:
                return own
            outer, dep = parsed.head[verb], parsed.dep[verb]
            if outer == verb:
                return None
            if dep == "acl" and parsed.dep[outer] == "pobj" and parsed.lemma[outer] in self._means:
                # "dropped leaflets on rebel positions warning them": positions don't warn.
                verb = parsed.head[parsed.head[outer]]
                if parsed.pos[verb] not in _VERBAL:
                    return None
                continue
            if dep in ("acl", "relcl") and parsed.pos[outer] in ("NOUN", "PROPN"):
                return outer
            if dep == "pcomp" and parsed.lower[outer] in self._object_control:
                controlled = parsed.child(parsed.head[outer], "dobj")
                if controlled is not None and controlled < outer:
                    return controlled
            if parsed.pos[outer] not in _VERBAL and dep in ("pcomp", "advcl"):
                outer = parsed.head[outer]
            if parsed.pos[outer] not in _VERBAL:
                return None
            if dep == "xcomp" and parsed.lemma[outer] not in self._subject_control:
                controlled = parsed.child(outer, "dobj", "dative")
                if controlled is not None:
                    return controlled
            if dep not in _SHARES_SUBJECT and dep != "ccomp":
                return None
            verb = outer
        return None

    def _subjects(self, token: int) -> Iterator[int]:
        """The subjects of the clauses around a pronoun, innermost first; not one that the pronoun is a part of."""
        parsed = self._parsed
        seen: set[int] = set()
        for verb in parsed.ancestors(token):
            if parsed.pos[verb] not in _VERBAL:
                continue
            subject = self.subject_of(verb)
            if subject is None or subject in seen or subject >= token:
                continue
            seen.add(subject)
            low, high = parsed.subtree(subject)
            if not low <= token < high or subject in parsed.ancestors(verb):
                yield subject

    def _together(self, subject: int, kind: str, never: Sequence[Entity]) -> list[Entity]:
        """The actors of a subject that a pronoun can mean, those joined to it by "and" included for "their"."""
        entities = [e for e in self._resolve(subject) if e not in never]
        if kind == "many":
            for part in self._parsed.having(subject, "conj"):
                entities.extend(e for e in self._resolve(part) if e not in entities)
            if len(entities) > 1:
                return entities
        return [e for e in entities if e.fits(kind)][:1]

    def never(self, token: int) -> list[Entity]:
        """The subject of the verb of which a noun is an object, which the noun can't describe anew."""
        return self._never(token) if self._parsed.dep[token] in _OBJECTS else []

    def _never(self, token: int) -> list[Entity]:
        """Whom a pronoun can't mean: an object the subject of its own verb, the owner in "X is its ally" X, a word in
        quotation marks their speaker."""
        parsed = self._parsed
        never: list[Entity] = []
        if parsed.dep[token] in _OBJECTS and not parsed.lower[token].endswith(("self", "selves")):
            verb = next((a for a in parsed.ancestors(token) if parsed.pos[a] in _VERBAL), None)
            subject = self.subject_of(verb) if verb is not None else None
            if subject is not None and subject != token:
                for part in (subject, *parsed.having(subject, "conj")):
                    never.extend(self._resolve(part))
                if parsed.head[token] in parsed.having(subject, "prep"):
                    return []
            if verb is not None and parsed.dep[token] == "pobj" and parsed.head[parsed.head[token]] == verb:
                # "ordered troops into them"
                moved = (t for t in parsed.having(verb, "dobj") if t < token)
                never.extend(e for t in moved for e in self._resolve(t))
        if parsed.dep[token] == "poss" and parsed.dep[parsed.head[token]] == "attr":
            subject = parsed.child(parsed.head[parsed.head[token]], *_SUBJECTS)
            never.extend(self._resolve(subject) if subject is not None and subject < token else ())
        quote = self._quote(token)
        if quote is not None:
            speaker = self._speaks(quote)
            if speaker is not None and speaker != token and self._parsed.lower[speaker] not in self._kinds:
                never.extend(self._resolve(speaker))
        return never

    def _ahead(self, token: int) -> int | None:
        """The subject of the main clause, for a pronoun in a phrase before it: "After his talks, X said"."""
        parsed = self._parsed
        inner = token
        for outer in parsed.ancestors(token):
            if parsed.pos[outer] in _VERBAL:
                subject = parsed.child(outer, *_SUBJECTS)
                fronted = parsed.dep[inner] in ("prep", "advcl")
                if subject is not None and fronted and inner < subject and token < subject:
                    return subject if parsed.pos[subject] == "PROPN" else None
                if parsed.dep[outer] not in ("advcl", "pcomp"):
                    return None
            inner = outer
        return None

    def _is_expletive(self, token: int) -> bool:
        """Whether "it" stands for nobody: "it rained", "it is too early to say", "it was Smith who"."""
        parsed = self._parsed
        verb = parsed.head[token]
        if parsed.lower[token] != "it" or parsed.dep[token] not in _SUBJECTS:
            return parsed.dep[token] == "expl"
        if parsed.lemma[verb] in self._expletive:
            return True
        if parsed.lemma[verb] != "be":
            return False
        said = parsed.child(verb, "acomp", "attr", "oprd")
        if said is not None and parsed.lemma[said] in self._personal:
            return False
        clauses = ("ccomp", "xcomp", "advcl", "relcl", "acl", "csubj")
        return bool(parsed.having(verb, "ccomp", "xcomp", "csubj")) or (
            said is not None and bool(parsed.having(said, *clauses))
        )

    def clause_subject(self, token: int) -> list[Entity]:
        """The actors that are subjects of the clauses around a noun, which the noun can't describe anew."""
        parsed = self._parsed
        found: list[Entity] = []
        for verb in parsed.ancestors(token):
            subject = self.subject_of(verb) if parsed.pos[verb] in _VERBAL else None
            if subject is not None and subject < token:
                found.extend(self._found.get(subject, ()))
        return found

    def sayer(self, token: int) -> Entity | None:
        """Who says the clause that a noun stands in."""
        parsed = self._parsed
        inner = token
        for verb in parsed.ancestors(token):
            if parsed.dep[inner] == "ccomp" and parsed.pos[verb] in _VERBAL:
                subject = parsed.child(verb, "nsubj")
                found = self._resolve(subject) if subject is not None else []
                return found[0] if len(found) == 1 else None
            inner = verb
        return None

    # Several

    def group(self, token: int, never: Sequence[Entity] = (), states: bool = False) -> list[Entity]:
        """The actors last named together in this or the sentence before ("the ministers of X and Y", "A and B").

        Subjects count before others. With `states`, only actors of different countries do.
        """
        parsed = self._parsed
        home = parsed.sentence[token]
        near: list[tuple[int, bool, int]] = []
        for earlier in reversed(self._found):
            if earlier < token:
                if home - parsed.sentence[earlier] > 1:
                    break
                subject = parsed.dep[earlier] in _SUBJECTS
                joined = len(self._found[earlier]) > 1 or parsed.child(earlier, "conj") is not None
                if subject or joined or parsed.dep[earlier] in _OBJECTS:
                    near.append((parsed.sentence[earlier], subject, earlier))
        for _, subject, earlier in sorted(near, reverse=True):
            entities = [e for e in self._found[earlier] if e not in never]
            for part in self._chain(earlier):
                entities.extend(e for e in self._found.get(part, ()) if e not in entities and e not in never)
            if states:
                entities = [e for e in entities if e.country]
                if len({e.country for e in entities}) == len(entities) > 1:
                    return entities
            elif len(entities) > 1:
                return entities
            elif subject and any(e.fits("many") for e in entities):
                return []
        return []

    def _chain(self, token: int) -> Iterator[int]:
        """What is joined to `token` by "and"; of "Hill and Kim's talks", Kim."""
        following = self._parsed.child(token, "conj")
        while following is not None:
            owner = self._parsed.child(following, "poss") if following not in self._found else None
            yield following if owner is None else owner
            following = self._parsed.child(following, "conj")

    def _relative(self, token: int) -> list[Entity]:
        """The noun that a relative clause modifies; "who" wants people, so it may reach past a thing to its owner."""
        parsed = self._parsed
        verb = next((a for a in parsed.ancestors(token) if parsed.dep[a] == "relcl"), None)
        if verb is None:
            return []
        noun = parsed.head[verb]
        found = self._resolve(noun)
        if found or parsed.lower[token] not in ("who", "whom"):
            return found
        owner = parsed.child(noun, "poss")
        return self._resolve(owner) if owner is not None else []

    # Quotations

    def _speaker(self, token: int) -> list[Entity]:
        """Who says "we" and "I": the subject of the verb whose clause holds it, else who speaks the quotation."""
        parsed = self._parsed
        inner = token
        for verb in parsed.ancestors(token):
            if parsed.dep[inner] in ("ccomp", "parataxis"):
                subject = parsed.child(verb, "nsubj")
                if subject is not None and self._kinds.get(parsed.lower[subject]) != "self":
                    return self._resolve(subject)
            inner = verb
        quote = self._quote(token)
        speaker = self._speaks(quote) if quote is not None else None
        return self._resolve(speaker) if speaker is not None else []

    def _quote(self, token: int) -> int | None:
        """The number of the quotation that holds `token`."""
        if self._quotes is None:
            self._quotes = [(q.start, q.end) for q in quotations(self._parsed.report.text)]
        at = self._parsed.start[token]
        number = bisect_right(self._quotes, (at, len(self._parsed.report.text))) - 1
        return number if number >= 0 and at < self._quotes[number][1] else None

    def _speaks(self, quote: int) -> int | None:
        """The subject of the verb of speaking beside a quotation; of the quotation before when there is none."""
        quotes = self._quotes or []
        for number in range(quote, max(-1, quote - 4), -1):
            tokens = self._parsed.tokens_in(*quotes[number])
            if not tokens:
                return None
            after = range(tokens.stop, min(len(self._parsed), tokens.stop + _CUE_REACH))
            before = range(tokens.start - 1, max(-1, tokens.start - 1 - _CUE_REACH), -1)
            for side in (after, before):
                subject = self._speaking_subject(side, tokens)
                if subject is not None:
                    return subject
        return None

    def _speaking_subject(self, side: range, quote: range) -> int | None:
        parsed = self._parsed
        for token in side:
            if parsed.text[token] in (".", "!", "?", '"', "“", "”"):
                return None
            if parsed.pos[token] in _VERBAL:
                subject = parsed.child(token, "nsubj")
                if subject is not None and subject not in quote:
                    return subject
        return None
