# make demo    see it work on a small news site of its own
# make check   format, lint, types, walls between the rooms
# make test    the tests, on SQLite and PostgreSQL
# make lock    choose the newest versions that fit pyproject.toml, and pin them
#
# Needs Python 3.11 or newer and a package index; everything else is installed into .venv.
# Another Python: make PYTHON=python3.13 …

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--upgrade --custom-compile-command "make lock"

.PHONY: help venv check format test demo docs lock clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -n 4

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is older than 3.11: name another, as in make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv

# What the program needs: enough for the demo.
.venv/.run: $(BIN)/python requirements/run.txt pyproject.toml
	$(INSTALL) -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# And what its developers need.
.venv/.dev: .venv/.run requirements/dev.txt
	$(INSTALL) -r requirements/dev.txt
	@touch $@

venv: .venv/.dev

check: .venv/.dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

test: .venv/.dev
	$(BIN)/python -m pytest -q -n 2 --dist worksteal

demo: .venv/.run
	@$(BIN)/python demo/run.py

# What the documentation takes from the program: the commands' help, the list of decisions.
docs: .venv/.dev
	$(BIN)/python -m tests.docs.reference

lock: .venv/.dev
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(UV) --extra dev --extra postgres pyproject.toml requirements/build.in -o requirements/dev.txt
	$(UV) pyproject.toml requirements/build.in -c requirements/dev.txt -o requirements/run.txt

clean:
	rm -rf .venv .demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
