# Two commands for a fresh clone: `make demo` and `make test`. Both build a virtual environment first;
# what is installed already is not installed again. `make check` is for whoever changes something.

PYTHON ?= python3
VENV ?= .venv
PIP = $(VENV)/bin/python -m pip --quiet --disable-pip-version-check --no-input
PYTEST = $(VENV)/bin/python -m pytest

# What the wheel is made of; an installed copy older than any of it is renewed.
PACKED = pyproject.toml $(wildcard README.md) $(shell find persona_assistant models memory_store bench/mini bench/baselines.toml \
	-type f -not -name '*.pyc')

.PHONY: demo test check coverage mutate test-torch torture bench-speed clean

demo: $(VENV)/.installed
	@$(VENV)/bin/persona-assistant demo

# Tests start hundreds of processes, and each would compile the package anew where no bytecode is kept.
test coverage torture: export PYTHONDONTWRITEBYTECODE =

test: $(VENV)/.installed-for-tests
	@$(PYTEST) -n auto --dist worksteal

# Format, lint and types: seconds.
check: $(VENV)/.installed-for-checks
	@$(VENV)/bin/ruff format --check --quiet . || { $(VENV)/bin/ruff format --diff --quiet . ; exit 1; }
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy

# The tests, and which lines they run.
coverage: $(VENV)/.installed-for-tests
	@$(PYTEST) -n auto --cov --cov-report=
	@$(VENV)/bin/coverage report --skip-covered --skip-empty --sort=cover | tail -n 25

# Small changes to the code, one at a time: those that no test notices are listed. ROOM=routing picks a
# room; all of them take long.
ROOM ?= ground routing memory bench
mutate: $(VENV)/.installed-for-mutation
	@$(VENV)/bin/python tests/mutate.py $(ROOM)

# Tests that compare with torch: installs several gigabytes on most machines, and fetches the converter once.
test-torch: $(VENV)/.installed-for-torch-tests
	@LLAMA_CPP_SOURCE_CACHE=$(abspath $(VENV))/converter $(PYTEST) -m torch tests

# The same tests of crashes and rivals, with hundreds of kills instead of a few, and all the bundled media
# looked at.
torture: $(VENV)/.installed-for-tests
	@PERSONA_ASSISTANT_TORTURE=500 $(PYTEST) -n auto --dist worksteal tests/memory tests/enrolment tests/encoders

bench-speed: $(VENV)/.installed-for-tests
	@$(VENV)/bin/python bench/speed/startup.py
	@$(VENV)/bin/python bench/speed/engine.py --dims tiny
	@$(VENV)/bin/python bench/speed/retrieval.py --sizes 10000,100000 --no-who
	@$(VENV)/bin/python bench/speed/enrolment.py
	@$(VENV)/bin/python bench/speed/harness.py
	@$(VENV)/bin/python bench/speed/tui.py
	@$(VENV)/bin/python bench/speed/remembering.py --turns 2000
	@echo "With the real model's dimensions (20 minutes, 10 GB of memory, 7 GB of disk): python bench/speed/engine.py"
	@echo "With a million vectors (8 GB of memory): python bench/speed/retrieval.py --sizes 1000000"
	@echo "Phone photos, with a folder of your own photos of faces: python bench/speed/phone.py FOLDER"
	@echo "CLIP and ECAPA beside torch (extra export): python bench/speed/encoders.py; among 10,000 people: python bench/speed/who.py"

clean:
	rm -rf $(VENV) build dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("error: Python 3.11 or newer is needed, PYTHON=... names it" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(PACKED) | $(VENV)/bin/python
	@echo "Installing into $(VENV) ..."
	@$(PIP) install .
	@touch $@

$(VENV)/.installed-for-tests: $(PACKED) worlds/pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV), llama.cpp included: the first time takes several minutes and a C++ compiler ..."
	@$(PIP) install '.[test,llama]' ./worlds
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-for-checks: pyproject.toml | $(VENV)/bin/python
	@echo "Installing what checks into $(VENV) ..."
	@$(PIP) install '.[check]'
	@touch $@

$(VENV)/.installed-for-mutation: pyproject.toml | $(VENV)/.installed-for-tests
	@$(PIP) install '.[mutate]'
	@touch $@

$(VENV)/.installed-for-torch-tests: $(PACKED) | $(VENV)/.installed-for-tests
	@echo "Installing torch, transformers, trl, open-clip and speechbrain into $(VENV) ..."
	@$(PIP) install '.[test,llama,convert,export,train,test-torch]' ./worlds
	@touch $@
