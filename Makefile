# Two commands on a fresh machine: `make demo` and `make test`. Each target does its own set-up.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
NODE_READY := node_modules/.ready
SOURCES := layers/ringkeep/python/ringkeep functions local tests benchmarks
PIP_VERSION := 26.1.2
ENVIRONMENT ?= dev
ARCHITECTURE ?= arm64
PARAMETERS ?=
export SAM_CLI_TELEMETRY := 0
export PYTHONPATH := $(CURDIR)/layers/ringkeep/python:$(CURDIR)

.PHONY: help setup web demo up down test check build deploy bench lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) web/dist/index.html ## The virtual environment with all that is pinned

# Debian ships Python without venv; root may mend that, others are told.
$(READY): requirements/development.txt tools/python.sh
	@tools/python.sh >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update -qq && apt-get install -y -qq python3 python3-venv make; } || tools/python.sh
	@test -x $(BIN)/python || "$$(tools/python.sh)" -m venv $(VENV)
	@# An older pip takes a pinned package with extras for an unpinned one.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip==$(PIP_VERSION)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/development.txt
	@touch $@

# The linter of Amazon States Language comes from npm.
$(NODE_READY): package-lock.json
	@command -v npm >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq nodejs npm; }
	npm ci --silent --no-audit --no-fund
	@touch $@

WEB_SOURCES := $(shell find web/src web/public web/index.html web/*.ts web/*.json -type f 2>/dev/null) docs/openapi.json

web/node_modules/.ready: web/package-lock.json
	@command -v npm >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq nodejs npm; }
	cd web && npm ci --silent --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.ready $(WEB_SOURCES)
	cd web && npm run --silent build
	@touch $@

web: web/dist/index.html ## The console's files, built into web/dist

# A browser for the console's tests, from Debian; root may install it, others are told.
$(VENV)/.chromium:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
		{ echo "the console's tests need Chromium: install the package chromium"; exit 1; }
	@touch $@

demo: $(READY) web/dist/index.html ## A simulated account of 60 recordings, imported before your eyes (ONCE=1: and end)
	$(BIN)/python -m local.demo $(if $(ONCE),--once)

up: $(READY) ## The stack on this machine: RINGCENTRAL_SERVER_URL= READY_FILE= PORT= CONSOLE_PORT= PARAMETERS="Key=Value"
	@exec $(BIN)/python -m local.up $(if $(RINGCENTRAL_SERVER_URL),--server-url "$(RINGCENTRAL_SERVER_URL)") \
		$(if $(READY_FILE),--ready-file "$(READY_FILE)") $(if $(PORT),--port $(PORT)) $(if $(CONSOLE_PORT),--console-port $(CONSOLE_PORT)) --parameters "$(PARAMETERS)"

down: $(READY) ## Ends what make up started
	$(BIN)/python -m local.down

test: $(READY) $(NODE_READY) web/dist/index.html $(VENV)/.chromium ## Every test
	cd web && npm run --silent check && npm test --silent
	$(BIN)/python -m pytest

check: $(READY) $(NODE_READY) web/node_modules/.ready ## Format, lint, types, arrows, template, console
	cd web && npm run --silent check
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy layers/ringkeep/python/ringkeep local benchmarks tests
	$(BIN)/lint-imports
	AWS_DEFAULT_REGION=us-east-1 $(BIN)/sam validate --lint
	$(BIN)/cfn-lint -a cfn_lint_serverless.rules -t template.yaml
	tools/check_state_machines.sh

build: $(READY) ## sam build for AWS: ARCHITECTURE=arm64 or x86_64
	RINGKEEP_ARCHITECTURE=$(ARCHITECTURE) PYTHON="$(CURDIR)/$(BIN)/python" $(BIN)/sam build \
		--cached --cache-dir .aws-sam/cache-$(ARCHITECTURE) --parameter-overrides Architecture=$(ARCHITECTURE)

deploy: build web/dist/index.html ## sam deploy to AWS: ENVIRONMENT=dev or prod, PARAMETERS="AlarmEmail=... AdministratorEmail=..."
	$(BIN)/sam deploy --config-env $(ENVIRONMENT) --parameter-overrides Architecture=$(ARCHITECTURE) $(PARAMETERS)
	STACK_NAME=ringkeep-$(ENVIRONMENT) $(BIN)/python -m ringkeep.cli console publish web/dist

bench: $(READY) web/node_modules/.ready ## Every figure of the documents, measured again into benchmarks/results
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script"; done

lock: ## Pin again what requirements/*.in ask for (needs uv)
	cd requirements && uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q development.in -o development.txt
	cd layers/dependencies && for layer in common audio; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -c ../../requirements/development.txt $$layer.in -o $$layer.txt; done

clean: ## Everything that the targets made
	rm -rf $(VENV) .local .aws-sam node_modules web/node_modules web/dist
