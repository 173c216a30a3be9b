"""A ledger is opened, read and written; whatever stands in the way is told in a sentence, without a password."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert, make_url, select, text

from dragoman import Ledger, errors
from dragoman.ledger import places, schema
from dragoman.ledger.store import Store
from dragoman.ledger.writing import now

INPUT = {"source": "a.txt", "sha256": "0" * 64, "reports": 1}


def add(store: Store, source: str = "a.txt") -> None:
    with store.writing() as connection:
        connection.execute(insert(schema.inputs), INPUT | {"source": source, "finished_at": now()})


def sources(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.execute(select(schema.inputs.c.source)).scalars())


# What works


def test_what_is_written_is_read(ledger_place: str) -> None:
    store = Store(ledger_place)
    add(store)
    assert sources(store) == ["a.txt"]
    store.close()
    assert sources(Store(ledger_place, make=False)) == ["a.txt"]


def test_a_block_that_fails_leaves_nothing(ledger_place: str) -> None:
    store = Store(ledger_place)

    def stopped() -> None:
        with store.writing() as connection:
            connection.execute(insert(schema.inputs), INPUT | {"finished_at": now()})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert sources(store) == []


def test_a_reader_sees_one_moment_while_another_writes(ledger_place: str) -> None:
    store = Store(ledger_place)
    with store.reading() as connection:
        asked = select(schema.inputs.c.source)
        assert connection.execute(asked).all() == []
        add(store)
        assert connection.execute(asked).all() == []
    assert sources(store) == ["a.txt"]


def test_a_reader_can_not_write(ledger_place: str) -> None:
    store = Store(ledger_place)
    with pytest.raises(errors.LedgerError, match="can't be read"), store.reading() as connection:
        connection.execute(insert(schema.inputs), INPUT | {"finished_at": now()})
    add(store)
    assert sources(store) == ["a.txt"]


def test_sqlite_writes_its_log_ahead(tmp_path: Path) -> None:
    Store(tmp_path / "made.db").close()
    with sqlite3.connect(tmp_path / "made.db") as made:
        assert made.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        made.execute("PRAGMA journal_mode = DELETE")
    made.close()
    store = Store(tmp_path / "made.db")
    with store.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"


def test_a_ledger_that_is_not_there_is_an_empty_one(tmp_path: Path) -> None:
    store = Store(tmp_path / "none.db", make=False)
    assert store.missing
    assert sources(store) == []
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_not_written_to_by_questions(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    store = Store(tmp_path / "empty.db", make=False)
    assert (store.missing, sources(store)) == (True, [])
    assert (tmp_path / "empty.db").stat().st_size == 0


def test_questions_make_no_tables_in_an_empty_database(empty_database: str) -> None:
    store = Store(empty_database, make=False)
    assert (store.missing, sources(store)) == (True, [])
    assert not Store(empty_database).missing


def test_many_threads_ask_a_ledger_that_is_not_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "none.db", make=False)
    in_threads(lambda _: [sources(store) for _ in range(20)], 8)


def test_many_threads_ask_one_store(ledger_place: str) -> None:
    store = Store(ledger_place)
    add(store)
    in_threads(lambda _: [sources(store) for _ in range(20)], 20)


def test_writers_wait_for_one_another(ledger_place: str) -> None:
    store = Store(ledger_place)
    in_threads(lambda number: [add(store, f"{number}-{time}") for time in range(5)], 6)
    assert len(sources(store)) == 30


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_several_processes_make_one_ledger(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = str(tmp_path / "new.db") if engine == "sqlite" else request.getfixturevalue("empty_database")
    program = "import sys; from dragoman.ledger.store import Store; Store(sys.argv[1]).close()"
    running = [subprocess.Popen([sys.executable, "-c", program, place]) for _ in range(4)]
    assert [one.wait(60) for one in running] == [0] * 4
    assert sources(Store(place, make=False)) == []


def test_days_go_in_and_out_without_the_adapters_of_sqlite3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Python 3.12 warns of them, and later ones will lack them.
    for key in list(sqlite3.adapters):
        monkeypatch.delitem(sqlite3.adapters, key)
    monkeypatch.setattr(sqlite3, "converters", {})
    store = Store(tmp_path / "ledger.db")
    add(store)
    with store.reading() as connection:
        found = connection.execute(select(schema.inputs.c.finished_at)).scalar_one()
        asked = select(schema.inputs.c.source).where(schema.inputs.c.finished_at == found)
        assert connection.execute(asked).scalar() == "a.txt"


def test_a_path_may_hold_any_characters(tmp_path: Path) -> None:
    path = tmp_path / "r%20 é?x=1#y & z.db"
    add(Store(path))
    assert path.exists()
    assert sources(Store(f"sqlite:///{tmp_path / 'plain.db'}")) == []


# What does not


def _folder(path: Path) -> None:
    path.mkdir()


def _text(path: Path) -> None:
    path.write_text("Paris and Moscow spoke by telephone.\n" * 200)


def _others(path: Path) -> None:
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE recipes (name TEXT)")
    made.close()


def _others_steps(path: Path) -> None:
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE alembic_version (version_num TEXT)")
        made.execute("INSERT INTO alembic_version VALUES ('ae1027a6acf')")
    made.close()


def _newer(path: Path) -> None:
    Store(path).close()
    with sqlite3.connect(path) as made:
        made.execute("UPDATE alembic_version SET version_num = '9999'")
    made.close()


def _cut_off(path: Path) -> None:
    Store(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2 // 4096 * 4096 + 100])


BAD_FILES = [
    (_folder, "this is a folder"),
    (_text, "file is not a database"),
    (_others, "tables of something else"),
    (_others_steps, "tables of something else"),
    (_newer, "a newer dragoman made this ledger"),
    (_cut_off, "can't be|malformed"),
]


@pytest.mark.parametrize(("make", "told"), BAD_FILES)
@pytest.mark.parametrize("write", [True, False])
def test_what_is_no_ledger_is_told_and_left_alone(make, told: str, write: bool, tmp_path: Path) -> None:
    path = tmp_path / "bad.db"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(errors.LedgerError, match=told) as error:
        sources(Store(path, make=write))
    assert str(path) in str(error.value)
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.mark.parametrize("write", [True, False])
def test_a_missing_folder_is_told(write: bool, tmp_path: Path) -> None:
    with pytest.raises(errors.LedgerError, match="no such folder"):
        Store(tmp_path / "none" / "ledger.db", make=write)


BAD_URLS = [
    ("mysql://u:secret@host/db", "a file or a PostgreSQL database"),
    ("oracle9://u:secret@host/db", "a file or a PostgreSQL database"),
    ("postgresql://u:secret@host:port/db", "no URL of a ledger"),
    ("postgresql://u:secret@127.0.0.1:1/db", "Connection refused"),
    ("postgresql://u:secret@no-such-host.invalid/db", "can't be opened"),
    ("postgresql://u:secret@127.0.0.1/db?sslmode=maybe", "sslmode is one of"),
    ("postgresql://u:secret@127.0.0.1/db?target=x&password=secret", "options .* doesn't know"),
    ("postgresql:///db?host=/no/such/folder", "No such file"),
    ("sqlite://", "a file or a PostgreSQL database"),
    ("://u:secret@", "no URL of a ledger"),
]


@pytest.mark.parametrize(("url", "told"), BAD_URLS)
def test_a_bad_url_is_told_without_its_password(url: str, told: str) -> None:
    with pytest.raises(errors.LedgerError, match=told) as error:
        Store(url)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("postgresql://u:p%40:/x@host/db", "postgresql://u:***@host/db"),
        ("postgresql://u@host/db", "postgresql://u@host/db"),
        (
            "postgresql://host/db?user=u&password=p&sslmode=require",
            "postgresql://host/db?user=u&password=***&sslmode=require",
        ),
        ("a:b@c.db", "a:b@c.db"),
    ],
)
def test_a_place_is_shown_without_its_password(place: str, shown: str) -> None:
    assert places.shown(place) == shown


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "CONNECT_SECONDS", 0.2)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        with pytest.raises(errors.LedgerError, match="can't be opened"):
            Store(f"postgresql://u:secret@127.0.0.1:{deaf.getsockname()[1]}/db")


def test_a_wrong_password_a_missing_database_and_missing_rights_are_told(empty_database: str) -> None:
    url = make_url(empty_database)
    role = f"reader_{os.getpid()}"
    with pytest.raises(errors.LedgerError, match=r'"nowhere" does not exist.* createdb'):
        Store(url.set(database="nowhere").render_as_string(hide_password=False))
    with pytest.raises(errors.LedgerError, match="does not exist") as error:
        Store(url.set(username="nobody_here", password="secret").render_as_string(hide_password=False))
    assert "secret" not in str(error.value)
    engine = create_engine(url.set(drivername="postgresql+pg8000"))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
    theirs = url.set(username=role).render_as_string(hide_password=False)
    try:
        with pytest.raises(errors.LedgerError, match="permission denied"):
            Store(theirs)
        add(Store(empty_database))
        with pytest.raises(errors.LedgerError, match="permission denied"):
            Store(theirs)
        with engine.begin() as connection:
            connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"))
        store = Store(theirs)
        assert sources(store) == ["a.txt"]
        with pytest.raises(errors.LedgerError, match="permission denied"):
            add(store)
        store.close()
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {role}"))
            connection.execute(text(f"DROP ROLE {role}"))
        engine.dispose()


def test_a_connection_that_the_server_cut_is_told_and_made_anew(ledger_place: str) -> None:
    store = Store(ledger_place)
    if store.is_sqlite:
        pytest.skip("SQLite has no server")

    def cut() -> None:
        with store.reading() as connection:
            own = connection.execute(text("SELECT pg_backend_pid()")).scalar()
            with store.writing() as other:
                other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
            connection.execute(select(schema.inputs)).all()

    with pytest.raises(errors.LedgerError, match="can't be read"):
        cut()
    assert sources(store) == []


def test_a_writer_that_waits_too_long_is_told(ledger_place: str) -> None:
    store, other = Store(ledger_place), Store(ledger_place, wait=0.2)
    with store.writing(), pytest.raises(errors.LedgerError, match=r"locked; waited 0\.2 seconds"):
        add(other)
    add(other)


def test_a_file_that_another_program_locked_is_told(empty_sqlite: Path, tmp_path: Path) -> None:
    path = shutil.copy(empty_sqlite, tmp_path / "ledger.db")
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode = DELETE")
    made.close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(errors.LedgerError, match="locked"):
        Store(path, wait=0.1)
    holder.close()


def test_a_bad_statement_is_told_without_the_values(ledger_place: str) -> None:
    store = Store(ledger_place)
    add(store, "private")
    with pytest.raises(errors.LedgerError, match="can't be written to") as error:
        add(store, "private")
    assert "INSERT" not in str(error.value)
    assert "private" not in str(error.value)


# Files that one may only read


@contextmanager
def another_user() -> Iterator[None]:
    """Root may write everywhere; the test is somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder with a ledger of one input; everybody may read there, and nobody but the owner write."""
    folder = Path(tempfile.mkdtemp(prefix="dragoman-shelf-"))
    store = Store(folder / "ledger.db")
    add(store)
    store.close()
    (folder / "ledger.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("write", [True, False])
def test_a_file_that_one_may_only_read_answers(write: bool, shelf: Path) -> None:
    with another_user():
        store = Store(shelf / "ledger.db", make=write)
        assert sources(store) == ["a.txt"]
        with pytest.raises(errors.LedgerError, match=r"can't be written to: .* may write"):
            add(store)
    assert [path.name for path in shelf.iterdir()] == ["ledger.db"]


def test_a_file_in_a_folder_that_one_may_only_read_answers(shelf: Path) -> None:
    (shelf / "ledger.db").chmod(0o666)
    with another_user():
        assert sources(Store(shelf / "ledger.db")) == ["a.txt"]


def test_a_file_that_another_user_writes_answers(shelf: Path) -> None:
    (shelf / "ledger.db").chmod(0o644)
    shelf.chmod(0o755)
    owner = Store(shelf / "ledger.db")
    add(owner, "b.txt")
    if os.geteuid() != 0:
        pytest.skip("one user can't be two")
    with another_user():
        store = Store(shelf / "ledger.db")
        assert sources(store) == ["a.txt", "b.txt"]
    add(owner, "c.txt")
    with another_user():
        assert sources(store) == ["a.txt", "b.txt", "c.txt"]
    owner.close()


def test_a_file_that_one_may_not_read_is_told(shelf: Path) -> None:
    (shelf / "ledger.db").chmod(0o000)
    with (
        another_user(),
        pytest.raises(errors.LedgerError, match=r"can.t be opened: unable to open .* may read"),
    ):
        Store(shelf / "ledger.db")


def test_no_ledger_is_made_where_one_may_not_write(shelf: Path) -> None:
    with another_user(), pytest.raises(errors.LedgerError, match=r"unable to open .* write into its folder"):
        Store(shelf / "new.db")


def test_the_command_line_tells_it_without_a_traceback(tmp_path: Path) -> None:
    _text(tmp_path / "bad.db")
    with pytest.raises(errors.LedgerError, match="D801"), Ledger(tmp_path / "bad.db"):
        pass


def in_threads(work, count: int) -> None:
    """Do the work in so many threads at once; raises what the first failing one raised."""
    failed: list[Exception] = []

    def one(number: int) -> None:
        try:
            work(number)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
