# make demo and make test set everything up by themselves: Python 3.11 or later is all they need.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin

.PHONY: demo test lint bench screenshots servers clean

demo: .venv/demo
	@$(BIN)/pubsub-tui --demo

test: .venv/dev servers
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

lint: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev servers
	$(BIN)/python -m benchmarks.ingest
	$(BIN)/python -m benchmarks.links
	$(BIN)/python -m benchmarks.ui
	$(BIN)/python -m benchmarks.filter
	$(BIN)/python -m benchmarks.log
	$(BIN)/python -m benchmarks.decode
	$(BIN)/python -m benchmarks.plot

screenshots: .venv/dev
	$(BIN)/python -m screenshots.make

# The real servers of the tests. Without them (and without apt) those tests are skipped.
servers:
	@bash .ci/servers

.venv/demo: pyproject.toml | .venv/bin/python
	@echo "Installing pubsub-tui and its demo into .venv ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[demo]'
	@touch $@

.venv/dev: pyproject.toml | .venv/bin/python
	@echo "Installing pubsub-tui and what its tests need into .venv ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check 'pip>=25.1'
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[demo]' --group dev
	@touch $@ .venv/demo

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none was found." >&2; exit 2; }
	@$(PYTHON) -m venv .venv || { \
		echo "A virtual environment could not be made: on Debian, apt-get install python3-venv." >&2; exit 2; }

clean:
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
