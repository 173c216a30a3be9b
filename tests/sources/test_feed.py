"""Feeds: entries as reports, forms of RSS and Atom, XML that is no feed, and XML made to do harm."""

from __future__ import annotations

import io
import time
from datetime import date
from pathlib import Path

import pytest

from dragoman.errors import InputError
from dragoman.records import Report
from dragoman.sources import read_source
from dragoman.sources.feed import feed_reports, read_feed

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Northern Wire</title><link>https://wire.example.org/</link><language>en</language>
{items}
</channel></rss>
"""
ITEM = """<item><title>Ministers meet in Malmö</title><link>https://wire.example.org/1</link>
<guid>tag:wire,2019:1</guid><pubDate>Tue, 05 Mar 2019 23:30:00 -0500</pubDate>
<description>The foreign minister met his counterpart on Tuesday.</description></item>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">Northern &lt;b&gt;Wire&lt;/b&gt;</title>
<entry><title>Ministers meet</title><id>urn:1</id><link href="https://wire.example.org/1"/>
<updated>2019-03-07T10:00:00Z</updated><published>2019-03-05T10:00:00Z</published>
<content type="html">&lt;p&gt;The minister met his counterpart.&lt;/p&gt;
&lt;p&gt;They talked.&lt;/p&gt;</content></entry>
<entry><title>Talks end</title><id>urn:2</id><updated>2019-03-08T10:00:00Z</updated>
<summary>The talks ended.</summary></entry>
</feed>
"""


def rss(items: str = ITEM, encoding: str = "utf-8") -> bytes:
    return RSS.format(items=items, encoding=encoding).encode(encoding)


def outcomes(data: bytes, **more: object) -> list[Report | InputError]:
    found: list[Report | InputError] = []
    try:
        found.extend(feed_reports(data, source="feed.xml", **more))  # type: ignore[arg-type]
    except InputError as error:
        found.append(error)
    return found


def reports(data: bytes, **more: object) -> list[Report]:
    found = outcomes(data, **more)
    assert all(isinstance(item, Report) for item in found), found
    return [item for item in found if isinstance(item, Report)]


def test_an_entry_of_rss() -> None:
    assert reports(rss()) == [
        Report(
            text="The foreign minister met his counterpart on Tuesday.",
            published=date(2019, 3, 5),
            id="tag:wire,2019:1",
            source="feed.xml",
            title="Ministers meet in Malmö",
            publisher="Northern Wire",
            url="https://wire.example.org/1",
            language="en",
        )
    ]


def test_entries_of_atom() -> None:
    first, second = reports(ATOM.encode())
    assert first.text == "The minister met his counterpart.\n\nThey talked."
    assert (first.title, first.publisher, first.id, first.url) == (
        "Ministers meet",
        "Northern Wire",
        "urn:1",
        "https://wire.example.org/1",
    )
    assert (first.published, second.published) == (date(2019, 3, 5), date(2019, 3, 8))
    assert (second.text, second.url) == ("The talks ended.", None)


def test_an_older_form() -> None:
    data = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Wire</title></channel>
    <item rdf:about="y"><title>Talks</title><link>https://wire.example.org/1</link>
    <description>They talked.</description><dc:date>1999-05-06T10:00:00+02:00</dc:date></item></rdf:RDF>"""
    (report,) = reports(data.encode())
    assert (report.text, report.published, report.publisher) == ("They talked.", date(1999, 5, 6), "Wire")


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<description>One &amp;amp; two.</description>", "One & two."),
        (
            "<description><![CDATA[<p>One<br>two.</p><script>evil()</script><p>Three.</p>]]></description>",
            "One\ntwo.\n\nThree.",
        ),
        ("<description>&lt;p&gt;One &amp;nbsp;two.&lt;/p&gt;</description>", "One two."),
        (
            "<description>Short.</description><content:encoded><![CDATA[<p>Long.</p>]]></content:encoded>",
            "Long.",
        ),
        ("<title>Only a headline</title>", "Only a headline"),
        ("<description>The army said 3 &lt; 5.</description>", "The army said 3 < 5."),
        ("<description>One &nbsp; two &eacute;.</description>", "One two é."),
        ("<description>One\x07two.</description>", "One two."),
        ("<description>AT&T and R&D; 5 & 6</description>", "AT&T and R&D; 5 & 6"),
        ("<description><![CDATA[One &amp; two & three]]></description>", "One & two & three"),
        ("<description>One.</description><media:x y:z='1'>no</media:x>", "One."),
        ("<description>One.</description><itunes:summary>Two.</itunes:summary>", "One."),
        ("<description>One <b>two</b> three.</description>", "One two three."),
    ],
)
def test_texts(inner: str, text: str) -> None:
    assert reports(rss(f"<item>{inner}</item>"))[0].text == text


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "iso-8859-2"])
def test_encodings(encoding: str) -> None:
    assert reports(rss(encoding=encoding))[0].title == "Ministers meet in Malmö"


def test_the_charset_of_the_server_comes_first() -> None:
    data = (
        rss(encoding="iso-8859-2")
        .replace(b"iso-8859-2", b"iso-8859-1")
        .replace("Malmö".encode("iso-8859-2"), "Łódź".encode("iso-8859-2"))
    )
    assert reports(data, charset="iso-8859-2")[0].title == "Ministers meet in Łódź"


@pytest.mark.parametrize(
    ("inner", "published"),
    [
        ("", date(2024, 4, 4)),
        ("<pubDate>2019-03-05</pubDate>", date(2019, 3, 5)),
        ("<pubDate>Tue, 5 Mar 2019</pubDate>", date(2019, 3, 5)),
        ("<pubDate>5 Mar 19 10:00 GMT</pubDate>", date(2019, 3, 5)),
        ("<dc:date>2019-03-05</dc:date>", date(2019, 3, 5)),
    ],
)
def test_dates(inner: str, published: date) -> None:
    (report,) = reports(
        rss(f"<item><description>One.</description>{inner}</item>"), published=date(2024, 4, 4)
    )
    assert report.published == published


def test_a_bad_entry_is_named_and_the_others_read() -> None:
    bad = "<item><description>One.</description><pubDate>lately</pubDate></item><item><title> </title></item>"
    date_error, empty, good = outcomes(rss(bad + ITEM))
    assert isinstance(date_error, InputError)
    assert isinstance(empty, InputError)
    assert isinstance(good, Report)
    assert (date_error.code, date_error.where) == ("D108", "feed.xml (entry 1)")
    assert (empty.code, empty.where) == ("D102", "feed.xml (entry 2)")


def test_links_that_are_no_pages_are_dropped() -> None:
    (report,) = reports(rss("<item><description>One.</description><link>javascript:alert(1)</link></item>"))
    assert report.url is None


def test_relative_links_count_from_the_feed() -> None:
    (report,) = reports(
        rss("<item><description>One.</description><link>/1.html</link></item>"),
        address="https://a.example/feed",
    )
    assert report.url == "https://a.example/1.html"


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"", "D102", "empty"),
        (b"<nitf><body>Talks</body></nitf>", "D110", "its first element is <nitf>"),
        (b"<?xml version='1.0'?><!-- a --><html><p>Talks</p></html>", "D110", "its first element is <html>"),
        (b"The minister spoke.", "D110", "it is no XML"),
        (b"<?xml version='1.0'?>", "D110", "it is no XML"),
        (rss(""), "D102", "no entry"),
        (b"\x1f\x8b\x08" + b"x" * 100, "D103", "gzip"),
        (rss() + b" " * 16_000_000, "D105", "16,000,000"),
    ],
)
def test_what_is_no_feed(tmp_path: Path, data: bytes, code: str, says: str) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(data)
    (error,) = read_source(path)
    assert isinstance(error, InputError)
    assert (error.code, error.where) == (code, str(path))
    assert says in error.what
    assert error.next_step


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_feed_cut_off_gives_what_there_is(share: float) -> None:
    items = "".join(ITEM.replace("Tuesday", f"day {n}") for n in range(20))
    data = rss(items)
    found = outcomes(data[: int(len(data) * share)])
    assert len(found) > 4
    assert isinstance(found[0], Report)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BARE = '<rss version="2.0"><channel><title>{0}</title><item><description>Talks {0}</description></item></channel></rss>'
BOMB = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>{BARE.format("&l9;")}'


def test_entities_do_not_grow() -> None:
    started = time.process_time()
    (report,) = reports(BOMB.encode())
    assert len(report.text) < 100
    assert time.process_time() - started < 5


def test_a_wide_entity_does_not_grow() -> None:
    data = f'<!DOCTYPE rss [<!ENTITY a "{"a" * 10_000}">]>{BARE.format("&a;" * 10_000)}'
    (report,) = reports(data.encode())
    assert len(report.text) < 50_000


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{path}">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "file://{path}">%p;]>',
        '<!DOCTYPE rss SYSTEM "file://{path}" [<!ENTITY y "]>"><!ENTITY x SYSTEM "{path}">]>',
        '<!DOCTYPE rss [<!-- ]> " --><!ENTITY x SYSTEM "file://{path}">]>',
    ],
)
def test_files_named_by_entities_are_not_read(tmp_path: Path, doctype: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the password")
    data = doctype.format(path=secret) + BARE.format("&x;")
    for item in outcomes(data.encode()):
        assert "password" not in repr(item)
        assert isinstance(item, Report)


def test_a_feed_without_declared_namespaces() -> None:
    entry = (
        "<description>S.</description><content:encoded>Long.</content:encoded><dc:date>2019-03-05</dc:date>"
    )
    data = f"<rss version='2.0'><channel><item>{entry}</item></channel></rss>"
    (report,) = reports(data.encode())
    assert (report.text, report.published) == ("Long.", date(2019, 3, 5))


def test_more_entries_than_any_feed_has() -> None:
    (error,) = outcomes(rss("<item/>" * 20_001))
    assert isinstance(error, InputError)
    assert error.code == "D105"


def test_text_is_never_taken_for_an_address(tmp_path: Path) -> None:
    (tmp_path / "rss").write_text("the password")
    for data in (b"http://127.0.0.1:9/", b"file:///etc/passwd", str(tmp_path / "rss").encode()):
        (error,) = outcomes(data)
        assert isinstance(error, InputError)


@pytest.mark.parametrize(
    "body",
    [
        "<item>" * 20_000,
        "<item><description>" + "<b>" * 50_000,
        "<item><description>" + "&lt;div&gt;" * 20_000 + "x",
        "<item><description>" + "&#x110000; &#0; &#xD800;" * 100 + "x</description></item>",
        "<item><title>" + "<![CDATA[" * 1_000,
        "<item x='" + "y" * 100_000,
        "<item " + "".join(f"a{n}='1' " for n in range(100_000)) + "><title>x</title></item>",
        "<item><title>" + "&" * 300_000 + "</title></item>",
        "<item><title>" + "&" * 1_100_000 + "</title></item>",
        "<item>" + "<link/>" * 250_000 + "</item>",
    ],
)
def test_twisted_feeds_give_reports_or_named_errors(body: str) -> None:
    for item in outcomes(f'<rss version="2.0"><channel>{body}'.encode()):
        assert isinstance(item, Report) or item.where.startswith("feed.xml")


def test_the_stream_is_read_no_further_than_it_may_be() -> None:
    stream = io.BytesIO(b"<rss>" + b" " * 40_000_000)
    with pytest.raises(InputError):
        list(read_feed(stream, source="x"))
    assert stream.tell() < 17_000_000
