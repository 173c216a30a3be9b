"""Who is named? Noun phrases resolved to actors: name, country, sectors, office, and whom a pronoun means."""

from __future__ import annotations

from dragoman.reading.who.find import frame, is_phrase, mentions, whole
from dragoman.reading.who.mention import Mention, Mentions

__all__ = ["Mention", "Mentions", "frame", "is_phrase", "mentions", "whole"]
