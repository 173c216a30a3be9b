"""The connection of a request: to the very addresses that were checked, and over when its time is up.

httpcore speaks HTTP and TLS, and still knows the host by its name: the certificate and the Host header are about that.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

_MOST_ADDRESSES = 4


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to one of `addresses` (digits), whatever the host's name would resolve to now.

    `left` gives the seconds that remain for the request as a whole: a server that sends a byte now and then keeps
    within the limit of every read, and not within that one.
    """

    def __init__(self, addresses: Sequence[str], left: Callable[[], float]) -> None:
        self._addresses = addresses[:_MOST_ADDRESSES]
        self._left = left
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address that takes one; `host` is not looked up."""
        failure: Exception | None = None
        for address in self._addresses:
            try:
                stream = self._sockets.connect_tcp(
                    address, port, _within(timeout, self._left), local_address, socket_options
                )
                return _TimedStream(stream, self._left)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("the host has no address")


class _TimedStream(httpcore.NetworkStream):
    """A stream whose reads and writes end when the time of the whole request does."""

    def __init__(self, stream: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _within(timeout, self._left))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _within(timeout, self._left))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _within(timeout, self._left))
        return _TimedStream(stream, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _within(timeout: float | None, left: Callable[[], float]) -> float:
    """The seconds one step may take. Raises httpcore.ReadTimeout when there are none."""
    seconds = left()
    if seconds <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return seconds if timeout is None else min(timeout, seconds)


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, in digits. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def in_time(call: Callable[[], list[str]], seconds: float) -> list[str]:
    """What `call` returns. Raises what it raises, and TimeoutError when it takes longer: name servers may."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(call())
        except Exception as error:
            answers.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer
