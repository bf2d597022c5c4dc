# Countersign: every command that a newcomer needs. Python 3.11 or newer is enough for all but `lock`.
SHELL := /bin/sh
BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard petition/translations/*/LC_MESSAGES/*.po))
# Node's packages only look at pages in tests; where npm is missing those tests are skipped.
NODE_MODULES := $(if $(shell command -v npm 2>/dev/null),node_modules/.stamp)

# Four at once, in the portions and in the order of tests/ordering.py: each has servers and browsers of its own, and one
# or the other waits for them. (PARALLEL= ARGS=… runs one at a time, as --pdb needs.)
PARALLEL := -n 4 --no-loadscope-reorder
# Tests start the site in new processes again and again; compiling it takes each longer than starting.
KEEP_COMPILED := PYTHONDONTWRITEBYTECODE=

# From left to right, whatever -j says: install, then compile.
.NOTPARALLEL:
.PHONY: help install run test lint check audit format bench lock translations FORCE

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

install: .venv/.runtime $(CATALOGUES) ## Make .venv and install what the site needs

run: install ## Serve the site on http://127.0.0.1:8000 (PORT, DATA_DIR … from the environment)
	@exec $(BIN)/flask petition serve

test: .venv/.development $(CATALOGUES) $(NODE_MODULES) ## Run the tests (ARGS="-k signing" chooses some)
	@$(KEEP_COMPILED) $(BIN)/python -m pytest $(PARALLEL) $(ARGS)

lint: .venv/.development ## Check format, style and types
	@$(BIN)/ruff format --check --quiet . || { echo 'Run `make format`.' >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/bandit --quiet --recursive $(OURS)
	@$(BIN)/mypy

# mypy is one process, the tests wait now and then: beside each other they take as long as the tests alone.
check: .venv/.development $(CATALOGUES) $(NODE_MODULES) ## What must be green before a push: lint and test
	@$(MAKE) --no-print-directory lint & lint=$$!; \
	$(MAKE) --no-print-directory test; tested=$$?; \
	wait $$lint || { echo 'make lint failed: see above.' >&2; exit 1; }; \
	exit $$tested

# Whoever cannot ask has not been told that all is well: without a network this fails, and says what it could not ask.
audit: .venv/.development $(NODE_MODULES) ## Look for known flaws in what the site stands on, and at licences (asks the package registries)
	@failed=; \
	$(BIN)/bandit --quiet --recursive $(OURS) || failed="$$failed our own code;"; \
	$(BIN)/python -m pytest --quiet --no-header --durations=0 tests/test_licences.py || failed="$$failed licences;"; \
	$(BIN)/pip-audit --strict --progress-spinner off --disable-pip --require-hashes -r requirements-dev.txt \
		|| failed="$$failed Python packages (flaws, or nobody could be asked);"; \
	npm audit || failed="$$failed packages for tests of pages (flaws, or nobody could be asked);"; \
	[ -z "$$failed" ] || { echo "make audit found something, or could not ask:$$failed see above." >&2; exit 1; }

format: .venv/.development ## Format the code and mend what ruff can
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

bench: .venv/.development $(CATALOGUES) ## Measure everything into bench/RESULTS.md, on a quiet machine (ARGS=--quick tries it)
	@for program in wrk nginx; do \
		command -v $$program >/dev/null || { echo "make bench needs $$program: apt-get install $$program" >&2; exit 1; }; \
	done
	@$(BIN)/python -m bench $(ARGS)
	@$(if $(ARGS),,$(BIN)/python -m bench.report)

translations: .venv/.development ## Bring the catalogues up to date with the code and the templates
	@$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-by-file --project=Countersign \
		-k lazy_gettext -k lazy_ngettext:1,2 -k lazy_pgettext:1c,2 -k lazy_npgettext:1c,2,3 \
		--add-comments=Translators: --strip-comment-tags -o petition/translations/messages.pot .
	@$(BIN)/pybabel -q update -i petition/translations/messages.pot -d petition/translations \
		--width=100 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

lock: ## Write the lock files anew (needs uv and npm; ARGS=--upgrade takes newer versions)
	uv pip compile $(COMPILE) -o requirements.txt
	uv pip compile $(COMPILE) $(SERVER) -o requirements-production.txt
	uv pip compile $(COMPILE) $(SERVER) --group dev -o requirements-dev.txt
	npm install --package-lock-only --ignore-scripts

# What runs on servers. Tests and measuring start servers, assert, and make secrets up; ruff looks at them in pyproject.toml.
OURS = petition migrations deploy config.py environment.py wsgi.py

SERVER = --extra postgres --extra valkey --extra gunicorn --extra dkim
COMPILE = -q --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock' $(ARGS) pyproject.toml

# --- What the targets above stand on -------------------------------------------------------------------------

# A virtual environment whose Python has gone (an upgrade of the system, a moved folder) is made anew.
ifneq ($(shell $(BIN)/python -c 'print(1)' 2>/dev/null),1)
.venv/pyvenv.cfg: FORCE
endif

.venv/pyvenv.cfg:
	@found=; \
	for python in python3 python3.13 python3.12 python3.11; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Countersign needs Python 3.11 or newer; here is $$(python3 --version 2>/dev/null || echo none)." >&2; exit 1; \
	fi; \
	if uv --version >/dev/null 2>&1; then \
		uv venv -q --clear --python "$$($$found -c 'import sys; print(sys.executable)')" .venv; \
	else \
		$$found -m venv --clear .venv || { rm -rf .venv; exit 1; }; \
	fi

# A stamp for each lock file: installing again is needed only when the file changed.
.venv/.runtime: LOCK = requirements.txt
.venv/.development: LOCK = requirements-dev.txt
.venv/.runtime: requirements.txt
.venv/.development: requirements-dev.txt
.venv/.runtime .venv/.development: .venv/pyvenv.cfg
	@echo "Installing $(LOCK) …"
	@set -e; \
	if uv --version >/dev/null 2>&1; then \
		uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $(LOCK); \
	else \
		$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; \
		$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(LOCK); \
	fi
	@touch $@

# Needs pybabel, so it stands after an installation wherever it is asked for.
%.mo: %.po
	@$(BIN)/pybabel -q compile -i $< -o $@

node_modules/.stamp: package-lock.json
	@echo "Installing package-lock.json …"
	@if npm ci --ignore-scripts --no-audit --no-fund --silent; then touch $@; \
	else echo 'npm could not install; the tests that need it will say so.' >&2; fi
