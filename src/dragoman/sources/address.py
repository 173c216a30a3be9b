"""Addresses on the web: which strings are some, and which hosts may be gone to.

dragoman is told addresses by people, feeds and redirects, none of whom shall make it ask the machine that it runs on,
the network around it, or the service that gives a cloud machine its keys. So a host is gone to only when every
address that its name stands for is a public one (RFC 6890 and the IANA registries of special-purpose addresses).
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Collection

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# Addresses of IPv6 that stand for one of IPv4, and how many bits to the right that one ends: translation (RFC 6052),
# 6to4 (RFC 3056). What leads out of them is the address of IPv4, so that is what counts.
_CARRIERS = ((ipaddress.IPv6Network("64:ff9b::/96"), 0), (ipaddress.IPv6Network("2002::/16"), 80))
# Local translation (RFC 8215) and Teredo (RFC 4380) lead nobody knows where.
_NEVER = (ipaddress.IPv6Network("64:ff9b:1::/48"), ipaddress.IPv6Network("2001::/23"))


def is_address(path: str | os.PathLike[str]) -> bool:
    """Whether the path is an address that is fetched: "http://..." or "https://..."."""
    return isinstance(path, str) and _ADDRESS.match(path) is not None


def foreign_scheme(path: str) -> str | None:
    """The scheme of an address that is not fetched ("ftp" of "ftp://..."); None for a path."""
    match = None if is_address(path) else _SCHEME.match(path)
    return match[1].lower() if match else None


def is_public(address: IPAddress) -> bool:
    """Whether the address is of the public internet, and no trick to name one that is not."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        for network, shift in _CARRIERS:
            if address in network:
                return is_public(ipaddress.IPv4Address(int(address) >> shift & 0xFFFFFFFF))
        if address.is_site_local or any(address in network for network in _NEVER):
            return False
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
    )


def may_go_to(address: str, allowed: Collection[IPNetwork] = ()) -> bool:
    """Whether a connection to the address, in digits, may be made: it is public, or the caller allowed it by name."""
    try:
        found = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    return any(found in network for network in allowed) or is_public(found)
