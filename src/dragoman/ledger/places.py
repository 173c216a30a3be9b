"""From a ledger's place to an engine: a SQLite file, or a PostgreSQL database by URL; and what went wrong there."""

from __future__ import annotations

import getpass
import os
import re
import sqlite3
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool, QueuePool

from dragoman.errors import LedgerError

CONNECT_SECONDS = 10
"""How long a server may take to let us in."""

_KEPT, _AT_MOST = 8, 40
"""Connections that stay open for the next question, and the most at once: each thread that asks takes one."""

_CACHE = 64 * 1024
"""KiB of pages that SQLite keeps in memory for each connection."""

_PASSWORD = re.compile(r"(?<=://)([^/@:?]*):.*@|(?<=password=)[^&]*", re.IGNORECASE)

_WHOLE_URL = "Give a path, or postgresql://user@host/database."

# libpq's names, which most providers put into the URL that they give: encrypted where the server can, encrypted, and
# encrypted with the server's certificate checked (without, and with its name).
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def shown(place: str) -> str:
    """A place without its password."""
    return _PASSWORD.sub(lambda found: f"{found[1]}:***@" if found[1] is not None else "***", place)


def sqlite_path(place: str) -> Path | None:
    """The file that a place names; None where it is the URL of a server. Raises LedgerError where it is neither."""
    if "://" not in place:
        return Path(place)
    url = _url(place)
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database:
        return Path(url.database)
    if backend in ("postgresql", "postgres"):
        return None
    raise LedgerError("a ledger is a file or a PostgreSQL database", where=shown(place), next_step=_WHOLE_URL)


def sqlite(path: Path, wait: float) -> Engine:
    """An engine for a SQLite file. A writer waits `wait` seconds for another.

    Where the file or its folder can't be written to, the ledger is opened for questions alone.
    """
    if read_only(path):
        # Each connection looks again whether somebody who may write has it open now.
        return _sqlite(lambda: _opened(_read_only_uri(path), wait), NullPool)
    return _sqlite(lambda: _opened(f"file:{quote(str(path.absolute()))}", wait), QueuePool)


def sqlite_in_memory() -> Engine:
    """An engine for a SQLite database that is gone when the engine is; all its connections see the same."""
    uri = f"file:dragoman-{uuid4().hex}?mode=memory&cache=shared"
    return _sqlite(lambda: _opened(uri, CONNECT_SECONDS), QueuePool)


def postgresql(place: str) -> Engine:
    """An engine for a PostgreSQL database.

    A URL without a user means the user of this machine; without a password, the environment's PGPASSWORD counts.
    Of libpq's options it may have `sslmode`, `application_name`, and `host` with the folder of a socket.
    """
    url = _url(place)
    options = dict(url.query)
    arguments: dict[str, Any] = {
        "timeout": CONNECT_SECONDS,
        # What a database of another encoding can't hold is the server's to refuse; the words travel as UTF-8.
        "startup_params": {"client_encoding": "UTF8"},
        "application_name": options.pop("application_name", "dragoman"),
    }
    mode = options.pop("sslmode", "prefer")
    if mode not in _SSL_MODES:
        raise LedgerError(
            f"sslmode is one of {', '.join(_SSL_MODES)}", where=shown(place), next_step="Mend the URL."
        )
    arguments["ssl_context"] = _ssl(str(mode))
    socket = "" if url.host else options.pop("host", os.environ.get("PGHOST", ""))
    if str(socket).startswith("/"):
        arguments["unix_sock"] = f"{socket}/.s.PGSQL.{url.port or 5432}"
        arguments["ssl_context"] = False
    if options:
        raise LedgerError(
            f"the URL has options that dragoman doesn't know: {', '.join(options)}",
            where=shown(place),
            next_step="Leave them out; sslmode, application_name and host are known.",
        )
    url = url.set(
        drivername="postgresql+pg8000",
        username=url.username or os.environ.get("PGUSER") or getpass.getuser(),
        password=url.password or os.environ.get("PGPASSWORD"),
        host=url.host or "localhost",
        query={},
    )
    return create_engine(
        url, connect_args=arguments, pool_pre_ping=True, pool_size=_KEPT, max_overflow=_AT_MOST - _KEPT
    )


def reason(error: BaseException) -> str:
    """What went wrong, in the engine's words, without the statement and the values that were at hand."""
    told: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    if told is not None and isinstance(told.__cause__, OSError):
        # The driver's own sentence names Python's settings; the system's says what is wrong.
        told = told.__cause__
    words: object = told.args[0] if told is not None and told.args else told
    if isinstance(words, dict):
        words = words.get("M", "the server gives no reason")
    elif isinstance(told, OSError) and told.strerror:
        words = told.strerror
    return " ".join(str(words).split())


def code(error: BaseException) -> str:
    """The engine's code of what went wrong: PostgreSQL's five characters, SQLite's name (SQLITE_BUSY); else empty."""
    told = error.orig if isinstance(error, DBAPIError) else error
    if told is not None and told.args and isinstance(told.args[0], dict):
        return str(told.args[0].get("C", ""))
    return str(getattr(told, "sqlite_errorname", ""))


def read_only(path: Path) -> bool:
    """Whether an existing file can't be written to; SQLite writes into its folder too."""
    return path.exists() and not (_writable(path) and _writable(path.absolute().parent))


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _read_only_uri(path: Path) -> str:
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    # Nobody has a ledger open that has no log beside it: then SQLite needs no place for locks.
    return uri if Path(f"{path}-wal").exists() else f"{uri}&immutable=1"


def _opened(uri: str, wait: float) -> sqlite3.Connection:
    # Transactions are begun by the store, not by the driver at the first writing statement.
    connection = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False)
    for pragma in (
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        f"cache_size = -{_CACHE}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


def _sqlite(connect: Callable[[], sqlite3.Connection], pool: type[NullPool] | type[QueuePool]) -> Engine:
    sizes = {"pool_size": _KEPT, "max_overflow": _AT_MOST - _KEPT} if pool is QueuePool else {}
    return create_engine("sqlite://", creator=connect, poolclass=pool, **sizes)


def _ssl(mode: str) -> ssl.SSLContext | bool | None:
    """As pg8000 takes it: False never, None where the server can, a context always."""
    if mode in ("disable", "allow"):
        return False
    if mode == "prefer":
        return None
    context = ssl.create_default_context()
    context.check_hostname = mode == "verify-full"
    if mode == "require":
        context.verify_mode = ssl.CERT_NONE
    return context


def _url(place: str) -> URL:
    try:
        url = make_url(place)
        # An unknown kind of database shows only now.
        url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise LedgerError("this is no URL of a ledger", where=shown(place), next_step=_WHOLE_URL) from error
    return url
