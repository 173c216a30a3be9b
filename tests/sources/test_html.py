"""HTML pages: the article, what the page says of itself, and what is left out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dragoman.errors import InputError
from dragoman.records import Report
from dragoman.sources import read_source

PARAGRAPHS = (
    "The foreign minister of Norland met his counterpart from Sudland on Tuesday, officials of both countries said.",
    "It was the first meeting of the two since the border war, and they talked for three hours about prisoners.",
    "“We will meet again in the spring,” the minister told reporters after the talks in Malmö.",
)
PAGE = """<!doctype html>
<html lang="en"><head>{charset}
<title>Ministers meet after border war - Northern Wire</title>
<meta property="og:title" content="Ministers meet after border war">
<meta property="og:site_name" content="Northern Wire">
<meta property="article:published_time" content="2019-03-05T18:00:00Z">
<meta property="article:modified_time" content="2020-07-07T18:00:00Z">
<link rel="canonical" href="https://wire.example.org/2019/ministers-meet">
<style>p {{ color: red }}</style>
<script>var stolen = "The army shelled the capital";</script>
</head><body>
<nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>
<article><h1>Ministers meet after border war</h1>
{paragraphs}
<script>document.write("<p>Rebels killed twelve soldiers on Monday.</p>")</script>
<p onclick="alert(1)">The two will next see each other in April, a spokeswoman said.</p>
</article>
<aside><h2>Most read</h2><ul><li><a href="/a">Ten best cakes</a></li></ul></aside>
<div class="comments"><p>A reader says that this is all wrong and will never happen.</p></div>
<footer>Copyright 2024 Northern Wire. All rights reserved.</footer>
</body></html>
"""


def page(charset: str = "") -> str:
    return PAGE.format(charset=charset, paragraphs="\n".join(f"<p>{text}</p>" for text in PARAGRAPHS))


def read(path: Path, published: date | None = None) -> Report:
    (report,) = read_source(path, published=published)
    assert isinstance(report, Report), report
    return report


@pytest.fixture
def report(tmp_path: Path) -> Report:
    path = tmp_path / "page.html"
    path.write_text(page(), encoding="utf-8")
    return read(path, published=date(2024, 4, 4))


def test_the_article_is_the_text(report: Report) -> None:
    for paragraph in PARAGRAPHS:
        assert paragraph in report.text
    assert "a spokeswoman said" in report.text
    assert "\n\n".join(PARAGRAPHS) in report.text


@pytest.mark.parametrize(
    "words", ["shelled", "Rebels killed", "alert", "color: red", "Sport", "cakes", "all wrong"]
)
def test_scripts_menus_and_comments_are_left_out(report: Report, words: str) -> None:
    assert words not in report.text


def test_what_the_page_says_of_itself(report: Report) -> None:
    assert report.title == "Ministers meet after border war"
    assert report.publisher == "Northern Wire"
    assert report.url == "https://wire.example.org/2019/ministers-meet"
    assert report.published == date(2019, 3, 5)
    assert report.language == "en"


def test_a_page_without_a_date_has_the_one_given(tmp_path: Path) -> None:
    path = tmp_path / "page.htm"
    bare = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    path.write_text(f"<html><body><p>Founded 1 January 1990</p>{bare}</body></html>", encoding="utf-8")
    assert read(path, published=date(2024, 4, 4)).published == date(2024, 4, 4)
    assert read(path).published is None


def test_the_same_page_gives_the_same_text_every_time(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(), encoding="utf-8")
    assert len({read(path).text for _ in range(5)}) == 1


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", ""),
        ("utf-8-sig", '<meta charset="utf-8">'),
        ("cp1252", '<meta charset="windows-1252">'),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
        ("cp1252", '<meta charset="utf-8">'),
        ("cp1252", ""),
        ("utf-8", '<meta charset="no-such-charset">'),
        ("cp1252", '<meta charset="hex">'),
        ("cp1252", '<meta charset="undefined">'),
        ("utf-16", ""),
    ],
)
def test_charsets(tmp_path: Path, encoding: str, charset: str) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page(charset).encode(encoding))
    assert (
        "“We will meet again in the spring,” the minister told reporters after the talks in Malmö."
        in read(path).text
    )


def test_a_declared_charset_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    text = page('<meta charset="iso-8859-2">').replace("Malmö", "Łódź").replace("“", '"').replace("”", '"')
    path.write_bytes(text.encode("iso-8859-2"))
    assert "talks in Łódź" in read(path).text


def test_a_short_item_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body><p>The two ministers met on Tuesday, officials said.</p></body></html>")
    assert read(path).text.strip() == "The two ministers met on Tuesday, officials said."


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 50_000 + "The end",
        "<p>" * 50_000,
        "<table><tr><td>" * 5_000,
        "&lt;" * 100_000,
        "<" * 100_000,
        "<!--" * 1_000,
        "<p " + "a='b' " * 50_000,
        "<p>" + "&#x110000; &#0; &#xD800;" * 100,
    ],
)
def test_twisted_pages_give_a_report_or_a_named_error(tmp_path: Path, body: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<html><body>{body}")
    (outcome,) = read_source(path)
    assert isinstance(outcome, Report) or (isinstance(outcome, InputError) and outcome.where == str(path))
