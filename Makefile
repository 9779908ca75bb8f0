# Two commands on a fresh machine: `make demo` and `make test`. Each target does its own set-up.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
NODE_READY := node_modules/.ready
STEP := python3 tools/step.py
SOURCES := layers/ringkeep/python/ringkeep functions local simulator tests benchmarks tools
TYPED := layers/ringkeep/python/ringkeep functions local simulator benchmarks tests tools/deploy
WORKERS ?= 2
STACK_TESTS := tests/integration tests/browser
GAPS := 5
TESTED := .local/tests
PIP_VERSION := 26.1.2
ENVIRONMENT ?= dev
ARCHITECTURE ?= arm64
ARGUMENTS ?=
STACK_NAMED = $(or $(STACK),ringkeep-$(ENVIRONMENT))
PARAMETERS ?=
RESOURCES ?=
export PARAMETERS RESOURCES
export SAM_CLI_TELEMETRY := 0
export PYTHONPATH := $(CURDIR)/layers/ringkeep/python:$(CURDIR)
# With it, every process and every function of the emulator compiles all of its modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup web demo up down test test-console test-stacks test-units check audit speech dialogues build deploy adopt delete bench lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) $(NODE_READY) web/dist/index.html ## Everything that the other targets need

# Debian ships Python without venv.
$(READY): requirements/development.txt pyproject.toml tools/python.sh
	@tools/python.sh >/dev/null 2>&1 || tools/debian.sh no-python-with-venv python3 python3-venv || tools/python.sh
	@test -x $(BIN)/python || $(STEP) "virtual environment" -- "$$(tools/python.sh)" -m venv $(VENV)
	@# An older pip takes a pinned package with extras for an unpinned one.
	@$(STEP) "pip" -- $(BIN)/python -m pip install --disable-pip-version-check "pip==$(PIP_VERSION)"
	@$(STEP) --total $$(grep -c '^[a-z0-9].*==' requirements/development.txt) --count '^Collecting ' "Python packages" -- \
		$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements/development.txt
	@$(STEP) "the ringkeep command" -- $(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The linter of Amazon States Language comes from npm.
$(NODE_READY): package-lock.json | $(READY)
	@$(STEP) "Node.js" -- tools/debian.sh npm nodejs npm
	@$(STEP) "packages of the state machine linter" -- npm ci --silent --no-audit --no-fund
	@touch $@

# The build checks the types of the tests, too.
WEB_SOURCES := $(shell find web/src web/tests web/public web/tools web/index.html web/*.ts web/*.json -type f 2>/dev/null) docs/openapi.json

web/node_modules/.ready: web/package-lock.json | $(READY)
	@$(STEP) "Node.js" -- tools/debian.sh npm nodejs npm
	@$(STEP) "packages of the console" -- npm ci --prefix web --silent --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.ready $(WEB_SOURCES)
	@$(STEP) "console" -- npm run --prefix web --silent build
	@touch $@

web: web/dist/index.html ## The console's files, built into web/dist

# A browser for the console's tests. Some systems have only the one with windows.
$(VENV)/.chromium: | $(READY)
	@$(STEP) "Chromium" -- sh -c "tools/debian.sh chromium-headless-shell chromium-headless-shell || \
		tools/debian.sh chromium chromium"
	@touch $@

demo: $(READY) web/dist/index.html ## A simulated account of 60 recordings, imported before your eyes (ONCE=1: and end)
	@$(MAKE) --no-print-directory speech || echo "Transcribe Now will say that speech recognition is not installed."
	@$(MAKE) --no-print-directory dialogues || echo "The calls have short samples, and there are no older calls: no speech synthesis."
	@exec $(BIN)/python -m local.demo $(if $(ONCE),--once)

up: $(READY) web/dist/index.html ## The stack on this machine: RINGCENTRAL_SERVER_URL= READY_FILE= PORT= CONSOLE_PORT= FOLDER= PARAMETERS="Key=Value"
	@exec $(BIN)/python -m local.up $(if $(RINGCENTRAL_SERVER_URL),--server-url "$(RINGCENTRAL_SERVER_URL)") \
		$(if $(READY_FILE),--ready-file "$(READY_FILE)") $(if $(PORT),--port $(PORT)) $(if $(CONSOLE_PORT),--console-port $(CONSOLE_PORT)) $(if $(FOLDER),--folder "$(FOLDER)") --parameters "$(PARAMETERS)"

down: $(READY) ## Ends what make up started
	$(BIN)/python -m local.down

# The AWS adapters are tested with the oldest boto3 too: docs/decisions/boto3-from-the-runtime.md
.local/oldest-boto3/.ready: requirements/oldest-boto3.txt | $(READY)
	@$(STEP) "the oldest boto3" -- $(BIN)/python -m tools.oldest_boto3

# How the demo's calls and the tests of the speech recognition speak.
$(VENV)/.voice: | $(READY)
	@$(STEP) "a voice" -- tools/debian.sh espeak-ng espeak-ng
	@$(STEP) "an MP3 encoder" -- tools/debian.sh lame lame
	@touch $@

test: $(READY) ## Every test: ARGUMENTS="--durations=20"
	@rm -rf $(TESTED)
	@$(MAKE) --no-print-directory --jobs=4 test-stacks test-units test-console || \
		{ grep -hE '^(FAILED|ERROR)' $(TESTED)/*; exit 1; }

# The stacks have the first call on the processors, since they mostly wait. All other tests fill the gaps, and
# begin while the rest is installed.
test-stacks: $(READY) web/dist/index.html $(VENV)/.chromium $(VENV)/.voice .local/speech/.ready
	@mkdir -p $(TESTED)
	@$(BIN)/python -m pytest -n 3 $(STACK_TESTS) $(ARGUMENTS) 2>&1 | tee $(TESTED)/stacks.txt

# Their output comes in one piece: two runs that print dots cannot be read.
test-units: $(READY) $(NODE_READY) $(VENV)/.voice .local/oldest-boto3/.ready
	@mkdir -p $(TESTED)
	@nice -n $(GAPS) $(BIN)/python -m pytest -n $(WORKERS) $(addprefix --ignore=,$(STACK_TESTS)) $(ARGUMENTS) \
		>$(TESTED)/units.txt 2>&1 || failed=1; cat $(TESTED)/units.txt; exit $${failed:-0}

test-console: web/dist/index.html
	@nice -n $(GAPS) $(STEP) "lint and sizes of the console" -- npm run --prefix web --silent lint
	@nice -n $(GAPS) $(STEP) "tests of the console" -- npm test --prefix web --silent

check: $(READY) $(NODE_READY) web/node_modules/.ready ## Format, lint, types, arrows, template, console
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports
	AWS_DEFAULT_REGION=us-east-1 $(BIN)/sam validate --lint
	$(BIN)/cfn-lint -a cfn_lint_serverless.rules -t template.yaml
	tools/check_state_machines.sh
	npm run --prefix web --silent check

# In an environment of its own: its packages and the product's do not agree.
.local/checkov/.ready: requirements/checkov.txt | $(READY)
	@$(STEP) "environment of checkov" -- "$$(tools/python.sh)" -m venv .local/checkov
	@$(STEP) "checkov" -- .local/checkov/bin/python -m pip install --disable-pip-version-check --require-hashes -r requirements/checkov.txt
	@touch $@

# In an environment of its own: the product needs none of it, and ministack pins other versions.
.local/speech/.ready: requirements/speech.txt | $(READY)
	@$(STEP) "environment of the speech recognition" -- "$$(tools/python.sh)" -m venv .local/speech
	@$(STEP) "speech recognition" -- .local/speech/bin/python -m pip install --disable-pip-version-check --require-hashes -r requirements/speech.txt
	@touch $@

# Each is made once: python -m simulator.dialogues ends at once if they are there.
dialogues: $(READY) $(VENV)/.voice ## What people say in the calls of the demo, spoken by espeak-ng
	@$(BIN)/python -m simulator.dialogues --check || \
		$(STEP) --total 150 --count '^made ' "conversations for the demo" -- $(BIN)/python -m simulator.dialogues

speech: .local/speech/.ready ## Speech recognition for Transcribe Now on this machine

audit: .local/checkov/.ready ## checkov on the template, with the exceptions of .checkov.yaml
	$(BIN)/python -m tools.expanded_template > .local/expanded.json
	.local/checkov/bin/checkov --config-file .checkov.yaml -f .local/expanded.json

build: $(READY) ## sam build for AWS: ARCHITECTURE=arm64 or x86_64
	RINGKEEP_ARCHITECTURE=$(ARCHITECTURE) PYTHON="$(CURDIR)/$(BIN)/python" $(BIN)/sam build \
		--cached --cache-dir .aws-sam/cache-$(ARCHITECTURE) --parameter-overrides Architecture=$(ARCHITECTURE)

# It builds once its checks have passed. PARAMETERS and RESOURCES reach the commands as variables of the shell, which
# does not execute what is in them.
deploy: $(READY) ## The stack in AWS: ENVIRONMENT=dev or prod, STACK= (its name), YES=1 (do not ask), PARAMETERS="AlarmEmail=... AdministratorEmail=..."
	@$(BIN)/python -m tools.deploy --environment "$(ENVIRONMENT)" --architecture "$(ARCHITECTURE)" --parameters "$$PARAMETERS" \
		$(if $(STACK),--stack-name "$(STACK)") $(if $(YES),--yes)

delete: $(READY) ## Deletes the stack, says what stays: ENVIRONMENT=dev or prod, STACK= (its name), YES=1 does not ask
	@$(BIN)/python -m tools.delete_stack "$(STACK_NAMED)" $(if $(YES),--yes)

adopt: $(READY) ## Before deploy: adopts what a deleted stack retained: ENVIRONMENT=dev or prod, STACK=, PARAMETERS= RESOURCES="CallsTable=..."
	@$(BIN)/python -m tools.adopt "$(STACK_NAMED)" --parameters "$$PARAMETERS" --resources "$$RESOURCES"

bench: $(READY) web/dist/index.html ## Every figure of the documents, measured again into benchmarks/results
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script"; done

lock: ## Pin again what requirements/*.in ask for (needs uv)
	cd requirements && for name in development checkov speech; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q $$name.in -o $$name.txt; done
	cd requirements && uv pip compile --universal --python-version 3.11 --generate-hashes --no-deps --no-emit-index-url --no-header -q oldest-boto3.in -o oldest-boto3.txt
	cd layers/dependencies && for layer in common audio; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -c ../../requirements/development.txt $$layer.in -o $$layer.txt; done

clean: ## Everything that the targets made
	rm -rf $(VENV) .local .aws-sam node_modules web/node_modules web/dist
