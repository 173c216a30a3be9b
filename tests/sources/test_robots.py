"""robots.txt by RFC 9309."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.sources.robots import Robots


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow:", "/x", True),
        ("user-AGENT : *\r\ndisAllow :/x # why\r\n", "/x/y", False),
        ("User-agent: other\nDisallow: /", "/x", True),
        ("User-agent: Dragoman\nDisallow: /\n\nUser-agent: *\nDisallow:", "/x", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: dragoman/1.0\nDisallow:", "/x", True),
        ("User-agent: a\nUser-agent: dragoman\nDisallow: /x", "/x", False),
        (
            "User-agent: dragoman\nDisallow: /a\nUser-agent: b\nDisallow: /b\nUser-agent: dragoman\nDisallow: /c",
            "/c",
            False,
        ),
        ("User-agent: dragoman\nDisallow: /a\nUser-agent: b\nDisallow: /b", "/b", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", False),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /*?print=", "/x?print=1", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a1b2c3", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a1c2b3", True),
        ("User-agent: *\nDisallow: /x$", "/x", False),
        ("User-agent: *\nDisallow: /x$", "/xy", True),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/caf%c3%a9/1", False),
        ("User-agent: *\nDisallow: /café", "/caf%C3%A9", False),
        ("User-agent: *\nDisallow: /%7Ejoe", "/~joe", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/x", False),
        ("Disallow: /", "/x", True),
        ("<html>not found</html>", "/x", True),
        ("User-agent: *\nSitemap: https://a.example/s.xml\nDisallow: /x", "/x", False),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert Robots(text).allows(path) == allowed


@pytest.mark.parametrize(
    ("value", "delay"),
    [
        ("5", 5.0),
        ("0.5", 0.5),
        ("", 0.0),
        ("soon", 0.0),
        ("-3", 0.0),
        ("nan", 0.0),
        ("inf", 60.0),
        ("100000", 60.0),
    ],
)
def test_delays(value: str, delay: float) -> None:
    assert Robots(f"User-agent: *\nCrawl-delay: {value}").delay == delay


def test_rules_made_to_take_long_don_t() -> None:
    started = time.process_time()
    Robots("User-agent: *\nDisallow: /" + "*a" * 10_000 + "$").allows("/" + "a" * 9_000)
    assert time.process_time() - started < 5


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_is_heeded_or_passed_over(text: str, path: str) -> None:
    assert Robots("User-agent: *\n" + text).allows("/" + path) in (True, False)
