"""Sentences, tokens and paragraphs: exact offsets whatever the characters, and the same words however long the text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import Reader, Report
from dragoman.errors import ModelError
from dragoman.reading import parse
from dragoman.reading.parse import CHUNK, Parsed, Parser, paragraphs


def parsed(parser: Parser, text: str) -> Parsed:
    return parser.parse(Report(text))


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text)]


def sentences(parser: Parser, text: str) -> list[str]:
    own = parsed(parser, text)
    return [own.sentence_span(sentence.index).text for sentence in own.sentences]


# Paragraphs

WRAPPED = """PARIS, June 14 (AFP) -- French Foreign Minister Dominique de Villepin met
his Norwegian counterpart on Monday and discussed a plan that would end
the war, officials said. The two sides agreed
to meet again.
"""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n\t\n \r\n", []),
        ("One.", ["One."]),
        ("  One.  \n", ["One."]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\n \t\n\n  Two.", ["One.", "Two."]),
        ("One.\nTwo.", ["One.", "Two."]),
        ("One\r\nTwo\r\n\r\nThree", ["One", "Two", "Three"]),
        ("One\rTwo", ["One", "Two"]),
        ("\tOne.\n\tTwo.", ["One.", "Two."]),
        ("One.\x0cTwo.", ["One.", "Two."]),
        ("One.\u2028Two.\u2029Three.\x85Four.", ["One.", "Two.", "Three.", "Four."]),
        ("One\u00a0thing.\u00a0\nTwo.", ["One\u00a0thing.", "Two."]),
        ("\ufeffOne.\nTwo.", ["\ufeffOne.", "Two."]),
    ],
)
def test_blank_lines_and_line_breaks_part_paragraphs(text: str, parts: list[str]) -> None:
    assert pieces(text) == parts


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_breaks_of_hard_wrapped_text_part_nothing(ends: str) -> None:
    text = (WRAPPED + "\n" + WRAPPED).replace("\n", ends)
    assert pieces(text) == [WRAPPED.strip().replace("\n", ends)] * 2


@pytest.mark.parametrize("indent", ["\t", "    ", "  ", "\u00a0\u00a0"])
def test_an_indented_line_begins_a_paragraph_of_hard_wrapped_text(indent: str) -> None:
    assert pieces(WRAPPED + indent + WRAPPED + indent + WRAPPED) == [WRAPPED.strip()] * 3


def test_indented_lines_inside_a_sentence_begin_no_paragraph() -> None:
    indented = "".join(f"    {line}\n" for line in WRAPPED.splitlines())
    assert len(pieces(indented)) == 1
    lines = WRAPPED.splitlines()
    hanging = "\n   ".join(lines[:3]) + "\n" + WRAPPED
    assert len(pieces(hanging)) == 1


def test_short_lines_are_no_hard_wrapped_text() -> None:
    assert pieces("Norway\nChile\nPeru\nKenya") == ["Norway", "Chile", "Peru", "Kenya"]


@given(st.text(alphabet="ab. \n\r\t\x0c\u00a0\u2029", max_size=300))
def test_paragraphs_hold_all_but_white_space(text: str) -> None:
    spans = paragraphs(text)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


# Sentences


def test_a_paragraph_ends_a_sentence(parser: Parser) -> None:
    text = "Norway meets Chile\n\nThe two sides said\n\nPeru was not there."
    assert sentences(parser, text) == ["Norway meets Chile", "The two sides said", "Peru was not there."]


def test_a_hard_wrapped_sentence_is_one(parser: Parser) -> None:
    dateline, first, second = sentences(parser, WRAPPED)
    assert dateline == "PARIS, June 14 (AFP) --"
    assert first.startswith("French Foreign Minister")
    assert first.endswith("officials said.")
    assert second == "The two sides agreed\nto meet again."


def test_a_sentence_has_the_number_of_its_paragraph(parser: Parser) -> None:
    own = parsed(parser, "Norway met Chile. It rained.\n\nPeru left.")
    assert [sentence.paragraph for sentence in own.sentences] == [0, 0, 1]


def test_headings_are_short_lines_that_end_no_sentence(parser: Parser) -> None:
    text = "Norway meets Chile\n\nNorway met Chile.\n\nAnd so it\nPeru left"
    own = parsed(parser, text)
    assert {own.sentence_span(s.index).text: s.heading for s in own.sentences} == {
        "Norway meets Chile": True,
        "Norway met Chile.": False,
        "And so it": True,
        "Peru left": True,
    }
    long = parsed(
        parser, "Norway and Chile and Peru and Kenya and Ghana and Togo and Benin and Mali and Chad met"
    )
    assert not any(sentence.heading for sentence in long.sentences)
    two = parsed(parser, "Norway met Chile. Peru left")
    assert not any(sentence.heading for sentence in two.sentences)


def test_white_space_before_a_sentence_hides_no_beginning(parser: Parser) -> None:
    text = "Norway met Chile.   \u200b  Peru left.\n\n\u200b\u200bKenya stayed."
    assert sentences(parser, text) == ["Norway met Chile.", "Peru left.", "Kenya stayed."]


# Offsets


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“We’re here,” said Norway.", ["“", "We", "’re", "here", ",", "”", "said", "Norway", "."]),
        ("Norway\tmet\u00a0Chile.", ["Norway", "met", "Chile", "."]),
        ("Norway 😀 met Chile.", ["Norway", "😀", "met", "Chile", "."]),
        ("Jose\u0301 met Chile.", ["Jose\u0301", "met", "Chile", "."]),
        ("Norway\u200b met\ufeff Chile\u200e.", ["Norway", "met", "Chile", "."]),
        ("Norway met \U0001d400 and \U00020000.", ["Norway", "met", "\U0001d400", "and", "\U00020000", "."]),
        ("Norway's al\u2011Qaeda", ["Norway", "'s", "al", "\u2011", "Qaeda"]),
        ("Norway\x00met\x1bChile", ["Norway", "met", "Chile"]),
        ("«Norway» met", ["«", "Norway", "»", "met"]),
        ("Norway \ud800 met", ["Norway", "\ud800", "met"]),
    ],
)
def test_tokens_are_the_characters_of_the_report(parser: Parser, text: str, words: list[str]) -> None:
    own = parsed(parser, text)
    assert own.text == words
    assert [text[start:end] for start, end in zip(own.start, own.end, strict=True)] == words


def test_plain_and_typographic_quotes_are_read_alike(parser: Parser) -> None:
    plain = parsed(parser, "\"We're leaving,\" Norway's minister said. 'No.'")
    curly = parsed(parser, "“We’re leaving,” Norway’s minister said. ‘No.’")
    assert curly.lower == plain.lower
    assert (curly.lemma, curly.pos, curly.dep, curly.head) == (plain.lemma, plain.pos, plain.dep, plain.head)


def check(own: Parsed) -> None:
    """What holds of every parsed report."""
    text = own.report.text
    size = len(own)
    for name in (
        "lower",
        "lemma",
        "pos",
        "tag",
        "dep",
        "head",
        "children",
        "entity",
        "begins",
        "opens",
        "sentence",
    ):
        assert len(getattr(own, name)) == size, name
    assert [text[start:end] for start, end in zip(own.start, own.end, strict=True)] == own.text
    assert all(word.strip() for word in own.text)
    assert all(end <= start for end, start in zip(own.end, own.start[1:], strict=False))
    # Nothing but white space and what can't be seen stands between the tokens.
    gaps = [text[a:b] for a, b in zip([0, *own.end], [*own.start, len(text)], strict=True)]
    assert not "".join(gaps).translate(parse._SAME_LENGTH).strip()
    assert [s.start for s in own.sentences] == [0, *(s.end for s in own.sentences)][: len(own.sentences)]
    assert (own.sentences[-1].end if own.sentences else 0) == size
    for number, sentence in enumerate(own.sentences):
        assert sentence.index == number
        assert sentence.start < sentence.end
        assert set(own.sentence[sentence.start : sentence.end]) == {number}
    for token, head in enumerate(own.head):
        assert own.sentence[head] == own.sentence[token]
        assert (token in own.children[head]) == (head != token)
        assert list(own.ancestors(token))[-1:] != [token]
        low, high = own.subtree(token)
        assert low <= token < high
    assert all(children == sorted(children) for children in own.children)
    bounds = paragraphs(text)
    for sentence in own.sentences:
        start, end = bounds[sentence.paragraph]
        assert start <= own.start[sentence.start]
        assert own.end[sentence.end - 1] <= end


ANY = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("“”‘’«»\t\n\r\x0c\u00a0\u200b\u200d\ufeff\u0301😀👩🏽\U00020000.,!?()-–—"),
    ),
    max_size=120,
)
WORDS = st.lists(
    st.sampled_from(
        [
            "Norway",
            "met",
            "said",
            "“We",
            "left”",
            "\n",
            "\n\n",
            "\t",
            ".",
            "U.S.",
            "al-Qaeda",
            "12,000",
            "\u200b",
        ]
    ),
    max_size=60,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.one_of(ANY, WORDS))
def test_any_text_is_parsed_into_its_own_characters(parser: Parser, text: str) -> None:
    check(parsed(parser, text))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(ANY, WORDS), max_size=6))
def test_reports_together_are_parsed_like_each_alone(parser: Parser, texts: list[str]) -> None:
    together = list(parser.parse_many(map(Report, texts)))
    assert [own.report.text for own in together] == texts
    for own in together:
        alone = parsed(parser, own.report.text)
        assert (own.text, own.start, own.sentences) == (alone.text, alone.start, alone.sentences)


# Long reports

PARAGRAPH = (
    "Norwegian Prime Minister Kjell Magne Bondevik met Chilean President Ricardo Lagos in Oslo on Monday. "
    "“We’re pleased,” he said; three people were hurt."
)


def test_a_report_of_several_chunks_has_the_tokens_of_its_paragraphs(parser: Parser) -> None:
    count = 2 * CHUNK // len(PARAGRAPH)
    own = parsed(parser, "\n\n".join([PARAGRAPH] * count))
    check(own)
    one = parsed(parser, PARAGRAPH)
    assert own.text == one.text * count
    assert [sentence.paragraph for sentence in own.sentences][:: len(one.sentences)] == list(range(count))
    assert len(own.sentences) == count * len(one.sentences)


def test_a_paragraph_longer_than_a_chunk_is_one_paragraph_of_whole_sentences(parser: Parser) -> None:
    count = CHUNK // len(PARAGRAPH) + 20
    own = parsed(parser, " ".join([PARAGRAPH] * count))
    check(own)
    one = parsed(parser, PARAGRAPH)
    assert own.text == one.text * count
    assert {sentence.paragraph for sentence in own.sentences} == {0}
    spans = {own.sentence_span(sentence.index).text for sentence in own.sentences}
    assert spans == {one.sentence_span(sentence.index).text for sentence in one.sentences}


@pytest.mark.parametrize("text", ["x" * 300_000, "\u0301" * 50_000, "😀" * 3_000 + " " + "y" * 45_000])
def test_a_paragraph_without_a_space_is_cut(parser: Parser, text: str) -> None:
    own = parsed(parser, text)
    check(own)
    assert {sentence.paragraph for sentence in own.sentences} == {0}


@given(st.text(alphabet="ab.! \n\t", max_size=400), st.integers(min_value=1, max_value=60))
def test_no_chunk_is_larger_than_allowed(text: str, limit: int) -> None:
    """spaCy's memory grows with the size of a chunk, so that this bounds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parse, "CHUNK", limit)
        chunks = list(parse._chunks(text, paragraphs(text)))
    assert all(chunk[-1][1] - chunk[0][0] <= limit for chunk in chunks)
    assert all(start < end for chunk in chunks for start, end in chunk)
    assert "".join("".join(text[a:b].split()) for chunk in chunks for a, b in chunk) == "".join(text.split())


# Nothing to read


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\u200b"])
def test_a_report_without_words_parses_to_nothing(parser: Parser, text: str) -> None:
    own = parsed(parser, text)
    assert len(own) == 0
    assert own.sentences == []


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_the_record_of_an_empty_report_is_empty_and_says_so(reader: Reader, text: str) -> None:
    record = reader.read(Report(text))
    assert not record.events
    assert not record.actors
    assert any(warning.startswith("the report is empty") for warning in record.warnings)


def test_a_text_of_punctuation_is_read(reader: Reader, parser: Parser) -> None:
    text = '...!!! ??? --\n\n"" ( ) ’’ ;'
    check(parsed(parser, text))
    assert reader.read(Report(text)).events == ()


# What a stage asks of the tree


def test_tokens_in_are_those_wholly_within(parser: Parser) -> None:
    own = parsed(parser, "Norway met Chile in Oslo.")
    assert [own.text[t] for t in own.tokens_in(0, 10)] == ["Norway", "met"]
    assert [own.text[t] for t in own.tokens_in(1, 16)] == ["met", "Chile"]
    assert list(own.tokens_in(3, 3)) == []
    assert list(own.tokens_in(24, 99)) == [5]


def test_children_and_ancestors_follow_the_heads(parser: Parser) -> None:
    own = parsed(parser, "Norway met the president of Chile.")
    met, president = own.text.index("met"), own.text.index("president")
    assert own.child(met, "nsubj") == 0
    assert own.child(met, "agent") is None
    assert own.having(met, "nsubj", "dobj") == [0, president]
    assert list(own.ancestors(own.text.index("Chile"))) == [own.text.index("of"), president, met]
    assert own.span(*own.subtree(president)).text == "the president of Chile"


# Words that the data files mend


def test_words_of_lemmas_toml(tmp_path: Path) -> None:
    own = tmp_path / "lemmas.toml"
    own.write_text('[lemmas]\nzapped = "zap"\n[tokens]\nmore_whole = ["zig-zag"]\n')
    mended = Parser(data=[own]).parse(Report("Zig-zag lines zapped a sit-in."))
    assert mended.text == ["Zig-zag", "lines", "zapped", "a", "sit-in", "."]
    assert mended.lemma[2] == "zap"


def test_verbs_of_headlines_can_be_added(tmp_path: Path) -> None:
    own = tmp_path / "lemmas.toml"
    own.write_text('[headlines]\nmore_verbs = ["quiz"]\n')
    mended = Parser(data=[own]).parse(Report("Lima police quiz Peru minister"))
    assert relations(mended, "quiz") == {"police": "nsubj", "minister": "dobj"}


# Models


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match="'no_such_model' can't be loaded"):
        Parser("no_such_model")


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="can't be loaded"):
        Parser(str(tmp_path))


def test_a_model_without_a_parser_says_what_it_lacks(tmp_path: Path) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path)
    with pytest.raises(ModelError, match="has no parser, ner, lemmatizer"):
        Parser(str(tmp_path))


def test_a_reader_tells_of_its_model_when_it_first_reads() -> None:
    reader = Reader("no_such_model")
    with pytest.raises(ModelError):
        reader.read(Report("Norway met Chile."))


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("Accusing Uganda of aggression, Rwanda closed the border.", "accuse"),
        ("Attacking Sudan, Kenya said it was wrong.", "attack"),
        ("“Accusing Kenya of war, Sudan left,” he said.", "accuse"),
    ],
)
def test_a_participle_that_opens_a_sentence_is_a_verb(parser: Parser, text: str, lemma: str) -> None:
    own = parsed(parser, text)
    token = next(t for t, word in enumerate(own.text) if word.endswith("ing"))
    assert (own.pos[token], own.lemma[token]) == ("VERB", lemma)


def test_a_verb_with_a_subject_of_its_own_and_no_auxiliary_is_in_the_past_tense(parser: Parser) -> None:
    own = parsed(parser, "Thousands of people protested.")
    assert own.tag[own.text.index("protested")] == "VBD"
    own = parsed(parser, "Norway has protested. Chile was attacked. The men arrested by Peru had left.")
    assert {
        own.text[t]: own.tag[t]
        for t in range(len(own))
        if own.text[t] in ("protested", "attacked", "arrested")
    } == {
        "protested": "VBN",
        "attacked": "VBN",
        "arrested": "VBN",
    }


# Misparses mended


def relations(own: Parsed, verb: str) -> dict[str, str]:
    """What hangs on the verb, but marks and endings: word to label."""
    token = own.text.index(verb)
    return {own.text[c]: own.dep[c] for c in own.children[token] if own.dep[c] not in ("punct", "cc")}


def heads(own: Parsed, *words: str) -> list[str]:
    return [own.text[own.head[own.text.index(word)]] for word in words]


@pytest.mark.parametrize(
    ("text", "verb", "subject"),
    [
        (
            "The Chilean foreign minister conferred at length with the Peruvian leader.",
            "conferred",
            "minister",
        ),
        ("A low-level Norwegian delegation left for Lima on Friday.", "left", "delegation"),
        ("The daughter of a Chilean banker called on the police to reopen the case.", "called", "daughter"),
        ("A Norwegian parliamentary report called for an embargo on Peru over torture.", "called", "report"),
        ("The Chilean envoy, Juan Perez, shuttled between two ministries for a week.", "shuttled", "envoy"),
        ("OSLO: Chile marks the tenth anniversary of the end of the war.", "marks", "Chile"),
        ("Some 200 gendarmes sealed off the harbour of Lima with trucks.", "sealed", "gendarmes"),
        ("A man shouting threats rammed a car into students at a market.", "rammed", "man"),
    ],
)
def test_a_main_verb_is_no_participle(parser: Parser, text: str, verb: str, subject: str) -> None:
    own = parsed(parser, text)
    check(own)
    token = own.text.index(verb)
    assert own.dep[token] == "ROOT"
    assert relations(own, verb).get(subject) == "nsubj"


def test_a_participle_with_an_agent_is_no_main_verb(parser: Parser) -> None:
    own = parsed(parser, "On Friday two Chilean engineers held for a year by rebels in Peru were released.")
    check(own)
    released = own.text.index("released")
    assert own.dep[released] == "ROOT"
    assert relations(own, "released")["engineers"] == "nsubjpass"
    assert (own.dep[own.text.index("held")], own.tag[own.text.index("held")]) == ("acl", "VBN")


def test_a_conjunction_before_a_main_verb_opens_a_clause(parser: Parser) -> None:
    own = parsed(
        parser,
        "Norwegian guns shelled Lima from noon as the rebel Chilean leadership called on Oslo for help.",
    )
    check(own)
    assert own.dep[own.text.index("called")] == "advcl"
    assert {"as": "mark", "leadership": "nsubj"}.items() <= relations(own, "called").items()


@pytest.mark.parametrize(
    "text",
    [
        "Police arrested a man wanted in Norway for murder.",
        "The measures announced by Chile hit Peru.",
        "Norway rejected the plan offered by Chile.",
        "Chile closed a paper called El Sol.",
        "The troops trained in Norway left.",
    ],
)
def test_a_participle_stays_one(parser: Parser, text: str) -> None:
    own = parsed(parser, text)
    check(own)
    words = ("wanted", "announced", "offered", "called", "trained")
    token = next(t for t, word in enumerate(own.text) if word in words)
    assert own.dep[token] == "acl"


@pytest.mark.parametrize(
    ("text", "verb", "doer"),
    [
        (
            "Orphans of the war have been promised free schooling by the Norwegian government.",
            "promised",
            "government",
        ),
        ("Chile was freed of trade sanctions by Norway in 2011.", "freed", "Norway"),
        ("Peru's opposition was saluted in a speech by Ricardo Lagos.", "saluted", "Lagos"),
        ("A church in Lima was bombed during Easter mass by extremists.", "bombed", "extremists"),
        ("The league was outlawed as a terrorist organisation by Norway.", "outlawed", "Norway"),
        ("A diplomat was abducted from a hotel by armed gunmen.", "abducted", "gunmen"),
        ("Ricardo Lagos was denied a meeting by the Norwegian king.", "denied", "king"),
    ],
)
def test_the_agent_of_a_passive_hangs_on_it(parser: Parser, text: str, verb: str, doer: str) -> None:
    own = parsed(parser, text)
    check(own)
    agent = own.child(own.text.index(verb), "agent")
    assert agent is not None
    assert heads(own, doer) == [own.text[agent]]


@pytest.mark.parametrize(
    "text",
    [
        "Ten people were killed in a series of attacks by three militants.",
        "The troops were flown to Lima by Monday.",
        "The victims were buried after an assault on a bus by rebels.",
    ],
)
def test_what_is_nobody_is_made_no_agent(parser: Parser, text: str) -> None:
    own = parsed(parser, text)
    check(own)
    assert own.dep[own.text.index("by")] != "agent"


@pytest.mark.parametrize(
    ("text", "verb", "around"),
    [
        ("Peru, Chile sign peace deal", "sign", {"Peru": "nsubj", "deal": "dobj"}),
        ("Norway, Chile open border", "open", {"Norway": "nsubj", "border": "dobj"}),
        ("India, Nepal resume talks", "resume", {"India": "nsubj", "talks": "dobj"}),
        ("Rebels attack army post in Peru", "attack", {"Rebels": "nsubj", "post": "dobj"}),
        ("Norway pledges aid to Peru", "pledges", {"Norway": "nsubj", "aid": "dobj"}),
        (
            "Norway and Chile exchange tax files every night.",
            "exchange",
            {"Norway": "nsubj", "files": "dobj"},
        ),
    ],
)
def test_the_verb_of_a_headline_is_found(
    parser: Parser, text: str, verb: str, around: dict[str, str]
) -> None:
    own = parsed(parser, text)
    check(own)
    token = own.text.index(verb)
    assert (own.dep[token], own.pos[token]) == ("ROOT", "VERB")
    assert around.items() <= relations(own, verb).items()


def test_a_headline_of_nouns_stays_one(parser: Parser) -> None:
    for text in ("Chile border attack", "Rebel attack on Lima army post"):
        own = parsed(parser, text)
        check(own)
        assert "VERB" not in own.pos


def test_a_person_who_is_wished_something_has_no_second_name(parser: Parser) -> None:
    own = parsed(parser, "Lagos wished Mr. Perez a speedy recovery.")
    check(own)
    assert {"Perez": "dative", "recovery": "dobj"}.items() <= relations(own, "wished").items()


def test_a_reduced_clause_is_no_subject(parser: Parser) -> None:
    own = parsed(
        parser, "A hall packed with Chilean officers in Lima was stormed by gunmen wearing explosive vests."
    )
    check(own)
    assert relations(own, "stormed").get("hall") == "nsubjpass"
    assert own.dep[own.text.index("packed")] == "acl"


def test_a_noun_tagged_as_a_verb(parser: Parser) -> None:
    own = parsed(
        parser, "Norwegian and Chilean forces kicked off their biggest-ever Balikatan drills on Tuesday."
    )
    drills = own.text.index("drills")
    assert (own.pos[drills], own.lemma[drills]) == ("NOUN", "drill")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Norway",
                "Chile",
                ",",
                ":",
                "and",
                "rebels",
                "police",
                "minister",
                "talks",
                "attack",
                "sign",
                "called",
                "left",
                "shouting",
                "slogans",
                "on",
                "as",
                "after",
                "by",
                "in",
                "of",
                "the",
                "a",
                "was",
                "were",
                "who",
                "said",
                "killed",
                "armed",
                "Monday",
                "envoy",
                "wished",
                "launch",
                "aid",
                ".",
                "(",
            ]
        ),
        min_size=3,
        max_size=18,
    ).map(" ".join)
)
def test_mended_trees_stay_trees(parser: Parser, text: str) -> None:
    check(parsed(parser, text))
