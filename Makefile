# Every command a maintainer needs. Each one does the set-up it needs, and says what it does.
# `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: help run test nightly check format pictures bench package rehearse catalogues lock clean

help: ## list these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

# --- set-up: one stamp per set of requirements, so that nothing is installed twice -------------

$(BIN)/uv: requirements/uv.txt
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Python 3.11 or newer is needed: install it, or name it with PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another with PYTHON=/path/to/python3."; exit 1; }
	@echo "[1/3] a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.%: requirements/%.txt $(BIN)/uv
	@echo "[2/3] the libraries of requirements/$*.txt"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $<
	@touch $@

catalogues: $(VENV)/.run ## compile the translations
	@$(BIN)/python -m infra.catalogues

# --- the commands ------------------------------------------------------------------------------

run: $(VENV)/.run ## start everything on this machine: http://localhost:8000 (PORT=… moves it)
	@echo "[3/3] the movement, on this machine"
	@$(BIN)/python -m infra.cli run

test: $(VENV)/.dev ## the whole test suite (browser tests need Debian's chromium, or CHROMIUM=/path)
	@echo "[3/3] the tests"
	@$(BIN)/python -m pytest -n auto -q

nightly: $(VENV)/.dev ## the slow sets
	@$(BIN)/python -m pytest -m nightly -q

check: $(VENV)/.dev ## formatter, linter, types, templates
	@echo "[3/3] formatter, linter, types, templates"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy services infra
	@$(BIN)/cfn-lint infra/*.yaml

format: $(VENV)/.dev ## put the code in its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

pictures: $(VENV)/.dev ## the pictures of the user guide, taken anew (needs Chromium)
	@echo "[3/3] the pictures of docs/vi"
	@PICTURES=written BROWSER=required $(BIN)/python -m pytest -q -m nightly tests/browser/test_guide.py

package: $(VENV)/.run ## what is deployed, built into build/
	@$(BIN)/python -m infra.cli package --lang en

# The emulator pins botocore: it lives in an environment of its own.
$(VENV)/emulator/.ready: requirements/rehearse.txt $(BIN)/uv
	@echo "[2/3] the emulator of requirements/rehearse.txt"
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)/emulator
	@$(BIN)/uv pip install --quiet --python $(VENV)/emulator/bin/python --require-hashes -r $<
	@touch $@

rehearse: $(VENV)/.dev $(VENV)/emulator/.ready ## deploy to an emulator on this machine, and walk the journey there
	@echo "[3/3] the rehearsal"
	@$(BIN)/python -m infra.rehearse

bench: $(VENV)/.bench ## the figures, each beside its floor and its peers
	@$(BIN)/python -m bench

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --universal --upgrade --python-version 3.11 \
	--no-header --no-emit-index-url --no-emit-find-links

lock: $(BIN)/uv ## lock the newest versions again
	@for group in run dev bench; do $(LOCK) pyproject.toml --group $$group -o requirements/$$group.txt; done
	@for group in rehearse runtime; do $(LOCK) --group $$group -o requirements/$$group.txt; done

clean: ## remove what was installed, compiled and stored here
	rm -rf $(VENV) .local build .pytest_cache .mypy_cache .ruff_cache
	find services/core/language/locales -name '*.json' -delete
