"""Which addresses are gone to: public ones, and none that only look it."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import FetchError, InputError, RefusedAddress
from dragoman.sources.address import foreign_scheme, is_address, is_public, may_go_to
from dragoman.sources.target import target_of


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "ff0e::1",
        "2001:db8::1",
        "2001::1",
        "2002:7f00:1::1",
        "2002:a00:1::1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "fd00:ec2::254",
        "",
        "example.org",
        "1.2.3",
        "0x7f.1",
    ],
)
def test_not_public(address: str) -> None:
    assert not may_go_to(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "93.184.216.34",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "2002:808:808::1",
        "64:ff9b::808:808",
        "2a00:1450::1",
    ],
)
def test_public(address: str) -> None:
    assert may_go_to(address)


def test_only_what_is_allowed_by_name_is_opened() -> None:
    allowed = [ipaddress.ip_network("127.0.0.1/32")]
    assert may_go_to("127.0.0.1", allowed)
    assert not may_go_to("127.0.0.2", allowed)
    assert not may_go_to("10.0.0.1", allowed)
    assert not may_go_to("::1", allowed)


@given(st.ip_addresses(v=4))
def test_mapped_and_translated_addresses_are_what_they_stand_for(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for carrier in (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80):
        assert is_public(ipaddress.IPv6Address(carrier)) == is_public(address)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("http://a.example", True),
        ("HTTPS://a.example/x", True),
        ("ftp://a.example", False),
        ("http:/a", False),
        ("a/http://b", False),
        ("-", False),
        ("", False),
    ],
)
def test_what_is_an_address(path: str, expected: bool) -> None:
    assert is_address(path) == expected


def test_other_schemes() -> None:
    assert [foreign_scheme(path) for path in ("ftp://a", "file:///a", "http://a", "a/b", "C:\\a")] == [
        "ftp",
        "file",
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://A.example", "http://a.example/"),
        ("https://a.example:443/x?y=1#z", "https://a.example/x?y=1"),
        ("http://a.example:8080/ä b", None),
        ("http://a.example:8080/ä", "http://a.example:8080/%C3%A4"),
        ("http://a.example/%C3%A4?q=é", "http://a.example/%C3%A4?q=%C3%A9"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[2606:4700::1]:8080/x", "http://[2606:4700::1]:8080/x"),
        ("http://a.example/x\r\nHost: b", None),
        ("http://", None),
        ("http://a.example:99999/", None),
        ("http://[::1/", None),
        ("http://user:geheim@a.example/", None),
        ("http://" + "ä" * 100 + ".example/", None),
    ],
)
def test_addresses_taken_apart(url: str, expected: str | None) -> None:
    if expected is not None:
        assert target_of(url, url).url == expected
        return
    with pytest.raises(FetchError) as caught:
        target_of(url, url)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "place", ["ftp://a.example/", "file:///etc/passwd", "javascript:alert(1)", "gopher://a/"]
)
def test_redirects_to_other_schemes(place: str) -> None:
    with pytest.raises(RefusedAddress):
        target_of("https://a.example/x", "x").moved_to(place, "x")


@given(st.text(max_size=40))
def test_any_address_is_one_or_an_error(text: str) -> None:
    try:
        target = target_of("http://" + text, "x")
        target.url.encode("ascii")
    except InputError as error:
        assert error.where == "x"
