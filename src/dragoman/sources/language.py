"""Is the report in English? Another language is named to the user instead of being coded as noise.

English is known by its little words, which costs next to nothing. Only a text that lacks them is put to the detector
(py3langid), and a text too short to tell is taken for English, unless it is written in another script.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from dragoman.errors import UnsupportedLanguage

_PREFIX = 4_000
"""Characters looked at: enough to be sure, and the same work for a report of any length."""

# Of the 112 articles in the PolNeAR and newswire development sets the poorest holds 14 % of these words, the median
# 25 %; Dutch, the nearest to pass for English, held 8 % in a sentence chosen to hold many. What falls below goes to the
# detector, which took none of 5,600 English development texts, single sentences among them, for another language.
_ENGLISH_SHARE = 0.12
_FEWEST_WORDS = 12
_FEWEST_LETTERS = 12
_SURE = 0.9

# The detector's "zxx" is text that is no language (numbers, codes), "pcm" the English-based pidgin of Nigeria.
_ENGLISH_OR_NONE = ("en", "pcm", "zxx")

_WORD = re.compile(r"[^\W\d_]+")
# Latin with its additions and extensions, up to the modifier letters.
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def language_of(text: str, *, where: str, line: int | None = None, declared: str | None = None) -> str | None:
    """Gives "en" when `text` is English, and `declared`, the source's own word, when it is too short to tell.

    Raises UnsupportedLanguage, naming the language, when it is another one.
    """
    prefix = text[:_PREFIX]
    words = _WORD.findall(prefix.lower())
    english, _ = _knowledge()
    if len(words) >= _FEWEST_WORDS and sum(word in english for word in words) >= _ENGLISH_SHARE * len(words):
        return "en"
    letters = sum(map(len, words))
    foreign_script = letters >= _FEWEST_LETTERS and len(_LATIN.findall(prefix)) < letters / 2
    if len(words) < _FEWEST_WORDS and not foreign_script:
        return _trusted(declared, where, line)
    code, probability = _detector().classify(prefix)
    if foreign_script or (code not in _ENGLISH_OR_NONE and probability >= _SURE):
        raise _unsupported("" if code in _ENGLISH_OR_NONE else code, where, line)
    return "en" if code == "en" else declared


def _trusted(declared: str | None, where: str, line: int | None) -> str | None:
    """What a short text declares: English however it is written ("en", "eng", "en-GB", "English"), or an error."""
    if declared is None or declared.strip().lower().startswith("en"):
        return declared
    raise _unsupported(declared, where, line)


def _unsupported(code: str, where: str, line: int | None) -> UnsupportedLanguage:
    _, names = _knowledge()
    name = names.get(code, code) or "another language"
    return UnsupportedLanguage(f"the text is in {name}, which dragoman can't read", where=where, line=line)


@cache
def _knowledge() -> tuple[frozenset[str], dict[str, str]]:
    data = tomllib.loads(files(__package__).joinpath("data/languages.toml").read_text(encoding="utf-8"))
    return frozenset(data["english"]), data["names"]


@cache
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
