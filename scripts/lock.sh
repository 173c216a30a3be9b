#!/bin/sh
# Resolves requirements.lock and requirements-dev.lock again from pyproject.toml, for every Python from 3.11 on and
# every platform, with hashes. Versions already locked are kept where they still fit; UPGRADE=1 takes the newest.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
"$python" -m venv "$tools"
"$tools/bin/python" -m pip install --quiet uv

compile() { # $1 the lock file to write, the rest further options
    out=$1
    shift
    "$tools/bin/uv" pip compile --quiet ${UPGRADE:+--upgrade} --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
        --group set-up "$@" --output-file "$out" pyproject.toml
}
compile requirements.lock
compile requirements-dev.lock --extra dev --constraint requirements.lock
