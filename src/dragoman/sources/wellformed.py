"""XML of feeds, mended where it is broken, and made harmless.

Feeds are cut off, use names of HTML for letters, leave "&" bare, and forget to declare their namespaces. lxml puts
such XML right, without opening anything that it names, and stops at 256 elements within each other. What comes out is
well-formed, so that feedparser never falls back on its lenient parser, whose time grows with the square of the size.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from xml.sax import SAXException, handler, make_parser

from lxml import etree

from dragoman.errors import BrokenFile, TooLarge

# Tags within CDATA, and escapes, count among the first and not the second. feedparser takes 10 seconds for so many
# elements, and its time grows with the square of the attributes of one.
_MOST_TAGS = 1_000_000
_MOST_ELEMENTS = 200_000
_MOST_ATTRIBUTES = 100
_XMLS_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_AMPERSAND = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});)?")
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
"""What the prefixes mean that feeds leave undeclared and that matter here."""


def well_formed(body: str, *, where: str) -> bytes:
    """An XML document without its prolog, as well-formed XML in UTF-8.

    Raises TooLarge for more tags or elements than feeds have, BrokenFile for what can't be put right.
    """
    if body.count("<") > _MOST_TAGS or body.count("&") > _MOST_TAGS:
        raise TooLarge(f"it has more than {_MOST_TAGS:,} tags or escapes", where=where, next_step="Split it.")
    text = "".join(_escaped(_NO_CHARACTER.sub(" ", body)))
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise BrokenFile(f"its XML can't be put right: {error}", where=where) from error
    if root is None:
        raise BrokenFile("there is nothing in it that could be put right", where=where)
    for number, element in enumerate(root.iter(etree.Element)):
        if number >= _MOST_ELEMENTS:
            raise TooLarge(
                f"it has more than {_MOST_ELEMENTS:,} elements", where=where, next_step="Split it."
            )
        _name_spaces(element)
    data: bytes = etree.tostring(root, encoding="utf-8")
    checker = make_parser()
    checker.setFeature(handler.feature_namespaces, True)
    checker.setFeature(handler.feature_external_ges, False)
    try:
        checker.parse(io.BytesIO(data))
    except SAXException as error:
        raise BrokenFile(f"its XML can't be put right: {error}", where=where) from error
    return data


def _escaped(text: str) -> Iterator[str]:
    """The text with every "&" outside CDATA standing for itself or for a character, as XML has it."""
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", start)
        yield _AMPERSAND.sub(_character, text[at:start])
        if end < 0:
            yield text[start:] + "]]>"
            return
        yield text[start : end + 3]
        at = end + 3
    yield _AMPERSAND.sub(_character, text[at:])


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    if name in _XMLS_OWN:
        return match[0]
    found = html.unescape(match[0])
    if found == match[0]:
        return f"&amp;{name};"
    return html.escape(_NO_CHARACTER.sub(" ", found))


def _name_spaces(element: etree._Element) -> None:
    """Give an element whose prefix nobody declared its usual namespace, or else a name without a prefix."""
    if ":" in element.tag and not element.tag.startswith("{"):
        prefix, _, name = element.tag.partition(":")
        space = _NAMESPACES.get(prefix)
        element.tag = f"{{{space}}}{name}" if space else f"undeclared.{prefix}.{name}".replace(":", ".")
    if len(element.attrib) > _MOST_ATTRIBUTES:
        element.attrib.clear()
    for name in [name for name in element.attrib if ":" in name and not name.startswith("{")]:
        del element.attrib[name]
