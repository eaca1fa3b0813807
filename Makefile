# Two commands do everything: `make site` and `make test`. Both set up what they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := pyproject.toml static/npm/package-lock.json $(wildcard static/npm/*.py static/*.js static/*.css)

.PHONY: site test unit lint bench bench-search serve screenshots clean

site: $(VENV)/.built
	$(BIN)/site-builder build
	@echo "Open site/index.html in a browser: no server is needed."

test: lint unit

unit: $(VENV)/.tests
	$(BIN)/python tests/chromium.py
	$(BIN)/python -m pytest

lint: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

serve: $(VENV)/.built
	$(BIN)/site-builder serve

bench: $(VENV)/.bench
	$(BIN)/python tests/benchmark/run.py

bench-search: $(VENV)/.bench
	$(BIN)/python tests/chromium.py
	$(BIN)/python tests/benchmark/search.py

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
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tests: $(SETUP) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.built

$(VENV)/.bench: $(SETUP) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,bench]'
	@touch $@ $(VENV)/.built
