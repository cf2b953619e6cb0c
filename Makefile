# Two commands matter: `make demo` and `make test`. Both set up .venv when it is missing or pyproject.toml has changed.
# PYTHON is the interpreter the environment is made from (3.11 or newer); JOBS is how many tests run at a time; SEED is
# what the random input of `make fuzz` is drawn from.

PYTHON ?= python3
JOBS ?= 2
SEED ?= 0
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help demo test bench fuzz mutants setup clean

help:
	@echo 'make demo    check the documents under examples/ and show what comes out'
	@echo 'make test    format, lint, types, tests'
	@echo 'make bench   measure the time budgets'
	@echo 'make fuzz    a million random formulas, ten thousand random documents: nothing may crash or hang'
	@echo 'make mutants seek proofs of ten thousand mutants of what is proved: none may be false'
	@echo 'make clean   remove the environment and everything that was generated'

# Exit status 1 means that something wrong was found, which is what the examples are for; any other failure counts.
define check
	@echo
	@echo '$$ backproof check $(1)'
	@$(BIN)/backproof check $(1) || test $$? -eq 1
endef

demo: $(VENV)/.stamp-core
	$(call check,examples/batch-norm-one-unit.md)
	$(call check,examples/logistic-solution.md --given examples/logistic-problem.md)
	$(call check,examples/momentum.tex)

test: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict src
	$(BIN)/python -m pytest -n $(JOBS)

bench: $(VENV)/.stamp-core
	$(BIN)/python benchmarks/run.py --backproof $(BIN)/backproof
	$(BIN)/python benchmarks/derive.py
	$(BIN)/python benchmarks/compiled.py

mutants: setup
	$(BIN)/python tests/mutations/many.py

fuzz: setup
	$(BIN)/python tests/robustness/fuzz.py --jobs $(JOBS) --seed $(SEED)

setup: $(VENV)/.stamp-test

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# An environment that uv made has no pip; ensurepip adds it, and does nothing where it is there already.
$(VENV)/.stamp-core: pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade
	$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/.stamp-test: pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade
	$(PIP) install --quiet --editable '.[test]'
	@touch $@ $(VENV)/.stamp-core

clean:
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
