"""Text files: the encodings they come in, and text that is kept as it stands."""

from __future__ import annotations

import codecs
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.records import Report
from dragoman.sources import read_source
from dragoman.sources.encoding import decode

TEXT = (
    "“We have not met,” said Sébastien Lécuyer, the minister’s envoy – and that was all.\n\n"
    "The talks in São Paulo, Malmö and Besançon cost €3 million, officials said.\n"
)


def read(path: Path) -> Report:
    (report,) = read_source(path)
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read(path).text == TEXT


def test_latin1(tmp_path: Path) -> None:
    text = (
        "The minister spoke in São Paulo, Malmö and Besançon, said Sébastien Lécuyer, his envoy in the café."
    )
    path = tmp_path / "report.txt"
    path.write_bytes(text.encode("latin-1"))
    assert read(path).text == text


def test_marked_big_endian() -> None:
    assert decode(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), where="x") == TEXT


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-7", "shift_jis", "gb18030"])
def test_other_scripts_are_guessed(encoding: str) -> None:
    text = {
        "iso8859-7": "Ο υπουργός Εξωτερικών συναντήθηκε την Τρίτη με τον ομόλογό του, ανακοίνωσε το υπουργείο.\n"
        * 4,
        "shift_jis": "外務大臣は火曜日にロシアの外相と電話で会談した。会談は二時間続いたと報道官は述べた。\n"
        * 4,
        "gb18030": "外交部长星期二与俄罗斯外长通了电话。发言人说，这次会谈持续了两个小时。\n" * 4,
    }.get(
        encoding, "Министр иностранных дел встретился во вторник со своим коллегой, сообщили в Москве.\n" * 4
    )
    assert decode(text.encode(encoding), where="x") == text


def test_line_ends_are_those_of_python(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(b"\xef\xbb\xbfMOSCOW (AP) --\r\n\r\nThe minister\rspoke.  \r\n")
    text = read(path).text
    assert text == "MOSCOW (AP) --\n\nThe minister\nspoke.  \n"
    assert text == path.read_text("utf-8-sig")


def test_stray_control_characters_become_spaces_and_offsets_stay() -> None:
    assert decode(b"The " + b"word " * 60 + b"min\x00ister\x1b spoke.\n", where="x").endswith(
        "min ister  spoke.\n"
    )


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_utf8_text_comes_back_as_it_is(text: str) -> None:
    data = ("Text: " + text).encode()
    assert decode(data, where="x") == "Text: " + text


@given(st.binary(max_size=400))
@example(b"\xfe\xff")  # a byte order mark and nothing behind it
def test_any_bytes_give_text_or_a_named_error(data: bytes) -> None:
    try:
        text = decode(data, where="x")
    except InputError as error:
        assert error.where == "x"
        assert error.code in {"D102", "D103", "D104"}
    else:
        assert text.encode("utf-8")
        assert "\r" not in text
        assert "\x00" not in text


def test_date_is_the_one_given(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("The minister spoke.\n")
    (report,) = read_source(path, published=date(2024, 4, 4))
    assert isinstance(report, Report)
    assert (report.published, report.source, report.id, report.title) == (
        date(2024, 4, 4),
        str(path),
        "",
        None,
    )
    assert read(path).published is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "The minister met his counterpart on Tuesday, officials said, and they talked about the border.",
            "en",
        ),
        ("MINISTER MEETS COUNTERPART", None),
        ("Talks in Kyiv: Yermak, Umerov, Zelensky, Sybiha", None),
        ("1,234 5,678 9,012", None),
        ("He said “Да” and left.", None),
    ],
)
def test_short_texts_have_the_benefit_of_the_doubt(tmp_path: Path, text: str, language: str | None) -> None:
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    assert read(path).language == language


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "German",
            "Der Minister hat am Dienstag mit seinem russischen Kollegen telefoniert, sagte ein Sprecher.",
        ),
        (
            "French",
            "Le ministre a téléphoné mardi à son homologue russe, a indiqué un porte-parole du gouvernement.",
        ),
        (
            "Spanish",
            "El ministro habló el martes por teléfono con su homólogo ruso, dijo un portavoz del gobierno.",
        ),
        (
            "Dutch",
            "De minister heeft dinsdag gebeld met zijn Russische collega, zei een woordvoerder van de regering.",
        ),
        ("Ukrainian", "Міністр зателефонував у вівторок своєму російському колезі, повідомив речник уряду."),
        ("Chinese", "部长星期二与俄罗斯外长通了电话，政府发言人说，这次会谈持续了两个小时。"),
        (
            "Arabic",
            "أجرى الوزير اتصالا هاتفيا بنظيره الروسي يوم الثلاثاء وقال متحدث باسم الحكومة إنه استمر ساعتين",
        ),
        ("Russian", "Министр позвонил коллеге."),
    ],
)
def test_other_languages_are_named(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    (error,) = read_source(path)
    assert isinstance(error, InputError)
    assert error.code == "D109"
    assert f"the text is in {name}," in error.what
