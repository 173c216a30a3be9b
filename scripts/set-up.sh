#!/bin/sh
# Makes .venv from the locked, hashed versions and installs dragoman into it.
#
#   sh scripts/set-up.sh run    what the program needs (requirements.lock)
#   sh scripts/set-up.sh dev    that, and what the tests and checks need (requirements-dev.lock)
#
# Run it as often as you like: it does nothing when all is in place, adds what is missing, and makes .venv anew when
# an earlier set-up was cut off, or when .venv came from another folder or lost its Python.
# PYTHON names the interpreter to use; without it, the first Python 3.11 or newer that is found.
set -eu
cd "$(dirname "$0")/.."

want=${1:-run}
case $want in
run) lock=requirements.lock ;;
dev) lock=requirements-dev.lock ;;
*)
    echo "set-up: say run or dev, not '$want'." >&2
    exit 2
    ;;
esac

# A user's own Python settings must not leak into the environment, nor send packages elsewhere.
unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_REQUIRE_HASHES PIP_NO_BINARY
PIP_USER=0
PIP_DISABLE_PIP_VERSION_CHECK=1
export PIP_USER PIP_DISABLE_PIP_VERSION_CHECK

venv=.venv
python=$venv/bin/python
busy=$venv/.set-up-running

fingerprint() { # what the finished environment was made of, $1 being its lock file
    pwd -P
    "$python" -c 'import sys; print(sys.version)'
    cksum "$1" pyproject.toml
}

made_of() { # does the environment hold all of lock file $1?
    [ -f "$venv/.made-of-$1" ] && [ "$(cat "$venv/.made-of-$1")" = "$(fingerprint "$1")" ]
}

sound() { # is .venv a working environment of this very folder, with pip and a Python that will do?
    [ -x "$python" ] || return 1
    for stamp in "$venv"/.made-of-*; do
        # In a moved or copied environment the scripts still name the folder that it came from.
        [ ! -f "$stamp" ] || [ "$(head -n 1 "$stamp")" = "$(pwd -P)" ] || return 1
    done
    "$python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix)' 2>/dev/null
}

# One set-up at a time: a second one waits for the first; what a cut-off one left behind is thrown away.
if [ -f "$busy" ]; then
    other=$(cat "$busy")
    if [ -n "$other" ] && kill -0 "$other" 2>/dev/null; then
        echo "set-up: waiting for another set-up (process $other) to finish" >&2
        while [ -f "$busy" ] && kill -0 "$other" 2>/dev/null; do sleep 1; done
    fi
    if [ -f "$busy" ]; then
        echo "set-up: an earlier set-up was cut off; making $venv anew" >&2
        rm -rf "$venv"
    fi
fi

find_python() {
    for name in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$name"
            return
        elif [ "$name" = "${PYTHON:-}" ]; then
            echo "set-up: PYTHON=$PYTHON is no Python 3.11 or newer." >&2
            return 1
        fi
    done
    found=$(python3 --version 2>&1) || found="no python3"
    echo "set-up: dragoman needs Python 3.11 or newer; found $found." >&2
    echo "Install one, or name it: make run PYTHON=/path/to/python3.12" >&2
    return 1
}

if ! sound; then
    base=$(find_python)
    if [ -e "$venv" ] || [ -L "$venv" ]; then
        echo "set-up: $venv is broken or of another folder; making it anew" >&2
        rm -rf "$venv"
    fi
    echo "set-up: making $venv with $("$base" --version 2>&1)" >&2
    mkdir "$venv" 2>/dev/null || { sleep 2 && exec sh scripts/set-up.sh "$want"; } # another set-up was quicker
    echo $$ >"$busy"
    if ! "$base" -m venv "$venv"; then
        rm -rf "$venv"
        echo "set-up: $base could not make a virtual environment (on Debian and Ubuntu: apt install python3-venv)." >&2
        exit 1
    fi
fi

# What the tests need holds what the program needs, in the same versions.
if [ ! -f "$busy" ] && [ -x "$venv/bin/dragoman" ] && { made_of "$lock" || made_of requirements-dev.lock; }; then
    exit 0
fi

echo $$ >"$busy"
echo "set-up: installing from $lock (some minutes the first time)" >&2
install() {
    "$python" -m pip install -qq --no-deps "$@" && return
    # pip stopped by itself, for want of a network say: what stands is kept, unless pip can't make sense of it.
    if "$python" -m pip list >/dev/null 2>&1; then rm -f "$busy"; fi
    echo "set-up: pip could not install what $lock names; its message is above." >&2
    exit 1
}
# --no-deps: the lock names everything. --only-binary: a source package would fetch its build tools unlocked.
install --require-hashes --only-binary :all: --requirement "$lock"
# The build backend comes from the lock too, so this step fetches nothing.
install --no-build-isolation --no-index --editable .
fingerprint "$lock" >"$venv/.made-of-$lock"
rm -f "$busy"
echo "set-up: done; $venv/bin/dragoman is ready" >&2
