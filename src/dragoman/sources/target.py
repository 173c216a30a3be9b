"""An address taken apart: what is asked for, and of which host."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

from dragoman.errors import FetchError, RefusedAddress

_PORTS = {"http": 80, "https": 443}
# What may stand in a request's first line as it is; all else is escaped.
_SAFE = "/?&=:@!$'()*,;+~-._%[]|"
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


class Target(Struct, frozen=True):
    """`host` is in ASCII and lower case, an IPv6 address without its brackets; `path` has the query with it."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """The host as it stands in an address, with the port if it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt holds for."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def url(self) -> str:
        """The whole address."""
        return self.origin + self.path

    @property
    def shown(self) -> str:
        """The address as errors name it."""
        return self.url[:500]

    def moved_to(self, place: str, where: str) -> Target:
        """The target that a redirect or a link names from here. Raises FetchError."""
        try:
            url = urljoin(self.url, place)
        except ValueError as error:
            raise FetchError(f"it leads on to what is no address: {error}", where=where) from error
        return target_of(url, where)


def target_of(url: str, where: str) -> Target:
    """The target that an address names; `where` is the address that the user gave.

    Raises RefusedAddress for a scheme other than http and https, FetchError for what is no address.
    """
    where = re.sub(r"//[^/@]*@", "//", where)[:500]
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"this is no address: {error}", where=where, next_step="Check it.") from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise RefusedAddress(
            f"it leads on to {scheme or 'no'}://, and only http and https are fetched", where=where
        )
    if parts.username is not None or parts.password is not None:
        raise FetchError(
            "it holds a name and password, which dragoman doesn't send", where=where, next_step=""
        )
    if not host or _CONTROL.search(url):
        raise FetchError(
            "this is no address: it names no host, or has blanks", where=where, next_step="Check it."
        )
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise FetchError(f"there is no host {host[:100]}", where=where, next_step="Check it.") from error
    path = quote(parts.path or "/", safe=_SAFE) + (
        f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    )
    return Target(scheme, ascii_host.lower(), port or _PORTS[scheme], path)
