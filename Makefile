# One place for every command a person or the CI needs. `make help` lists them; ARGS="…" is passed on.
# `make` wants GNU make, Python 3.11 or newer with its venv module, and git. Everything else comes into .venv.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# Tests start some two hundred processes: without kept bytecode each would compile the whole program again.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
ARGS ?=
NODE_MODULES := tests/real_fhir/node_modules

# Set PYTHON=… to choose the interpreter yourself.
PYTHON ?=
CANDIDATES := $(PYTHON) $(if $(PYTHON),,python3.13 python3.12 python3.11 python3 python3.14 python)

# A worker takes the next file when it is free, the longest first; tests/sharing.py says which are taken test by test.
# Many tests wait for programs, so there are three for two cores; at most 4: each may run a database.
# Quick tests wait for nothing: one worker a core.
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
WORKERS = $(shell n=$$(($(CORES) * 3 / 2)); [ $$n -gt 4 ] && n=4; echo $$n)
PYTEST = $(BIN)/python -m pytest -n $(WORKERS)
COVERED := 80
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --constraint constraints.txt --generate-hashes --no-annotate --no-header

.PHONY: help setup docs wheel demo run test live quick coverage check bench chaos chaos-hl7 fuzz fhir-server fhir-packages year format clean lint layout types imports wording constraints security audit sbom requirements refresh-base image-check compiled

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "  make %-12s %s\n", $$1, $$2}'

setup: $(STAMP) ## Make .venv with everything in it; does nothing when that is done
	@echo "ready: $(BIN)/reminders --help"

$(STAMP): pyproject.toml constraints.txt
	@if $(BIN)/python -c '' 2>/dev/null; then exit 0; fi; \
	novenv=; \
	for python in $(CANDIDATES); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "making $(VENV) with $$("$$python" --version)"; exec "$$python" -m venv --clear $(VENV); \
	  fi; \
	  novenv=$$python; \
	done; \
	if [ -n "$$novenv" ]; then \
	  echo "$$novenv lacks its venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
	else \
	  echo "no Python 3.11 or newer found (looked for: $(strip $(CANDIDATES))); install one, or name it: make setup PYTHON=…" >&2; \
	fi; \
	exit 1
	@echo "installing what the project needs; this takes a minute or so"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev,docs]"
	@touch $(STAMP)

demo: $(STAMP) ## A sample clinic, replayed up to now, then served; ARGS=--no-serve prints it instead
	$(BIN)/reminders demo $(ARGS)

run: $(STAMP) ## Run it all in one process: web, worker and beat on SQLite
	$(BIN)/reminders up $(ARGS)

test: compiled ## Run the tests, all but those of `make live`; ARGS="tests/core -x" runs the named ones, of either kind
	$(PYTEST) $(if $(ARGS),,-m "not live") $(ARGS)

live: compiled ## Run the tests that drive a browser, or start and kill the program's own processes
	$(PYTEST) -m live $(ARGS)

quick: WORKERS = $(CORES)
quick: compiled ## Run the tests of rules, words, services and the store that need no server and no process of their own
	$(PYTEST) -m quick $(ARGS)

coverage: compiled ## Run them on both databases, all but the live ones, and print the branch coverage; fails below the floor
	$(PYTEST) -m "not live" --both --cov --cov-report=term --cov-fail-under=$(COVERED) $(ARGS)

check: PYTEST += --durations=20
check: lint layout types imports wording docs constraints security audit sbom fhir-packages test live ## Everything the CI runs (with -k: all of it, also after a failure)

bench: $(STAMP) ## Measure speed and memory; ARGS names one benchmark
	$(BIN)/python -m bench $(ARGS)

upgrade-check: $(STAMP) ## Upgrade an older version while texts leave and come in, and account for each; ARGS="--from REF"
	$(BIN)/python -m bench upgrade $(ARGS)

chaos: $(STAMP) ## Kill everything at random over 2,000 messages, then account for each; ARGS="--seed N" replays
	$(BIN)/python -m tests.chaos $(ARGS)

chaos-hl7: $(STAMP) ## Send 5,000 HL7 messages while listener and database are killed; ARGS="--seed N" replays
	$(BIN)/python -m tests.chaos.hl7 $(ARGS)

fuzz: $(STAMP) ## Throw damaged input at every way in, and print what breaks; ARGS="--minutes 60 --target hl7"
	$(BIN)/python -m tests.fuzz $(ARGS)

fhir-server: $(STAMP) fhir-packages ## Run the tests against a FHIR server that others wrote (needs node and npm)
	$(BIN)/python -m pytest tests/real_fhir $(ARGS)

# Installed once, 113 MB, for `make check`; without npm or a network the tests against it skip, and say so.
fhir-packages:
	@if [ -d $(NODE_MODULES) ]; then exit 0; fi; \
	command -v npm >/dev/null || { echo "no npm here: tests/real_fhir will skip"; exit 0; }; \
	echo "installing a FHIR server for tests/real_fhir; this takes half a minute"; \
	npm install --prefix tests/real_fhir --no-package-lock --no-audit --no-fund --ignore-scripts --silent --fetch-retries 1 --fetch-timeout 30000 || \
	{ rm -rf $(NODE_MODULES); echo "npm could not install it: tests/real_fhir will skip"; }

year: $(STAMP) ## Play a simulated year of 500 patients and have it checked; ARGS="--patients 50 --seed 3"
	$(BIN)/python -m tests.promises.year $(ARGS)

screenshots: $(STAMP) ## Make a picture of every page in out/screenshots, and those of the README
	$(BIN)/python -m tests.browser.screenshots

docs: $(STAMP) ## Build the documentation site in out/site; every broken link fails it
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

wheel: $(STAMP) ## Build dist/reminders-VERSION-py3-none-any.whl: everything that the program needs, for pip install
	$(BIN)/python -m hatchling build --target wheel

format: $(STAMP) ## Put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

compiled: $(STAMP)
	@$(BIN)/python -m compileall -q reminders worker.py scheduler.py

lint: $(STAMP)
	$(BIN)/ruff check .

layout: $(STAMP)
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/basedpyright

imports: $(STAMP)
	$(BIN)/lint-imports --no-logo

wording: $(STAMP)
	$(BIN)/reminders templates check

constraints:
	@if grep -nvE '^(#.*|[A-Za-z0-9._-]+==[A-Za-z0-9._+!-]+)$$' constraints.txt || grep -n '://' constraints.txt; then \
	  echo "constraints.txt holds name==version lines only: no address, path or option" >&2; exit 1; fi

security: $(STAMP)
	@$(BIN)/bandit -q -c pyproject.toml -r reminders worker.py scheduler.py

audit: $(STAMP) ## Look up known vulnerabilities in what the image installs; says so where no index answers
	@$(BIN)/python -m tests.image.audit

sbom: $(STAMP) ## Write what the image installs to out/reminders.cdx.json (CycloneDX)
	@mkdir -p out
	@$(BIN)/python -W ignore -m cyclonedx_py requirements requirements.txt --pyproject pyproject.toml --output-reproducible -o out/reminders.cdx.json
	@echo "sbom: out/reminders.cdx.json"

requirements: $(STAMP) ## Write requirements.txt and requirements-build.txt from pyproject.toml and constraints.txt, with hashes
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[lock]"
	$(LOCK) --extra otel pyproject.toml --output-file requirements.txt
	echo "hatchling" | $(LOCK) - --output-file requirements-build.txt

refresh-base: $(STAMP) ## Write the newest digests of the base images into the Dockerfile and the compose files; ARGS=--check only tells
	@$(BIN)/python -m tests.image.refresh_base $(ARGS)

image-check: $(STAMP) ## Build the image, bring all of docker-compose.yml up and send through it; skips without a container engine
	@$(BIN)/python -m tests.image

clean: ## Remove .venv and everything that can be made again
	rm -rf $(VENV) $(NODE_MODULES) build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
