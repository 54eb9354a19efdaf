# What a contributor needs; `make setup` wants nothing but Python 3.11 or later and make.

# The first interpreter that is new enough. Asked for its version, because a name on the path may only be a stub.
PYTHON ?= $(shell for name in python3.11 python3 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
STAMP := .venv/installed.stamp
LINTED := $(wildcard src tests scripts benchmarks)

.PHONY: help setup browser ask test check bench bench-peers readme lock clean

help:
	@echo "make setup   environment in .venv, with the versions of constraints.txt"
	@echo "make ask     answer the flagship case"
	@echo "make test    lint, types and tests"
	@echo "make check   lint and types only"
	@echo "make bench   time the solver and the start of commands"
	@echo "make bench-peers  time trees beside pygambit, installed apart on demand (minutes)"
	@echo "make readme  run the commands shown in README.md and docs/, and put their output there"
	@echo "make lock    newest versions into constraints.txt"
	@echo "make clean   remove the environment and caches"

setup: $(STAMP)

# Only when what is installed has changed: an editable install sees changes of the code by itself.
$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "foedus needs Python 3.11 or later; set PYTHON to one." >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { rm -rf .venv && $(PYTHON) -m venv .venv; }
	@echo "Installing into .venv (about a gigabyte; a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

ask: setup
	@mkdir -p build
	@$(BIN)/foedus ask moscow-2025 --html build/moscow-2025.html

check: setup
	@$(BIN)/ruff check --quiet $(LINTED)
	@$(BIN)/ruff format --check --quiet $(LINTED)
	@$(BIN)/mypy --no-error-summary

# The page is tested in a real browser: the system's, installed where it is missing and may be. Without one those tests
# skip, and say so.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  echo "Installing chromium, to test the page in ..."; \
	  { apt-get update && apt-get install -y chromium; } >/dev/null 2>&1 \
	    || echo "chromium could not be installed: the page is not tested in a browser." >&2; \
	else echo "No chromium, and no right to install it: the page is not tested in a browser." >&2; fi; }

# Two workers, each with whole files, as what a file compiles it shares. Last, so that pytest's closing line is printed last.
test: check browser
	@$(BIN)/pytest -n 2 --dist loadfile

bench: setup
	@for script in benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

# Apart from `bench`: pygambit is built from source where it has no wheel. It stays in build/peers, out of .venv.
bench-peers: setup
	@$(BIN)/python benchmarks/peers/against_pygambit.py

readme: setup
	@$(BIN)/python scripts/regenerate_readme.py
	@$(BIN)/python scripts/regenerate_pages.py

# Resolved from nothing in an environment of its own, so that no old version stays because it happens to be there.
# `pip list`, not `pip freeze`: it knows names and versions only, no addresses or folders.
lock:
	@test -n "$(PYTHON)" || { echo "foedus needs Python 3.11 or later; set PYTHON to one." >&2; exit 1; }
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	$(PYTHON) -m venv "$$folder" && \
	"$$folder/bin/python" -m pip install --quiet --disable-pip-version-check -e ".[dev]" && \
	{ echo "# Versions that foedus is tested with. Written by: make lock" && \
	  "$$folder/bin/python" -m pip list --disable-pip-version-check --format=freeze --exclude-editable \
	    --exclude pip --exclude setuptools --exclude wheel; } > "$$folder/constraints.txt" && \
	cp "$$folder/constraints.txt" constraints.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
