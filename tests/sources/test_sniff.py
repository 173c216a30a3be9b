"""What streams are, told by how they begin."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.sources import KINDS
from dragoman.sources.sniff import kind_of


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, b"x")
    return file.getvalue()


RELAYED = "Received: from a.example by b.example\n\twith SMTP\n"
MAIL = RELAYED + "From: AFP <a@b.example>\nSubject: Talks\n\nThe minister spoke.\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("", "text"),
        ("The minister spoke.", "text"),
        ('{"text": "a"}', "jsonl"),
        ("<!doctype html><p>a</p>", "html"),
        ("<?xml version='1.0'?>\n<!DOCTYPE html [<!ENTITY a '<rss>'>]>\n<html>", "html"),
        ("<?xml version='1.0'?><nitf>", "html"),
        ("<rss version='2.0'>", "feed"),
        (
            "\n <?xml version='1.0'?>\n<!-- a > b -->\n<?xml-stylesheet href='a'?>\n<rss version='2.0'>",
            "feed",
        ),
        ("<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        ("<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a '>'>]><rss>", "feed"),
        ("<rdf:RDF xmlns:rdf='x'>", "feed"),
        ("<feedback> was asked for, the minister said.", "text"),
        ("<!-- a -->\n<rss>", "feed"),
        ("<!-- a -->\n<p>", "html"),
        ("WARC/1.0\r\nWARC-Type: warcinfo\r\n", "warc"),
        ("id,text\n1,a\n", "csv"),
        ("text;published\n", "csv"),
        ('"id"\t"event_text"\n', "csv"),
        ("text\nThe minister spoke.\n", "text"),
        ("Text, date and place were agreed.\n", "text"),
        ("Body, title: none of them was found.\n", "text"),
        (MAIL, "eml"),
        (MAIL.replace("\n", "\r\n"), "eml"),
        (MAIL.replace("Received: from a.example by b.example\n\twith SMTP", "MIME-Version: 1.0"), "eml"),
        (MAIL.replace("Received: from a.example by b.example\n\twith SMTP\n", ""), "text"),
        ("From: Reuters\nDate: 4 April 2024\nThe minister spoke.\n", "text"),
        ("Subject: talks. The minister spoke.\n", "text"),
        ("To: be or not to be, the minister said.\n", "text"),
    ],
)
def test_text(data: str, kind: str) -> None:
    for encoded in (data.encode(), ("\ufeff" + data).encode() if kind != "warc" else data.encode()):
        stream = io.BytesIO(encoded)
        found, head = kind_of(stream)
        assert found == kind
        assert head + stream.read() == encoded


@pytest.mark.parametrize("kind", ["feed", "csv", "html", "jsonl", "text"])
def test_wide_text(kind: str) -> None:
    data = {
        "feed": "<rss>",
        "csv": "id,text\n",
        "html": "<p>",
        "jsonl": '{"text": 1}',
        "text": "The minister spoke.",
    }[kind]
    assert kind_of(io.BytesIO(data.encode("utf-16")))[0] == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PAR1\x15\x04", "parquet"),
        (gzip.compress(b"WARC/1.1\r\n", mtime=0), "warc"),
        (gzip.compress(b"The minister spoke.", mtime=0), "text"),
        (b"\x1f\x8b", "text"),
        (b"\x1f\x8b\n\n", "text"),
        (zipped("archive/data.warc.gz"), "wacz"),
        (zipped("datapackage.json"), "wacz"),
        (zipped("word/document.xml"), "text"),
        (zipped("[Content_Types].xml"), "text"),
        (b"PK\x03\x04", "text"),
    ],
)
def test_binary(data: bytes, kind: str) -> None:
    stream = io.BytesIO(data)
    found, head = kind_of(stream)
    assert found == kind
    assert head + stream.read() == data


@given(st.binary(max_size=100))
def test_nothing_is_lost(data: bytes) -> None:
    stream = io.BytesIO(data)
    kind, head = kind_of(stream)
    assert kind in KINDS.values()
    assert head + stream.read() == data
