"""Alerts to other programs: JSON, posted to an address. Redirects are not followed; only public hosts are gone to."""

from __future__ import annotations

import time
from collections.abc import Collection
from http import HTTPStatus

from dragoman.errors import DragomanError, ServiceError
from dragoman.sources.address import may_go_to
from dragoman.sources.fetch import USER_AGENT, Resolve
from dragoman.sources.target import Target, target_of

TIMEOUT = 20.0
"""Seconds for one post as a whole."""

_STEP = "Check the webhook's address; the alert stands in the ledger, and is posted again later."


class Poster:
    """Posts JSON. `private_hosts` may be gone to although their addresses are not public; `resolve` looks hosts up."""

    def __init__(
        self,
        private_hosts: Collection[str] = (),
        *,
        timeout: float = TIMEOUT,
        resolve: Resolve | None = None,
    ) -> None:
        self._private = frozenset(private_hosts)
        self._timeout = timeout
        self._resolve = resolve

    def post(self, name: str, url: str, body: bytes) -> None:
        """Post to the webhook `name` at `url`; errors name it, since the address may hold a secret.

        Raises ServiceError when it does not take the body (status 2xx) in time, or must not be gone to.
        """
        import httpcore

        from dragoman.sources.transport import PinnedBackend

        where = f"webhook {name}"
        try:
            target = target_of(url, where)
        except DragomanError as error:
            raise ServiceError(error.what, where=where, next_step=_STEP) from error
        end = time.monotonic() + self._timeout

        def left() -> float:
            return end - time.monotonic()

        addresses = self._addresses(target, where)
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
        headers = [
            ("Host", target.netloc),
            ("User-Agent", USER_AGENT),
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
        ]
        address = httpcore.URL(
            scheme=target.scheme.encode(),
            host=target.host.encode(),
            port=target.port,
            target=target.path.encode(),
        )
        try:
            with (
                httpcore.ConnectionPool(
                    max_connections=1, network_backend=PinnedBackend(addresses, left)
                ) as pool,
                # What it answers beside the status is not read.
                pool.stream(
                    "POST", address, headers=headers, content=body, extensions={"timeout": limits}
                ) as response,
            ):
                status = response.status
        except httpcore.TimeoutException as error:
            raise ServiceError(
                f"no answer within {self._timeout:g} seconds", where=where, next_step=_STEP
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            reason = str(error) or type(error).__name__
            raise ServiceError(
                f"the connection failed: {reason[:200]}", where=where, next_step=_STEP
            ) from error
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise ServiceError(f"it answers {status}", where=where, next_step=_STEP)

    def _addresses(self, target: Target, where: str) -> list[str]:
        from dragoman.sources.transport import in_time, look_up

        resolve = self._resolve or look_up
        try:
            found = in_time(lambda: resolve(target.host, target.port), self._timeout)
        except (TimeoutError, OSError, UnicodeError) as error:
            raise ServiceError("its host is not to be found", where=where, next_step=_STEP) from error
        if not found:
            raise ServiceError("its host is not to be found", where=where, next_step=_STEP)
        for address in found:
            if target.host not in self._private and not may_go_to(address):
                raise ServiceError(
                    f"{target.host} is {address}, which is no public address",
                    where=where,
                    next_step="Name the host under private_hosts if that is meant.",
                )
        return found
