"""A piece of HTML made plain: that of a mail, of an entry of a feed, of a title.

It is no page with menus around an article, so that all that it shows is the text.
"""

from __future__ import annotations

import re

from dragoman.errors import UnreadableText

# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend",
    "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
})
"""Elements that stand on lines of their own; all others stand within a line."""
_UNSEEN = frozenset({
    "applet", "audio", "canvas", "embed", "head", "iframe", "math", "noembed", "noframes", "noscript", "object",
    "script", "select", "style", "svg", "template", "textarea", "title", "video",
})
"""Elements whose text is not shown, or is none."""
# fmt: on
_BLANKS = re.compile(r"[ \t\n\x0b\f\r\u00a0\u200b]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def plain_text(markup: str, *, where: str) -> str:
    """All the text that a piece of HTML shows, a blank line between its blocks; "" when it shows none.

    Raises UnreadableText.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    markup = _CONTROL.sub(" ", markup)
    if not markup.strip():
        return ""
    try:
        root = document_fromstring(
            markup, parser=HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
        )
    except (etree.LxmlError, ValueError) as error:
        if isinstance(error, etree.ParserError):
            return ""
        raise UnreadableText(
            f"the HTML can't be taken apart ({error})", where=where, next_step="Save its text as .txt."
        ) from error
    pieces: list[str] = []
    unseen = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        block = "\n\n" if tag in _BLOCKS else "\n" if tag == "br" and event == "end" else ""
        if not unseen:
            pieces.append(block)
        if event == "start":
            unseen += tag in _UNSEEN
            text = node.text if tag else None
        else:
            unseen -= tag in _UNSEEN
            text = node.tail
        if text and not unseen:
            pieces.append(_BLANKS.sub(" ", text))
    joined = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", "".join(pieces)))
    return re.sub(r"\n{2,}", "\n\n", joined).strip()
