"""Who stands where around a trigger: subjects and objects through passives, relative clauses and light verbs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.reading.parse import Parsed
from dragoman.reading.what.triggers import raised
from dragoman.reading.who.mention import Mention, Mentions

_SUBJECTS = ("nsubj", "csubj")
_BEFORE_NOUN = ("amod", "compound", "nmod", "poss")
_NESTING = ("prep", "prt", "advmod")
_MAX_DEPTH = 4
_GUESTS = frozenset({"person", "office"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})


class Arguments:
    """Finds the actors of triggers in one report."""

    def __init__(self, parsed: Parsed, mentions: Mentions, lists: Mapping[str, Any]) -> None:
        self._parsed = parsed
        self._mentions = mentions
        self._owner = frozenset(lists["owner"]["prepositions"])
        self._light = frozenset(lists["light"]["verbs"]) | frozenset(lists["light"]["reversed"])
        self._led = frozenset(lists["led"]["words"])
        self._visiting = frozenset(lists["visiting"]["words"])
        self._together = frozenset(lists["together"]["words"])
        self._behind_by = frozenset(lists["agent"]["behind"])
        self._told_of_object = frozenset(lists["controlled"]["prepositions"])
        self._own_purpose = frozenset(lists["controlled"]["own_purpose"])

    # Syntax

    def is_passive(self, verb: int) -> bool:
        """Whether the verb's surface subject undergoes the act."""
        parsed = self._parsed
        if parsed.child(verb, "nsubjpass", "auxpass") is not None:
            return True
        if self._shares_passive(verb):
            return True
        return (
            parsed.tag[verb] == "VBN"
            and parsed.dep[verb] in ("acl", "relcl", "advcl")
            and not parsed.having(verb, "aux")
        )

    def is_gerund(self, verb: int) -> bool:
        """Whether the verb stands for a noun whose doer follows: "shelling by rebels killed two"."""
        parsed = self._parsed
        doer = parsed.child(verb, "agent")
        return parsed.tag[verb] == "VBG" and doer is not None and parsed.child(verb, "nsubj") is None

    def _shares_passive(self, verb: int) -> bool:
        """Whether the verb goes on with a passive before it: "ten were killed and forty (were) wounded"."""
        parsed = self._parsed
        return (
            parsed.dep[verb] == "conj"
            and parsed.tag[verb] in ("VBN", "VBD")
            and parsed.child(verb, "dobj", "aux") is None
            and parsed.child(parsed.head[verb], "auxpass") is not None
        )

    def agent(self, verb: int) -> int | None:
        """The token after "by" of a passive verb, also where the parser hung it on a phrase between the two:
        "was outlawed as a terrorist group by X"."""
        parsed = self._parsed
        agent = parsed.child(verb, "agent")
        if agent is not None:
            return parsed.child(agent, "pobj")
        phrases = [p for p in parsed.having(verb, "prep") if parsed.lower[p] in self._behind_by]
        between = [noun for p in phrases if p > verb for noun in parsed.having(p, "pobj")]
        found = (doer for noun in between for doer in self.after(noun, "by"))
        doer = next((doer for doer in found if self._mentions.headed_by(doer) is not None), None)
        if doer is None:
            # "were stopped and searched by X"
            shared = (
                parsed.child(v, "agent") for v in parsed.having(verb, "conj") if self._shares_passive(v)
            )
            doer = next((parsed.child(by, "pobj") for by in shared if by is not None), None)
        return doer

    def subject(self, verb: int, depth: int = 0) -> int | None:
        """The token that does what `verb` says (its agent when passive); None when the sentence names none."""
        parsed = self._parsed
        if self.is_passive(verb) or self.is_gerund(verb):
            return self.agent(verb)
        own = parsed.having(verb, *_SUBJECTS)
        if own:
            # Of two, the first is a dateline that the parser took in: "KABUL (Pajhwok): The president met ...".
            before = [c for c in own if c < verb]
            return before[-1] if before else own[0]
        return self._inherited(verb, depth)

    def _inherited(self, verb: int, depth: int) -> int | None:
        """The subject of a verb that has none of its own: a conjunct's, a participle's noun, a controller's."""
        parsed = self._parsed
        head, dep = parsed.head[verb], parsed.dep[verb]
        if head == verb or depth > _MAX_DEPTH:
            return None
        if dep in ("acl", "relcl") and parsed.pos[head] in ("NOUN", "PROPN", "PRON"):
            if parsed.tag[verb] == "VBG":
                return head
            return self._doer_of_noun(head, depth)
        if parsed.pos[head] in ("NOUN", "PROPN"):
            return self._doer_of_noun(head, depth)
        if dep in ("xcomp", "ccomp") and parsed.pos[head] in ("VERB", "AUX"):
            controlled = parsed.child(head, "dobj", "dative")
            own = parsed.lemma[head] in self._own_purpose
            if controlled is not None and controlled < verb and not own and not self.is_passive(head):
                return controlled
            if self.is_passive(head):
                return parsed.child(head, "nsubjpass")
        if dep == "pcomp":
            outer = parsed.head[head]
            if parsed.pos[outer] in ("VERB", "AUX"):
                patient = parsed.child(outer, "dobj") if parsed.lower[head] in self._told_of_object else None
                return patient if self.actors(patient) else self._surface(outer, depth + 1)
            return self._doer_of_noun(outer, depth)
        if parsed.pos[head] in ("VERB", "AUX", "ADJ"):
            return self._surface(head, depth + 1)
        return None

    def _doer_of_noun(self, noun: int, depth: int) -> int | None:
        """Whose "readiness to help" it is: the possessor, or the subject of the noun's light verb."""
        parsed = self._parsed
        owner = parsed.child(noun, "poss")
        if owner is not None:
            return owner
        verb = parsed.head[noun]
        if parsed.dep[noun] in ("dobj", "pobj") and depth <= _MAX_DEPTH:
            while parsed.pos[verb] == "ADP" and parsed.head[verb] != verb:
                verb = parsed.head[verb]
            if parsed.pos[verb] == "VERB":
                return self._surface(verb, depth + 1)
        return None

    def _surface(self, verb: int, depth: int) -> int | None:
        """The surface subject of a clause, whoever does the act."""
        own = self._parsed.child(verb, "nsubj", "nsubjpass", "csubj")
        return own if own is not None else self._inherited(verb, depth)

    def told_before(self, participle: int) -> int | None:
        """Of "X shelled a town, officials said, killing ten" the verb "shelled", on which "killing" should hang."""
        parsed = self._parsed
        said = parsed.head[participle]
        if parsed.dep[participle] != "advcl" or parsed.tag[participle] != "VBG" or said > participle:
            return None
        told = parsed.child(said, "ccomp")
        return told if told is not None and told < said else None

    def clause_subject(self, token: int) -> int | None:
        """The surface subject of the nearest clause around `token`."""
        parsed = self._parsed
        for ancestor in parsed.ancestors(token):
            if parsed.pos[ancestor] in ("VERB", "AUX"):
                return self._surface(ancestor, 0)
        return None

    def object(self, verb: int) -> int | None:
        """The token that undergoes what `verb` says, through passives and relative clauses."""
        parsed = self._parsed
        own = parsed.child(verb, "dobj")
        if own is not None and parsed.lower[own] not in ("which", "that", "whom"):
            return own
        passive = parsed.child(verb, "nsubjpass")
        if passive is None and self._shares_passive(verb):
            passive = parsed.child(verb, "nsubj")
        if passive is None and own is None:
            passive = raised(parsed, verb)
        if passive is not None:
            return passive
        dep, head = parsed.dep[verb], parsed.head[verb]
        if dep in ("acl", "relcl") and (parsed.tag[verb] in ("VBN", "VBD") or own is not None):
            if dep == "acl" and parsed.tag[verb] == "VBN" and parsed.child(verb, "nsubj") is None:
                return head
            if dep == "acl" or parsed.child(verb, "nsubj") is not None:
                relative = parsed.child(verb, "nsubj")
                if relative is None or parsed.lower[relative] not in ("which", "that", "who"):
                    return head
        if dep == "conj" and parsed.child(verb, "nsubj", "nsubjpass") is None and self.is_passive(verb):
            return self.object(head)
        if own is None and dep == "advcl" and parsed.tag[verb] == "VBN" and self.is_passive(verb):
            # "Freed by X, the men ..."; after the clause it may qualify what stands right before it.
            nearer = verb > head and self._mentions.covering(verb - 2) is not None
            return None if nearer or parsed.having(verb, "mark", "nsubj") else self._surface(head, 0)
        return own

    def asked(self, verb: int) -> int | None:
        """Who is to do or undergo what the clause after `verb` says: "invited X to come", "found X guilty",
        "let free X"."""
        parsed = self._parsed
        clause = next((c for c in parsed.having(verb, "ccomp", "xcomp") if c > verb), None)
        if clause is None:
            return None
        if parsed.pos[clause] in ("VERB", "AUX") and all(
            parsed.lower[c] != "to" for c in parsed.having(clause, "aux")
        ):
            bare = clause == verb + 1 and parsed.child(clause, "aux", "mark", "nsubj") is None
            return parsed.child(clause, "dobj") if bare else None
        return parsed.child(clause, "nsubj", "nsubjpass")

    def guest(self, token: int) -> int | None:
        """The guest of "told visiting Prime Minister X", where the parser takes "visiting" for a verb."""
        parsed = self._parsed
        if parsed.lower[token] not in self._visiting or parsed.dep[token] not in ("xcomp", "pcomp", "dobj"):
            return None
        person = parsed.child(token, "dobj")
        named = [] if person is None else list(self._mentions.all_headed_by(person))
        return person if any(not m.place and m.actor.kind in _GUESTS for m in named) else None

    def is_definite(self, noun: int) -> bool:
        """Whether it is "the strike", "these charges": one told before."""
        parsed = self._parsed
        return any(parsed.lower[c] in _DEFINITE for c in parsed.having(noun, "det"))

    def for_itself(self, verb: int) -> bool:
        """Whether the subject is to do itself what the verb's infinitive says: "wants to leave"."""
        parsed = self._parsed
        if parsed.child(verb, "dobj", "ccomp") is not None:
            return False
        clause = parsed.child(verb, "xcomp")
        return clause is not None and parsed.child(clause, "nsubj", "nsubjpass") is None

    def after(self, token: int, preposition: str) -> Iterator[int]:
        """The objects of this preposition on `token`, nested prepositions ("out of") included."""
        parsed = self._parsed
        for child in parsed.children[token]:
            if parsed.dep[child] in (*_NESTING, "agent", "dative") and self._reads(child, preposition):
                yield from parsed.having(child, "pobj", "pcomp")
            elif parsed.dep[child] in _NESTING and parsed.pos[child] in ("ADP", "ADV", "SCONJ"):
                for inner in parsed.having(child, "prep"):
                    if self._reads(inner, preposition):
                        yield from parsed.having(inner, "pobj", "pcomp")

    def _reads(self, token: int, preposition: str) -> bool:
        """Whether the token is this preposition; "out of" is "from"."""
        lower = self._parsed.lower
        out_of = preposition == "from" and lower[token] == "of" and token > 0 and lower[token - 1] == "out"
        return out_of or lower[token] == preposition

    def container(self, noun: int) -> int:
        """The noun at the head of "an opening round of talks", or `noun` itself."""
        parsed = self._parsed
        while parsed.dep[noun] == "pobj" and parsed.lower[parsed.head[noun]] == "of":
            outer = parsed.head[parsed.head[noun]]
            if parsed.pos[outer] != "NOUN" or self._mentions.headed_by(outer) is not None:
                break
            noun = outer
        return noun

    def light_verb(self, noun: int) -> int | None:
        """The verb that carries a noun ("launched an attack", "an attack was launched"), if one does."""
        parsed = self._parsed
        while parsed.dep[noun] == "conj" and parsed.pos[parsed.head[noun]] in ("NOUN", "PROPN"):
            noun = parsed.head[noun]
        noun = self.container(noun)
        head, dep = parsed.head[noun], parsed.dep[noun]
        if dep == "pobj" and parsed.pos[head] == "ADP":
            head = parsed.head[head]
            if parsed.lemma[head] not in (
                "take",
                "engage",
                "participate",
                "enter",
                "join",
                "step",
                "call",
                "embark",
                "go",
            ):
                return None
        elif dep in ("acl", "relcl"):
            return None
        elif dep not in ("dobj", "nsubjpass", "attr", "oprd"):
            acl = next(
                (c for c in parsed.having(noun, "acl", "relcl") if parsed.lemma[c] in self._light), None
            )
            return acl if acl is not None and self.object(acl) == noun else None
        return head if parsed.pos[head] == "VERB" and parsed.lemma[head] in self._light else None

    # Actors

    def actors(self, token: int | None, depth: int = 0) -> list[Mention]:
        """The actors that the phrase headed by `token` names, with those joined to it by "and".

        A noun that is no actor stands for the one behind it: "Russia's military actions", "remarks by the minister".
        """
        if token is None or depth > _MAX_DEPTH:
            return []
        found: list[Mention] = []
        guest = self.guest(token)
        for part in self.coordinated(token if guest is None else guest):
            own = self._mentions.all_headed_by(part)
            found.extend(own or self._behind(part, depth))
        return list({(m.entity, m.head): m for m in found}.values()) if found else []

    def coordinated(self, token: int) -> Iterator[int]:
        """`token` and what "and" joins to it."""
        parsed = self._parsed
        yield token
        for child in parsed.having(token, "conj"):
            if parsed.pos[child] in ("NOUN", "PROPN", "PRON", "NUM", "ADJ"):
                yield from self.coordinated(child)
        for joined in self.after(token, "with"):
            if parsed.lower[parsed.head[joined] - 1] in self._together:
                # "Egypt, along with Jordan"
                yield joined
        for child in parsed.having(token, "appos"):
            # "the Union, NATO and Iran": the parser takes the second of a list for an apposition.
            if parsed.pos[child] == "PROPN" and parsed.having(child, "conj"):
                yield from self.coordinated(child)

    def _behind(self, noun: int, depth: int) -> list[Mention]:
        parsed = self._parsed
        for child in parsed.having(noun, "poss"):
            if found := self.actors(child, depth + 1):
                return found
        if modifying := list(self.modifying(noun)):
            return modifying
        for child in parsed.having(noun, "prep"):
            if parsed.lower[child] in self._owner:
                for inner in parsed.having(child, "pobj"):
                    if found := self.actors(inner, depth + 1):
                        return found
        for verb in parsed.having(noun, "acl"):
            # "the offer made by X"
            if (agent := self.agent(verb)) is not None and (found := self.actors(agent, depth + 1)):
                return found
            if parsed.tag[verb] != "VBN":
                continue
            # "restrictions imposed on X"
            for preposition in ("on", "against", "to"):
                for inner in self.after(verb, preposition):
                    if found := self.actors(inner, depth + 1):
                        return found
        if parsed.dep[noun] == "appos":
            return self.actors_of_phrase(parsed.head[noun], depth + 1)
        return []

    def actors_of_phrase(self, noun: int, depth: int) -> list[Mention]:
        """The actors of one noun, without what is joined to it."""
        if depth > _MAX_DEPTH:
            return []
        return list(self._mentions.all_headed_by(noun)) or self._behind(noun, depth)

    def modifying(self, noun: int) -> Iterator[Mention]:
        """Names that qualify a noun: "Russian invasion", "China visit"."""
        parsed = self._parsed
        for child in parsed.having(noun, "amod", "compound", "nmod"):
            if parsed.lemma[child] in self._led:
                continue
            yield from self._mentions.all_headed_by(child)
            if parsed.lower[child - 1] == "-":
                # "the EU-Africa summit"
                for inner in parsed.having(child, "compound", "amod", "nmod", "npadvmod"):
                    yield from self._mentions.all_headed_by(inner)

    def leading(self, noun: int) -> list[Mention]:
        """Who leads or backs an act: "US-led raid"."""
        parsed = self._parsed
        found: list[Mention] = []
        for child in parsed.having(noun, "amod", "compound", "nmod"):
            if parsed.lower[child].rpartition("-")[2] in self._led and "-" in parsed.text[child]:
                found.extend(self._mentions.all_headed_by(child))
            elif parsed.lower[child] in self._led or parsed.lemma[child] in self._led:
                for inner in parsed.children[child]:
                    found.extend(self._mentions.all_headed_by(inner))
        return found
