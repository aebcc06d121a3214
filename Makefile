# Thin on purpose: each target is one line to a tool that you could run by hand.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
STACK ?= local

.PHONY: up down preview preview-all test check bench doctor verify clean

up: $(READY)            ## control plane, engine, tenants: everything, on this machine
	$(BIN)/kubespaces up --stack $(STACK) --yes

preview: $(READY)       ## what `make up` would change; of any other stack (STACK=aws-eu-central-1-host) what it makes, without an account
	$(BIN)/kubespaces preview $(if $(filter local,$(STACK)),,--offline) --stack $(STACK)

preview-all: $(READY)   ## offline previews of every stack, one line each
	$(BIN)/kubespaces preview --offline --all

verify: $(READY)        ## log in as every tenant and try to break out
	$(BIN)/kubespaces verify --stack $(STACK)

test: $(READY)          ## all tests; the embedded platform is set up first if it is missing
	$(BIN)/python -m pytest

check: $(READY)         ## formatting, lint, types, layers
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: $(READY)         ## measure and rewrite bench/RESULTS.md
	$(BIN)/python -m bench

doctor: $(READY)        ## what is installed, what is missing, what to do
	$(BIN)/kubespaces doctor

down: $(READY)          ## stop the control plane; data stays
	$(BIN)/kubespaces local down

clean:                  ## remove what make made in this folder (caches of tools stay)
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache

$(READY): requirements-dev.lock pyproject.toml
	@echo "Setting up $(VENV) (about a minute, once)"
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kubespaces needs Python 3.11 or newer")'
	python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
