"""Pieces of HTML made plain."""

from __future__ import annotations

import pytest

from dragoman.sources.markup import plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        (" \n ", ""),
        ("One.", "One."),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br>Two.", "One.\nTwo."),
        ("One.<br><br/>Two.", "One.\n\nTwo."),
        ("<p>One\n  two\t<b>three</b>.</p>", "One two three."),
        ("<p>A<b>B</b>C <i>D</i></p>", "ABC D"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\n\nTwo"),
        ("<table><tr><td>One</td><td>Two</td></tr></table>", "One\n\nTwo"),
        ("<style>p {}</style><script>x()</script>One<!-- not -->, two", "One, two"),
        ("<head><title>No</title></head><body>Yes</body>", "Yes"),
        ("<?xml version='1.0'?><p>One</p>", "One"),
        ("One <?php echo 1 ?> two", "One two"),
        ("<p>Caf&eacute;&nbsp;&ldquo;so&rdquo; &lt;b&gt;</p>", "Café “so” <b>"),
        ("<p>One\x00\x07two</p>", "One two"),
        ("<p>One<svg><text>no</text></svg> two</p>", "One two"),
        ("<script>x</script>", ""),
        ("<!-- x -->", ""),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("<blockquote>One</blockquote>two", "One\n\ntwo"),
    ],
)
def test_plain(markup: str, text: str) -> None:
    assert plain_text(markup, where="x") == text


@pytest.mark.parametrize("markup", ["<div>" * 50_000 + "end", "<" * 100_000, "&" * 100_000, "<a " * 50_000])
def test_twisted_markup_is_text_or_an_error(markup: str) -> None:
    assert isinstance(plain_text(markup, where="x"), str)
