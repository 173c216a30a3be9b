"""Which word is a verb, which a noun? Tags of spaCy's tagger set right where its parser knows better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CLAUSES = frozenset({"ROOT", "ccomp", "advcl", "relcl", "conj"})
_AUXILIARIES = frozenset({"aux", "auxpass"})
_OBJECTS = frozenset({"dobj", "pobj", "nsubjpass"})
_VERBAL = frozenset({"dobj", "prt", "ccomp"})
_OF_NOUNS = frozenset({"det", "amod", "poss", "nummod", "cop"})
_BEFORE_NOUN = frozenset({"det", "amod", "compound", "poss", "nummod", "nmod"})


def mend_tags(doc: Doc, lemmatizer: Any) -> Doc:
    """Tags set right where the parser knows better than the tagger: "Accusing" at the head of a sentence is no name,
    "protested" in "people protested" no participle, "hand" in "Germany and Norway hand over" and "calls" in "that
    Norway calls" no noun, "drills" in "opened their Balikatan drills" no verb. `lemmatizer` is spaCy's.
    """
    for token in doc:
        tag, dep = token.tag_, token.dep_
        if tag == "NNP":
            if dep == "advcl" and token.is_sent_start and token.lower_.endswith("ing"):
                _retag(token, "VBG", "VERB", lemmatizer)
        elif tag == "VBN":
            if dep in _CLAUSES:
                around = {child.dep_ for child in token.children}
                if "nsubj" in around and around.isdisjoint(_AUXILIARIES):
                    token.tag_ = "VBD"
        elif tag in ("NN", "NNS", "JJ"):
            if dep in _CLAUSES and _is_verb(token):
                _retag(token, "VBZ" if tag == "NNS" else "VBP", "VERB", lemmatizer)
        elif tag == "VBZ" and dep in _OBJECTS and any(c.dep_ in _BEFORE_NOUN for c in token.lefts):
            _retag(token, "NNS", "NOUN", lemmatizer)
    return doc


def _is_verb(token: Token) -> bool:
    """Whether what is tagged a noun is built like a verb: with a subject, and nothing that only nouns have."""
    around = {child.dep_ for child in token.children}
    if "nsubj" not in around or around & _OF_NOUNS or not token.is_lower:
        return False
    if token.tag_ == "JJ":
        # "Iran, Iraq open border"
        return token.dep_ == "ROOT" and "dobj" in around
    if around & _VERBAL:
        return True
    if token.dep_ == "ccomp":
        return token.tag_ == "NN" and "mark" in around
    return token.dep_ in ("ROOT", "relcl") and token.tag_ == "NNS"


def _retag(token: Any, tag: str, pos: str, lemmatizer: Any) -> None:
    token.tag_, token.pos_ = tag, pos
    if tag == "NNS":
        # The lemmatizer takes a word in the singular for its own dictionary form.
        token.set_morph("Number=Plur")
    token.lemma_ = lemmatizer.lemmatize(token)[0]
