"""The one place where a source makes a report, so that every kind of file meets the same checks."""

from __future__ import annotations

from datetime import date as Date

from dragoman.errors import EmptyInput, TooLarge
from dragoman.records import Report
from dragoman.sources.language import language_of
from dragoman.sources.limits import MAX_TEXT


def make_report(
    text: str,
    *,
    source: str,
    where: str | None = None,
    line: int | None = None,
    published: Date | None = None,
    id: str = "",
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    language: str | None = None,
) -> Report:
    """A report of `text`, exactly as given.

    For errors, `line` says where it stands in the source, and `where` names the page within it.
    Raises EmptyInput, TooLarge (over MAX_TEXT characters) or UnsupportedLanguage.
    """
    where = source if where is None else where
    if not text.strip():
        raise EmptyInput("the text is empty", where=where, line=line)
    if len(text) > MAX_TEXT:
        raise TooLarge(
            f"the text has {len(text):,} characters; one report may have {MAX_TEXT:,}",
            where=where,
            line=line,
        )
    return Report(
        text=text,
        published=published,
        id=id,
        source=source,
        title=title,
        publisher=publisher,
        url=url,
        language=language_of(text, where=where, line=line, declared=language),
    )
