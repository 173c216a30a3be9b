"""E-mails: which part is the text, what the headers give, enclosed mails, and mails that are broken."""

from __future__ import annotations

import io
from datetime import date
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.records import Report
from dragoman.sources import read_source
from dragoman.sources.eml import read_eml

TEXT = "The minister met his counterpart in Malmö on Tuesday.\n"
HEAD = b"From: AFP <news@afp.example>\nDate: Tue, 05 Mar 2019 23:30:00 -0500\nSubject: Talks\n"


def mail(text: str | None = TEXT, **headers: str) -> EmailMessage:
    message = EmailMessage()
    found = {
        "From": "AFP News <news@afp.example>",
        "Date": "Tue, 05 Mar 2019 23:30:00 -0500",
        "Subject": "Talks",
    }
    for name, value in {**found, **headers}.items():
        message[name] = value
    if text is not None:
        message.set_content(text)
    return message


def outcomes(data: bytes | EmailMessage, published: date | None = None) -> list[Report | InputError]:
    raw = data.as_bytes(policy=policy.SMTP) if isinstance(data, EmailMessage) else data
    found: list[Report | InputError] = []
    try:
        found.extend(read_eml(io.BytesIO(raw), source="mail.eml", published=published))
    except InputError as error:
        found.append(error)
    return found


def read(data: bytes | EmailMessage, published: date | None = None) -> Report:
    (report,) = outcomes(data, published)
    assert isinstance(report, Report), report
    return report


def test_what_the_headers_give() -> None:
    assert read(mail()) == Report(
        text=TEXT,
        published=date(2019, 3, 5),
        source="mail.eml",
        title="Talks",
        publisher="AFP News",
        language=None,
    )


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("cte", ["base64", "quoted-printable", "8bit"])
def test_encodings(charset: str, cte: str) -> None:
    message = mail(None)
    message.set_content(TEXT, charset=charset, cte=cte)
    assert read(message).text == TEXT


def test_plain_text_comes_before_html() -> None:
    message = mail()
    message.add_alternative("<p>Another text</p>", subtype="html")
    assert read(message).text == TEXT


def test_html_is_made_plain() -> None:
    message = mail(None)
    message.set_content("<html><style>x</style><p>One.</p><p>Two<br>three.</p></html>", subtype="html")
    assert read(message).text == "One.\n\nTwo\nthree."


def test_attachments_are_left_out() -> None:
    message = mail()
    message.add_attachment("secret figures", filename="figures.txt")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    assert read(message).text == TEXT


def test_a_mail_of_attachments_only() -> None:
    message = mail(None)
    message.add_attachment("secret figures", filename="figures.txt")
    (error,) = outcomes(message)
    assert isinstance(error, InputError)
    assert (error.code, error.what) == ("D102", "there is no text in the mail")


def test_deep_multiparts() -> None:
    message = mail()
    for _ in range(5):
        outer = mail(None)
        outer.make_mixed()
        outer.attach(message)
        message = outer
    assert read(message).text == TEXT


def test_enclosed_mails_are_reports_of_their_own() -> None:
    message = mail("See below, the envoy wrote.\n", Subject="Fwd")
    message.add_attachment(mail(Subject="Inner", Date="Wed, 06 Mar 2019 10:00:00 +0000"))
    outer, inner = outcomes(message)
    assert isinstance(outer, Report)
    assert isinstance(inner, Report)
    assert (outer.text, outer.title, outer.published) == (
        "See below, the envoy wrote.\n",
        "Fwd",
        date(2019, 3, 5),
    )
    assert (inner.text, inner.title, inner.published) == (TEXT, "Inner", date(2019, 3, 6))


def test_a_mail_that_only_encloses_another() -> None:
    message = mail(None)
    message.make_mixed()
    message.add_attachment(mail(Subject="Inner"))
    assert read(message).title == "Inner"
    bare = HEAD + b"Content-Type: message/rfc822\n\n" + mail(Subject="Inner").as_bytes()
    assert read(bare).title == "Inner"


def test_an_error_in_an_enclosed_mail_is_its_own() -> None:
    message = mail()
    message.add_attachment(mail(Date="Wed, 06 Mar 2019 10:00:00 +0000"))
    outer, error = outcomes(message.as_bytes().replace(b"06 Mar", b"66 Mar"))
    assert isinstance(outer, Report)
    assert isinstance(error, InputError)
    assert (error.code, error.where) == ("D108", "mail.eml (enclosed mail 1)")


@pytest.mark.parametrize(
    ("headers", "title", "publisher"),
    [
        (b"From: news@afp.example\nSubject: Talks\n", "Talks", "news@afp.example"),
        (b"From: =?utf-8?q?Ren=C3=A9?= <r@a.example>\nSubject: =?iso-8859-1?q?Malm=F6?=\n", "Malmö", "René"),
        (b"From: \nSubject: \n", None, None),
        (b"Subject: One\n two\n", "One two", None),
        (b"To: a@b.example\n", None, None),
        (b"Subject: Malm\xc3\xb6\nFrom: R\xc3\xa9 <a@b.example>\n", "Malmö", "Ré"),
    ],
)
def test_headers(headers: bytes, title: str | None, publisher: str | None) -> None:
    report = read(headers + b"\nThe minister spoke.\n", date(2024, 4, 4))
    assert (report.title, report.publisher, report.published) == (title, publisher, date(2024, 4, 4))


def test_flowed_text_is_put_together() -> None:
    data = (
        HEAD
        + b"Content-Type: text/plain; format=flowed\n\nThe minister \nmet his \ncounterpart.\n\nTwo.\n-- \nX\n"
    )
    assert read(data).text == "The minister met his counterpart.\n\nTwo.\n-- \nX\n"


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"", "D102", "empty"),
        (b"\n\n", "D102", "empty"),
        (b"The minister spoke on Monday.\n", "D110", "no e-mail"),
        (b"\nFrom: a\n\nText", "D110", "no e-mail"),
        (HEAD, "D102", "no text"),
        (HEAD + b"\n \n", "D102", "no text"),
        (HEAD.replace(b"Tue, 05 Mar 2019 23:30:00 -0500", b"lately") + b"\nText", "D108", "lately"),
        (HEAD.replace(b"05 Mar", b"45 Mar") + b"\nText", "D108", "45 Mar"),
        (HEAD + b"Content-Type: text/plain; charset=none\n\n" + b"\xc3\xb6" * 9 + b"\xc3", "D104", ""),
        (HEAD + b"Content-Type: image/png\n\nabc", "D102", "no text"),
        (HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n", "D102", "no text"),
        (b"%PDF-1.4\n", "D103", "a PDF"),
        (HEAD + b"\n" + b"a" * 32_000_000, "D105", "32,000,000"),
    ],
)
def test_broken_mails(data: bytes, code: str, says: str) -> None:
    (error,) = outcomes(data)
    assert isinstance(error, InputError)
    assert (error.code, error.where) == (code, "mail.eml")
    assert says in error.what
    assert error.next_step


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 3_000,
        b"Content-Type: message/rfc822\n\n" * 2_000 + b"Text",
        b"Content-Type: text/plain; charset=" + b"x" * 10_000 + b"\n\nText",
        b"Content-Transfer-Encoding: base64\n\n!!!!notbase64",
        b"Content-Transfer-Encoding: nonsense\n\nText",
        b"Content-Type: \n\nText",
        b"Content-Disposition: \xff\xfe; filename*=x''%ff\n\nText",
        b"X: " + b"a " * 50_000 + b"\n\nText",
    ],
)
def test_twisted_mails_give_reports_or_named_errors(body: bytes) -> None:
    found = outcomes(HEAD + body)
    assert found
    for item in found:
        assert isinstance(item, Report) or item.where.startswith("mail.eml")


@given(st.binary(max_size=300))
def test_any_bytes_are_reports_or_errors(data: bytes) -> None:
    for item in outcomes(b"From: a\nContent-Type: multipart/mixed; boundary=x\n" + data):
        assert isinstance(item, Report) or item.where.startswith("mail.eml")


def test_through_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(mail().as_bytes())
    (report,) = read_source(path)
    assert isinstance(report, Report)
    assert report.source == str(path)
