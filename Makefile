# Two commands do everything: `make site` and `make test`. Both set up what they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# What is not ours comes as locked, its files compared with their hashes; ours is then built with nothing else.
OURS := --no-deps --no-build-isolation --editable .
UV := uv==0.13.9
SETUP := pyproject.toml requirements.lock requirements-test.lock static/npm/package-lock.json $(wildcard static/npm/*.py static/*.js static/*.css)

# For each parser, for `make fuzz`: SECONDS of it, and which, all where none is named.
SECONDS ?= 60
TARGETS ?=

.PHONY: site test unit lint bom lock bench bench-search bench-peers fuzz serve screenshots clean

site: $(VENV)/.built
	$(BIN)/site-builder build
	@echo "Open site/index.html in a browser: no server is needed."

test: lint bom unit

unit: $(VENV)/.tests
	$(BIN)/python tests/chromium.py
	$(BIN)/python -m pytest

lint: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bom: $(VENV)/.tests
	$(BIN)/python tests/supply_chain.py bom

# Once more from pyproject.toml, with the network; `make lock OPTIONS=--upgrade` takes newer versions of everything.
lock: $(VENV)/.tests
	$(INSTALL) $(UV)
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python tests/supply_chain.py lock $(OPTIONS)
	$(BIN)/python tests/supply_chain.py licences

serve: $(VENV)/.built
	$(BIN)/site-builder serve

bench: $(VENV)/.bench
	$(BIN)/python tests/benchmark/run.py

bench-search: $(VENV)/.bench
	$(BIN)/python tests/chromium.py
	$(BIN)/python tests/benchmark/search.py

# Options of the benchmark: `make bench-peers OPTIONS="--sizes 294 --runs 5"`. It installs the peers in the user's cache.
bench-peers: $(VENV)/.tests
	$(BIN)/python tests/benchmark/peers.py $(OPTIONS)

fuzz: $(VENV)/.fuzz
	$(BIN)/python tests/fuzz/run.py $(SECONDS) $(TARGETS)

screenshots: $(VENV)/.tests
	$(BIN)/python tests/chromium.py
	$(BIN)/python tests/screenshots.py

clean:
	rm -rf $(VENV) site build dist bench

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.built: $(SETUP) | $(VENV)/bin/python
	$(INSTALL) --require-hashes --requirement requirements.lock
	$(INSTALL) $(OURS)
	@touch $@

$(VENV)/.tests: $(SETUP) | $(VENV)/bin/python
	$(INSTALL) --require-hashes --requirement requirements-test.lock
	$(INSTALL) $(OURS)
	@touch $@ $(VENV)/.built

$(VENV)/.fuzz: $(VENV)/.tests requirements-fuzz.lock
	$(INSTALL) --require-hashes --requirement requirements-fuzz.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.tests
	$(INSTALL) --editable '.[test,bench]'
	@touch $@
