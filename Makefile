# Remit: `make run` and `make test` do their own set-up; Debian with python3 and make is enough.

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON := $(BIN)/python
LOCKS  := requirements
UV     := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
          --no-header --no-annotate $(if $(UPGRADE),--upgrade)
QUICK  := not browser and not seeds and not postgres and not broker

.PHONY: run test check lint types migrations lock lock-check ci load-test hours-test chaos clean help
.DEFAULT_GOAL := help

help:
	@echo "make run     set up and serve on http://127.0.0.1:8000 (PORT=8001 for another port)"
	@echo "make test    run the quick tests"
	@echo "make check   lint, format, types, templates, missing migrations"
	@echo "make ci      everything, with PostgreSQL, Redis and Chromium"
	@echo "make load-test  measure tickets on a PostgreSQL of its own, beside a minimal endpoint"
	@echo "make hours-test measure the hours page and the month close with ten million entries"
	@echo "make chaos   kill web and worker while reports come in, and count what is left"
	@echo "make lock    compile requirements/*.in into hash-locked lists (UPGRADE=1 takes newer releases)"
	@echo "make clean   remove the environment and everything the portal wrote"

run: $(VENV)/.ok-base
	@$(PYTHON) -u -m config.serving

test: $(VENV)/.ok-dev
	$(PYTHON) -m pytest -q -m "$(QUICK)"

check: lint types migrations

lint: $(VENV)/.ok-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates catalogue tickets billing -name '*.html' | xargs -r $(BIN)/djade --target-version 5.2 --check

types: $(VENV)/.ok-dev
	$(BIN)/mypy

migrations: $(VENV)/.ok-dev
	$(PYTHON) manage.py makemigrations --check --dry-run

lock: $(VENV)/.ok-dev
	$(UV) $(LOCKS)/base.in -o $(LOCKS)/base.txt --excludes $(LOCKS)/excludes.txt
	$(UV) $(LOCKS)/dev.in -o $(LOCKS)/dev.txt

# The locks say what the lists ask for: compiled again from themselves, they do not change.
lock-check: $(VENV)/.ok-dev
	@mkdir -p var/locks && cp $(LOCKS)/* var/locks/
	cd var/locks && ../../$(UV) base.in -o base.txt --excludes excludes.txt
	cd var/locks && ../../$(UV) dev.in -o dev.txt
	cmp var/locks/base.txt $(LOCKS)/base.txt
	cmp var/locks/dev.txt $(LOCKS)/dev.txt

ci:
	.ci/run

chaos load-test hours-test: $(VENV)/.ok-dev
	$(PYTHON) benchmarks/postgres.py benchmarks.$(MEASURE_$@)

MEASURE_chaos := chaos
MEASURE_load-test := tickets
MEASURE_hours-test := hours

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- the environment: made once, brought up to date when a lock changes ---------------------------

# Debian's python3 has no ensurepip until python3-venv is there.
$(PYTHON):
	@python3 -c 'import ensurepip' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && DEBIAN_FRONTEND=noninteractive \
	      apt-get install -y -q --no-install-recommends python3-venv; \
	  else echo "Install Debian's python3-venv as root, then run make again."; exit 2; fi; }
	python3 -m venv --clear $(VENV)

# --no-deps: the lock is complete, but for what requirements/excludes.txt keeps out on purpose.
$(VENV)/.ok-base: $(LOCKS)/base.txt | $(PYTHON)
	$(PYTHON) -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r $<
	@touch $@

$(VENV)/.ok-dev: $(LOCKS)/dev.txt $(VENV)/.ok-base
	$(PYTHON) -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r $<
	@touch $@
