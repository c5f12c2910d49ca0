# The two commands a newcomer needs: `make demo` and `make test`. `make help` lists the others.

PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin

# The first Python on this machine that is new enough; PYTHON=... chooses another.
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11 python3.14 python,$(shell \
	$(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))

ifndef PUBLIC_DATA
ifneq ($(wildcard ../shared/data/README.md),)
PUBLIC_DATA := $(abspath ../shared/data)
endif
endif
export PUBLIC_DATA
export EMBEDDED ?= 1
# Packages are compiled when first imported; without that every start would compile them again.
unexport PYTHONDONTWRITEBYTECODE

VENV_STAMP := $(VENV)/created
REQUIREMENTS_STAMP := $(VENV)/requirements-installed
DEV_REQUIREMENTS_STAMP := $(VENV)/dev-requirements-installed
PIP := $(BIN)/python -m pip --disable-pip-version-check install --progress-bar off

THROW_AWAY := $(BIN)/python -m pmcsite.engines run --throw-away --
TEMPLATES = $(shell git ls-files '*.html')

# How many tests run at once; 0 runs them in one process.
JOBS ?= 2
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist loadfile

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- The site ------------------------------------------------------------------------------------

.PHONY: demo
demo: $(REQUIREMENTS_STAMP) ## Run the whole site on this machine, with content, at http://localhost:8000 (PORT=… HOST=…)
	@$(BIN)/python -m pmcsite.demo --ends-with-parent --host $(HOST) --port $(PORT)

.PHONY: demo-reset
demo-reset: $(REQUIREMENTS_STAMP) ## Delete the demo's database, mail and files, to start over
	@$(BIN)/python -m pmcsite.demo --reset

.PHONY: shell
shell: $(REQUIREMENTS_STAMP) ## Open Django's shell on the demo's database
	@DEVELOPMENT=1 $(BIN)/python -m pmcsite.engines run -- $(BIN)/python manage.py shell

# --- Tests and checks ----------------------------------------------------------------------------

.PHONY: test
test: $(DEV_REQUIREMENTS_STAMP) ## Run all tests, on throw-away PostgreSQL and Redis servers (JOBS=…)
	@$(PYTEST)

.PHONY: test-fast
test-fast: $(DEV_REQUIREMENTS_STAMP) ## Run the tests that need neither a browser nor patience
	@$(PYTEST) -m "not browser and not faults and not slow"

AUDITORS := tests/browser/auditors

.PHONY: auditors
auditors: $(AUDITORS)/node_modules/installed ## Install html-validate, pa11y and Lighthouse for the tests of pages (needs Node)

$(AUDITORS)/node_modules/installed: $(AUDITORS)/package-lock.json
	@cd $(AUDITORS) && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --no-audit --no-fund --ignore-scripts
	@touch $@

.PHONY: check
check: $(DEV_REQUIREMENTS_STAMP) ## Run every check that reads the code: style, types, layers, templates, migrations, settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	DEVELOPMENT=1 DATABASE_URL=postgres://types@localhost/only REDIS_URL=redis://localhost $(BIN)/python -m mypy .
	$(BIN)/lint-imports
	@echo "djlint --lint (all templates)" && $(BIN)/djlint --lint --quiet $(TEMPLATES)
	DEVELOPMENT=1 $(THROW_AWAY) $(BIN)/python manage.py makemigrations --check --dry-run
	DEVELOPMENT=1 $(THROW_AWAY) $(BIN)/python manage.py check --fail-level WARNING
	@echo "manage.py check --deploy (production settings)"
	@DEVELOPMENT=0 SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		PUBLIC_URL=https://www.example.org ALLOWED_HOSTS=www.example.org MAIL_DOMAIN=mail.example.org \
		$(THROW_AWAY) $(BIN)/python manage.py check --deploy --fail-level WARNING

.PHONY: format
format: $(DEV_REQUIREMENTS_STAMP) ## Let ruff lay out the code
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

# --- Installing ----------------------------------------------------------------------------------

$(VENV_STAMP):
	@if [ -z "$(PYTHON)" ]; then \
		echo "This project needs Python 3.11 or newer, and none was found (python3 is: $$(python3 --version 2>&1))."; \
		echo "Install one, or name it: make demo PYTHON=/path/to/python3.11"; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "This project needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python lacks its venv module. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Creating a virtual environment in $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(REQUIREMENTS_STAMP): requirements.txt | $(VENV_STAMP)
	@echo "Installing the platform's packages (a minute or two the first time)"
	@$(PIP) --no-compile -r requirements.txt | awk '/^Collecting/ { print "  " $$2; fflush() } \
		/^Installing/ { print "  … and now all of them together"; fflush() }'
	@$(PIP) --quiet --no-compile -r requirements.txt
	@touch $@

$(DEV_REQUIREMENTS_STAMP): requirements-dev.txt $(REQUIREMENTS_STAMP)
	@echo "Installing what the checks and tests need"
	@$(PIP) --quiet --no-compile -r requirements-dev.txt
	@touch $@

.PHONY: requirements
requirements: ## Pin the newest packages that requirements.in and requirements-dev.in allow (needs uv)
	uv pip compile --quiet --upgrade requirements.in -o requirements.txt --no-header --no-emit-index-url
	uv pip compile --quiet --upgrade requirements-dev.in -o requirements-dev.txt --no-header --no-emit-index-url

.PHONY: clean
clean: ## Delete the virtual environment and caches (not the demo's data)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
