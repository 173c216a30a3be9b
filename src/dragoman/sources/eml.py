"""An e-mail is one report: its plain text, or its HTML made plain. A mail enclosed in it is a report of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date as Date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import BinaryIO

from dragoman.errors import BadDate, BrokenFile, EmptyInput, InputError, TooLarge, UnreadableText
from dragoman.records import Report
from dragoman.sources.dates import publication_date
from dragoman.sources.encoding import decode, refuse_binary
from dragoman.sources.limits import MAX_MAIL_BYTES
from dragoman.sources.markup import plain_text
from dragoman.sources.reports import make_report
from dragoman.sources.streams import read_all

_HEADERS = ("From", "Date", "Subject", "To", "Message-ID", "Received", "MIME-Version", "Content-Type")
_DEEPEST = 20
# Python looks at every line once for every part that it stands in. A mail of the largest size has half so many lines.
_MULTIPART = re.compile(rb"\bmultipart/", re.IGNORECASE)
_MOST_MULTIPARTS = 200
_MOST_LINES = 1_000_000
# RFC 3676: in flowed text a line that ends in a blank goes on in the next; "-- " stands above a signature.
_FLOWED = re.compile(r"(?<!^--) \n(?=[^\n>])", re.MULTILINE)


def read_eml(
    stream: BinaryIO, *, source: str, published: Date | None = None
) -> Iterator[Report | InputError]:
    """The report of a mail, then those of the mails enclosed in it. Attachments are left out.

    Subject, Date and From give title, day and publisher; `published` is the day of a mail without one. Raises
    BrokenFile for what is no mail.
    """
    data = read_all(stream, MAX_MAIL_BYTES, where=source)
    if not data.strip():
        raise EmptyInput("the file is empty", where=source)
    refuse_binary(data[:512], where=source)
    if data.count(b"\n") > _MOST_LINES or len(_MULTIPART.findall(data)) > _MOST_MULTIPARTS:
        raise TooLarge(
            "it has more lines or parts than mails have", where=source, next_step="Save its text as .txt."
        )
    try:
        message = message_from_bytes(data, policy=policy.default)
        if not any(name in message for name in _HEADERS):
            raise BrokenFile(
                "this is no e-mail: it begins with no header", where=source, next_step="Name text .txt."
            )
        mails = list(_mails(message, 0))
    except InputError:
        raise
    except Exception as error:
        raise _twisted(error, source) from error
    some = False
    last: InputError | None = None
    for number, mail in enumerate(mails):
        where = f"{source} (enclosed mail {number})" if number else source
        try:
            yield _report(mail, source, where, published)
            some = True
        except EmptyInput as error:
            # A mail that only passes others on has no text of its own, and needs none.
            last = error
        except InputError as error:
            some = True
            yield error
        except Exception as error:
            some = True
            yield _twisted(error, where)
    if not some and last:
        raise last


def _twisted(error: Exception, where: str) -> UnreadableText:
    """Mails are written by anybody: whatever trips over one is told of it, and the batch goes on."""
    return UnreadableText(
        f"the mail can't be taken apart ({type(error).__name__}: {error})",
        where=where,
        next_step="Save its text as .txt.",
    )


def _mails(message: EmailMessage, depth: int) -> Iterator[EmailMessage]:
    """The mail and those enclosed in it, outermost first."""
    yield message
    if depth < _DEEPEST:
        for part in _parts(message):
            if part.get_content_type() == "message/rfc822":
                enclosed = part.get_payload()
                if isinstance(enclosed, list) and enclosed and isinstance(enclosed[0], EmailMessage):
                    yield from _mails(enclosed[0], depth + 1)


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts of a mail, in order, without those of mails enclosed in it."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting.extend(piece for piece in reversed(payload) if isinstance(piece, EmailMessage))
        else:
            yield part


def _report(mail: EmailMessage, source: str, where: str, published: Date | None) -> Report:
    name, address = parseaddr(str(mail.get("From", "")))
    return make_report(
        _text(mail, where),
        source=source,
        where=where,
        title=_line(mail.get("Subject")),
        publisher=_line(name) or _line(address),
        published=_date(mail, where) or published,
    )


def _text(mail: EmailMessage, where: str) -> str:
    """The first part that is meant to be read: plain text, else HTML."""
    shown = [part for part in _parts(mail) if not part.is_attachment() and not part.get_filename()]
    for kind in ("text/plain", "text/html"):
        for part in shown:
            if part.get_content_type() != kind:
                continue
            payload = part.get_payload(decode=True)
            data = payload if isinstance(payload, bytes) else b""
            if not data.strip():
                continue
            text = decode(data, where=where, declared=part.get_content_charset())
            if kind == "text/html":
                text = plain_text(text, where=where)
            elif part.get_param("format") == "flowed":
                text = _FLOWED.sub(" ", text)
            if text.strip():
                return text
    raise EmptyInput("there is no text in the mail", where=where, next_step="Attachments are not read.")


def _date(mail: EmailMessage, where: str) -> Date | None:
    """The day of the Date header, in the zone of who wrote it. Raises BadDate."""
    header = mail.get("Date")
    if header is None or not str(header).strip():
        return None
    day = getattr(header, "datetime", None)
    if day is not None:
        return publication_date(day, where=where)
    try:
        return publication_date(str(header), where=where)
    except BadDate as error:
        raise BadDate(f"the mail's date {str(header)[:60]!r} can't be read", where=where) from error


def _line(value: object) -> str | None:
    """A header as one line of characters that can be stored; None for a missing one."""
    text = " ".join(str(value or "").encode("utf-8", "replace").decode("utf-8").split())
    return text or None
