# `make` lists the targets. Each sets up what it needs.
VERSIONS := 3.14 3.13 3.12 3.11
# The newest Python that is there and can make environments; `make PYTHON=…` takes another.
PYTHON ?= $(shell for version in $(VERSIONS); do \
	python$$version -c 'import ensurepip, venv' 2>/dev/null && echo python$$version && break; done)
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 3
ACCURACY := .venv-accuracy
BENCH := .venv-bench
REPLAY := .venv-replay

SUITABLE := 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))'
NO_PYTHON := make: no Python from 3.11 to 3.14 with venv is here: install one (Debian, Ubuntu: apt install \
	python3-venv; Fedora: dnf install python3; macOS: brew install python), or name one: make PYTHON=/path/to/python
# $(call environment,FOLDER) makes one, unless it is there.
environment = @test -x $(1)/bin/python || \
	{ set -- $(PYTHON); "$${1:-false}" -c $(SUITABLE) 2>/dev/null || { echo "$(NO_PYTHON)" >&2; exit 1; }; \
	echo "$$1 -m venv $(1)"; "$$1" -m venv $(1); }

.PHONY: help setup install demo test test-slow coverage accuracy bench replay lint types imports clean

help:
	@echo "make demo       set up, start the replica newspaper, crawl it into data/demo.db, show what came in"
	@echo "make setup      install into $(VENV) what the other targets need"
	@echo "make install    install into $(VENV) only what running needs, without what tests need"
	@echo "make test       set up, lint, type-check, check imports, run the tests (under 5 minutes)"
	@echo "make test-slow  what takes longer: crash matrix, large data, a real browser"
	@echo "make coverage   what part of the code the fast tests run"
	@echo "make accuracy   compare with other extractors, on the replica and on other pages; writes docs/accuracy.md"
	@echo "make bench      how fast it is, beside Scrapy alone; writes docs/performance.md (15 minutes)"
	@echo "make replay     install pywb and warcio into $(REPLAY), which read the archive as others do"
	@echo "make clean      remove $(VENV), $(ACCURACY), $(BENCH), $(REPLAY) and caches; data/ stays"

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.txt requirements-dev.txt
	$(call environment,$(VENV))
	$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements-dev.txt
	touch $@

install:
	$(call environment,$(VENV))
	$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt

demo: setup
	@$(BIN)/python -m tests.demo

test: setup lint types imports
	$(BIN)/python -m pytest -m "not slow" -n $(WORKERS) --dist loadfile

test-slow: setup
	@$(MAKE) --no-print-directory $(REPLAY)/.ready || echo "tests that need pywb and warcio are skipped"
	$(BIN)/python -m pytest -m slow -n $(WORKERS) --dist loadfile

coverage: setup
	$(BIN)/python -m pytest -m "not slow" -n $(WORKERS) --dist loadfile --cov --cov-report=term

accuracy: $(ACCURACY)/.ready
	$(ACCURACY)/bin/python -m bench.accuracy

# The pip that comes with Python 3.11 cannot resolve newspaper4k's requirements.
$(ACCURACY)/.ready: requirements.txt requirements-accuracy.txt
	$(call environment,$(ACCURACY))
	$(ACCURACY)/bin/python -m pip install -qq --disable-pip-version-check pip==26.3
	$(ACCURACY)/bin/python -m pip install -qq -r requirements-accuracy.txt
	touch $@

bench: $(BENCH)/.ready
	$(BENCH)/bin/python -m bench.speed

$(BENCH)/.ready: requirements.txt requirements-bench.txt
	$(call environment,$(BENCH))
	$(BENCH)/bin/python -m pip install -qq --disable-pip-version-check -r requirements-bench.txt
	touch $@

replay: $(REPLAY)/.ready
	@echo "cd ARCHIVE_DIR/..; $(REPLAY)/bin/wb-manager, wayback and warcio are there: docs/archive.md"

# pywb's requirements and Scrapy's cannot be had in one environment.
$(REPLAY)/.ready: requirements-replay.txt
	$(call environment,$(REPLAY))
	$(REPLAY)/bin/python -m pip install -qq --disable-pip-version-check -r requirements-replay.txt
	touch $@

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

clean:
	rm -rf $(VENV) $(ACCURACY) $(BENCH) $(REPLAY) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
