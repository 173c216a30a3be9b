"""Which actor speaks? From the words of a source to the actor they name.

A source is looked up among the mentions. "He said" and "the report said" go on with who spoke last: in news a quotation
without a new name is the last speaker's, whoever else was named in between.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from dragoman.reading.parse import Parsed
from dragoman.reading.says.disputes import Stated
from dragoman.reading.says.via import Media
from dragoman.reading.who.mention import Mention, Mentions
from dragoman.records import Actor, Kind, Span

_REACH = 3
"""Sentences back to the speaker that "he said" goes on from."""
_FAR = 8
"""The same where the pronoun is not resolved otherwise."""
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these", "those"})
_ANAPHORIC = frozenset({"the", "this", "that"})
_PERSONAL = {"he": "m", "she": "f"}
_GENDERED = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
}
_AUTHORS = frozenset({"of", "from", "by", "in"})
_BODIES = frozenset({"state", "organisation", "force"})
_PLURAL = frozenset({"NNS", "NNPS"})
_COUNTING = frozenset({"NUM", "DET", "PRON", "ADJ"})


class Speakers:
    """The speakers of one report, read in order; `content` and `genders` are lists of claims.toml and who.toml."""

    def __init__(
        self,
        parsed: Parsed,
        mentions: Mentions,
        content: Mapping[str, list[str]],
        genders: Mapping[str, list[str]],
        media: Media,
    ) -> None:
        self._parsed = parsed
        self._mentions = mentions
        self._media = media
        self._texts = frozenset(content["texts"])
        self._letters = frozenset(content["letters"])
        self._things = frozenset(content["things"])
        self._quantities = frozenset(content["quantities"])
        self._genders = {word: gender for gender, words in genders.items() for word in words}
        self._gender_of: dict[int, str | None] = {}
        self._last: Stated | None = None
        self._medium: Actor | None = None

    def heard(self, stated: Stated) -> None:
        """Note who spoke last."""
        if stated.claim.speaker is not None:
            self._last = stated
            if "JRN" in stated.claim.speaker.sectors:
                self._medium = stated.claim.speaker

    def of(self, source: Span | None, cue: int) -> tuple[Actor | None, Mention | None]:
        """Who speaks at the cue at token `cue`: the actor, and the mention that told it.

        Without a mention the actor is the source's own words; None for a pronoun that names nobody.
        """
        parsed = self._parsed
        tokens = parsed.tokens_in(source.start, source.end) if source is not None else range(0)
        if not tokens:
            return None, None
        before = self._text_before(tokens) or self._person_before(tokens, cue)
        if before is not None:
            return self._here(before[0], tokens), before[1]
        mention = self.mention(tokens)
        if mention is None and len(tokens) == 1 and parsed.lower[tokens[0]] in _RELATIVE:
            tokens = self._antecedent(tokens[0]) or tokens
            mention = self.mention(tokens)
        if mention is not None:
            return mention.actor, mention
        if all(parsed.pos[token] == "PRON" for token in tokens):
            return None, None
        if parsed.lemma[head_of(parsed, tokens)] in self._things:
            return None, None
        return self._unresolved(tokens), None

    def mention(self, tokens: range) -> Mention | None:
        """The mention at the source; inside it only for "one of the hostages" or "a report by the ministry"."""
        parsed = self._parsed
        head = head_of(parsed, tokens)
        mention = self._at(head)
        if mention is not None and not (mention.modifies and mention.head != head):
            return None if mention.actor.name.lower() in self._texts else mention
        text = parsed.lemma[head] in self._texts
        if not (text or parsed.pos[head] in _COUNTING or parsed.lemma[head] in self._quantities):
            return None
        for preposition in parsed.having(head, "prep"):
            noun = parsed.child(preposition, "pobj")
            if noun is None or (text and parsed.lower[preposition] not in _AUTHORS):
                continue
            inner = self._at(noun)
            if inner is not None:
                return inner
        owner = parsed.child(head, "poss")
        return self._mentions.headed_by(owner) if owner is not None else None

    def _at(self, token: int) -> Mention | None:
        return self._mentions.headed_by(token) or self._mentions.covering(token)

    def _text_before(self, tokens: range) -> tuple[Actor, Mention | None] | None:
        """Who stands behind "the statement" or "the newspaper", from what was claimed before."""
        parsed, last = self._parsed, self._last
        lemma = parsed.lemma[head_of(parsed, tokens)]
        if lemma not in self._texts or len(tokens) > 2 or parsed.lower[tokens[0]] not in _ANAPHORIC:
            return None
        if lemma in self._letters and last is not None and lemma in (last.claim.via or ""):
            return (last.claim.speaker, last.mention) if last.claim.speaker is not None else None
        return (self._medium, None) if self._medium is not None else None

    def _person_before(self, tokens: range, cue: int) -> tuple[Actor, Mention | None] | None:
        """The last speaker, when "he said" follows within a few sentences and nothing tells against him."""
        parsed, last = self._parsed, self._last
        gender = _PERSONAL.get(parsed.lower[tokens[0]]) if len(tokens) == 1 else None
        if gender is None or last is None or last.mention is None or last.claim.speaker is None:
            return None
        reach = _REACH if self._at(tokens[0]) is not None else _FAR
        if parsed.sentence[cue] - parsed.sentence[last.token] > reach or last.claim.speaker.kind in _BODIES:
            return None
        known = self._gender(last.mention.entity)
        return (last.claim.speaker, last.mention) if known in (None, gender) else None

    def _gender(self, entity: int) -> str | None:
        """Told by the pronouns and titles that stand for an actor; None when none does or they disagree."""
        if entity not in self._gender_of:
            self._gender_of[entity] = self._told_gender(entity)
        return self._gender_of[entity]

    def _told_gender(self, entity: int) -> str | None:
        lower = self._parsed.lower
        found = set()
        for mention in self._mentions.of(entity):
            alone = mention.end - mention.start == 1
            for token in range(mention.start, mention.end):
                gender = _GENDERED.get(lower[token]) if alone else self._genders.get(lower[token])
                if gender is not None:
                    found.add(gender)
        return found.pop() if len(found) == 1 else None

    def _here(self, actor: Actor, tokens: range) -> Actor:
        """The same actor, named by the words of `tokens`."""
        span = self._parsed.span(tokens.start, tokens.stop)
        return msgspec.structs.replace(actor, text=span.text, start=span.start, end=span.end)

    def _antecedent(self, relative: int) -> range | None:
        """The noun phrase that "who" or "which" stands for."""
        parsed = self._parsed
        clause = next((a for a in parsed.ancestors(relative) if parsed.dep[a] == "relcl"), None)
        if clause is None or parsed.head[clause] >= relative:
            return None
        noun = parsed.head[clause]
        low, high = parsed.subtree(noun)[0], min(parsed.subtree(clause)[0], relative)
        while high - 1 > noun and parsed.pos[high - 1] in ("PUNCT", "ADP"):
            high -= 1
        return range(low, high)

    def _unresolved(self, tokens: range) -> Actor:
        """An actor known by nothing but the report's words: "an unnamed source", "a report in the Guardian"."""
        parsed = self._parsed
        head = head_of(parsed, tokens)
        low, high = tokens.start, head + 1
        media = self._media.is_medium(self._media.core(tokens))
        if media:
            low, high = self._title(tokens) or (low, high)
        span = parsed.span(low, high)
        first = low + (parsed.lower[low] in _DETERMINERS and high - low > 1)
        kind: Kind = "organisation" if media else "people" if parsed.tag[head] in _PLURAL else "person"
        return Actor(
            text=span.text,
            start=span.start,
            end=span.end,
            name=parsed.span(first, high).text,
            kind=kind,
            sectors=("JRN",) if media else (),
        )

    def _title(self, tokens: range) -> tuple[int, int] | None:
        """The name of a newspaper within "a report in the daily Mainichi": the first run of names."""
        parsed = self._parsed
        first = next((t for t in tokens if parsed.pos[t] == "PROPN"), None)
        if first is None:
            return None
        stop = first
        while stop < tokens.stop and parsed.pos[stop] == "PROPN":
            stop += 1
        return first, stop


def head_of(parsed: Parsed, tokens: range) -> int:
    """The token that governs the others of `tokens`, which must not be empty."""
    return next((t for t in tokens if parsed.head[t] not in tokens or parsed.head[t] == t), tokens[0])
