# Paths here are relative on purpose: make splits names at spaces, and the checkout may stand under one.
.POSIX:
.NOTPARALLEL:
.PHONY: help run test check lint format types layers bench lock clean set-up set-up-dev

PYTHON =
export PYTHON

help:
	@echo "make run      set up, then read examples/france-russia-call.txt and print its record"
	@echo "make test     set up, then run the tests"
	@echo "make check    all that CI does: tests, lint, types, layers"
	@echo "make lint     ruff: rules and format"
	@echo "make format   ruff: mend what can be mended, lay out the rest"
	@echo "make types    mypy --strict"
	@echo "make layers   import-linter: the order of the house"
	@echo "make bench    speed and memory of reading"
	@echo "make lock     resolve the locked versions again"
	@echo "make clean    remove .venv and all caches"

set-up:
	@sh scripts/set-up.sh run

set-up-dev:
	@sh scripts/set-up.sh dev

run: set-up
	@.venv/bin/dragoman read examples/france-russia-call.txt --published 2024-04-04

test: set-up-dev
	@.venv/bin/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: test lint types layers

lint: set-up-dev
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m ruff format --check .

format: set-up-dev
	@.venv/bin/python -m ruff check --fix .
	@.venv/bin/python -m ruff format .

types: set-up-dev
	@.venv/bin/python -m mypy

layers: set-up-dev
	@.venv/bin/lint-imports --no-logo

bench: set-up-dev
	@.venv/bin/python benchmarks/read.py

lock:
	@sh scripts/lock.sh

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage build dist
