"""Addresses as sources: pages, feeds, what is neither, and a batch of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dragoman.errors import InputError
from dragoman.records import Report
from dragoman.sources import Fetched, Fetcher, Validators, fetched_reports, read_source, read_sources

if TYPE_CHECKING:
    from tests.sources.conftest import Clock, Site

TEXT = "The foreign minister met his counterpart in Malmö on Tuesday, officials of both countries said."
PAGE = (
    "<html><head><title>Talks</title>{head}</head><body><article><p>" + TEXT + "</p></article></body></html>"
)
FEED = (
    "<rss version='2.0'><channel><title>Wire</title><item><title>Talks</title><link>/1</link>"
    f"<description>{TEXT}</description></item></channel></rss>"
)


def outcomes(
    site: Site, fetcher: Fetcher, path: str = "/a", published: date | None = None
) -> list[Report | InputError]:
    return list(read_source(site.url(path), fetcher=fetcher, published=published))


def test_a_page(site: Site, fetcher: Fetcher) -> None:
    url = site.page("/a", PAGE.format(head='<meta property="article:published_time" content="2019-03-05">'))
    assert outcomes(site, fetcher) == [
        Report(
            text=TEXT,
            published=date(2019, 3, 5),
            source=url,
            title="Talks",
            publisher="news.example",
            url=url,
            language="en",
        )
    ]


def test_a_page_that_names_its_address(site: Site, fetcher: Fetcher) -> None:
    site.page("/a", PAGE.format(head='<link rel="canonical" href="https://wire.example.org/1">'))
    (report,) = outcomes(site, fetcher)
    assert isinstance(report, Report)
    assert (report.source, report.url) == (site.url("/a"), "https://wire.example.org/1")


def test_a_page_after_a_redirect(site: Site, fetcher: Fetcher) -> None:
    site.page("/a", b"", status=301, Location="/b")
    site.page("/b", PAGE.format(head=""))
    (report,) = outcomes(site, fetcher, published=date(2024, 4, 4))
    assert isinstance(report, Report)
    assert (report.source, report.url, report.published) == (site.url("/a"), site.url("/b"), date(2024, 4, 4))


@pytest.mark.parametrize(
    "kind", ["application/rss+xml", "text/xml", "text/html", "text/plain", "application/octet-stream"]
)
def test_a_feed_whatever_the_server_calls_it(site: Site, fetcher: Fetcher, kind: str) -> None:
    site.page("/a", FEED, kind)
    (report,) = outcomes(site, fetcher)
    assert isinstance(report, Report)
    assert (report.text, report.url, report.publisher) == (TEXT, site.url("/1"), "Wire")
    # What the entries link to is not fetched.
    assert site.paths() == ["/a"]


def test_plain_text(site: Site, fetcher: Fetcher) -> None:
    site.page("/a", TEXT.encode("iso-8859-2"), "text/plain; charset=iso-8859-2")
    (report,) = outcomes(site, fetcher)
    assert isinstance(report, Report)
    assert (report.text, report.url) == (TEXT, site.url("/a"))


@pytest.mark.parametrize("charset", ["iso-8859-2", "utf-16", "utf-8"])
def test_the_charset_of_the_server(site: Site, fetcher: Fetcher, charset: str) -> None:
    site.page(
        "/a", PAGE.format(head="").replace("Malmö", "Łódź").encode(charset), f"text/html; charset={charset}"
    )
    (report,) = outcomes(site, fetcher)
    assert isinstance(report, Report)
    assert "Łódź" in report.text


@pytest.mark.parametrize(
    ("body", "kind", "code", "says"),
    [
        (b"\x89PNG", "image/png", "D107", "it is image/png"),
        (b"%PDF-1.4", "application/pdf", "D107", "it is application/pdf"),
        (b'{"text": "a"}', "application/json", "D107", "it is application/json"),
        (b"abc", "", "D107", "of no kind"),
        (b"", "text/html", "D102", "nothing"),
        (b"<nitf/>", "text/xml", "D110", "<nitf>"),
        (b"<html><script>x</script></html>", "text/html", "D102", "no article"),
        (bytes(range(256)) * 20, "text/html; charset=nonsense", "D103", "binary"),
    ],
)
def test_what_is_neither(site: Site, fetcher: Fetcher, body: bytes, kind: str, code: str, says: str) -> None:
    url = site.page("/a", body, kind)
    (error,) = outcomes(site, fetcher)
    assert isinstance(error, InputError)
    assert (error.code, error.where) == (code, url)
    assert says in error.what


def test_errors_are_given_not_raised(site: Site, fetcher: Fetcher, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    good = site.page("/a", PAGE.format(head=""))
    paths = [site.url("/gone"), good, "ftp://news.example/a", str(tmp_path), "http://", good]
    found = [
        item.source if isinstance(item, Report) else item.code
        for item in read_sources(paths, fetcher=fetcher)
    ]
    assert found == ["D111", good, "D107", str(tmp_path / "a.txt"), "D111", good]
    # robots.txt, then three pages: one fetcher for them all.
    assert clock.waits == [1.0, 1.0, 1.0]


def test_without_leave_this_machine_is_refused(site: Site) -> None:
    (error,) = read_source(f"http://127.0.0.1:{site.port}/a")
    assert isinstance(error, InputError)
    assert error.code == "D112"
    assert site.asked == []


def test_nothing_newer_is_no_report() -> None:
    fetched = Fetched("https://a.example/", b"", "", None, Validators(), not_modified=True)
    assert list(fetched_reports(fetched, source="x")) == []
