"""Ledgers to test with: every test that asks for `ledger_place` runs on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from dragoman.ledger.store import Store

SERVER = "DRAGOMAN_TEST_POSTGRES"
"""The environment variable with the URL of a server to test on; its user may make databases there."""

_NUMBERS = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty ledger of its own for each test: the path of a SQLite file, or the URL of a PostgreSQL database."""
    if request.param == "sqlite":
        empty: Path = request.getfixturevalue("empty_sqlite")
        yield str(shutil.copy(empty, tmp_path / "ledger.db"))
        return
    server, template = request.getfixturevalue("empty_postgresql")
    name = f"{template}_{next(_NUMBERS)}"
    _tell(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _database(server, name)
    _tell(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_database(postgresql: str) -> Iterator[str]:
    """The URL of a PostgreSQL database without any table."""
    yield from _bare_database(postgresql)


@pytest.fixture
def other_database(postgresql: str) -> Iterator[str]:
    """The URL of another one."""
    yield from _bare_database(postgresql)


def _bare_database(postgresql: str) -> Iterator[str]:
    name = f"dragoman_bare_{os.getpid()}_{next(_NUMBERS)}"
    _tell(postgresql, f"CREATE DATABASE {name} TEMPLATE template0")
    yield _database(postgresql, name)
    _tell(postgresql, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger without a report, to be copied."""
    path = tmp_path_factory.mktemp("ledger") / "empty.db"
    Store(path).close()
    return path


@pytest.fixture(scope="session")
def empty_postgresql(postgresql: str) -> Iterator[tuple[str, str]]:
    """A server, and the name of a ledger without a report there, to be copied."""
    template = f"dragoman_test_{os.getpid()}"
    _tell(postgresql, f"CREATE DATABASE {template} TEMPLATE template0")
    Store(_database(postgresql, template)).close()
    yield postgresql, template
    _tell(postgresql, f"DROP DATABASE {template} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server: the one that the environment names, else one of our own.

    Where there is none, the tests that need it are left out; in CI (CI=true) they fail.
    """
    if named := os.environ.get(SERVER):
        yield named
        return
    programs = _programs()
    user = "postgres" if os.geteuid() == 0 else ""
    missing = (
        "PostgreSQL's initdb and pg_ctl are not installed (on Debian and Ubuntu: apt install postgresql)"
        if programs is None
        else f"there is no user {user!r}, and PostgreSQL does not run as root"
        if user and not _has_user(user)
        else ""
    )
    if programs is None or missing:
        told = f"{missing}; {SERVER} names no server either"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    # pytest's own folders are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="dragoman-postgresql-"))
    try:
        if user:
            shutil.chown(folder, user)
        yield from _served(programs, folder, ["runuser", "-u", user, "--"] if user else [])
    finally:
        shutil.rmtree(folder)


def _served(programs: Path, folder: Path, as_user: Sequence[str]) -> Iterator[str]:
    """Start a server in the folder, and stop it in the end."""

    def run(program: str, *options: str) -> None:
        # The server would keep a pipe open; what goes wrong stands in the log.
        with (folder.parent / f"{folder.name}.out").open("w+b") as said:
            command = [*as_user, str(programs / program), *options]
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=folder)
            said.seek(0)
            told = said.read().decode(errors="replace")
        Path(said.name).unlink()
        if done.returncode:
            log = folder / "log"
            pytest.fail(f"{program} failed:\n{told}{log.read_text() if log.exists() else ''}")

    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    port = _free_port()
    settings = (
        f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c full_page_writes=off -c max_connections=50"
    )
    run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-o", settings, "start")
    # A session that is killed stops nothing; then this one does.
    stop = shlex.join([*as_user, str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop"])
    watch = f"while kill -0 {os.getpid()}; do sleep 1; done; {stop}; rm -rf {shlex.quote(str(folder))}"
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    watcher = subprocess.Popen(["sh", "-c", watch], start_new_session=True, cwd="/", **quiet)
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        watcher.kill()
        watcher.wait()
        run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def _programs() -> Path | None:
    """The folder of PostgreSQL's programs: on the path, else the newest of Debian's."""
    on_path = [Path(found).resolve().parent for name in ("initdb", "pg_ctl") if (found := shutil.which(name))]
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    return next(
        (
            folder
            for folder in (*on_path, *debian)
            if all((folder / p).is_file() for p in ("initdb", "pg_ctl"))
        ),
        None,
    )


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return shutil.which("runuser") is not None


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _tell(server: str, statement: str) -> None:
    """Run a statement on the server that makes or drops a database."""
    url = make_url(server).set(drivername="postgresql+pg8000")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            _run(connection, statement)
    finally:
        engine.dispose()


def _run(connection: Connection, statement: str) -> None:
    try:
        connection.execute(text(statement))
    except DBAPIError as error:
        pytest.fail(f"{statement}: {error.orig}")
