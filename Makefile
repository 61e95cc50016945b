# One word for each thing one does with Byline; `make` lists them.

# The first Python that is new enough; `make run PYTHON=…` chooses another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
IN := .venv/bin
PIN = $(IN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock"
COMPOSE ?= $(shell docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)

.DEFAULT_GOAL := help
.PHONY: help run test lint format e2e bench messages lock env up compose-test audit

help:  ## list these words
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

run: .venv/installed  ## run the blog: database, web server and job worker; Ctrl-C stops them
	@exec $(IN)/python manage.py serve

test: .venv/installed-dev lint  ## check style, and run all tests but those in a browser
	@$(IN)/pytest --quiet --numprocesses auto --ignore tests/browser

lint: .venv/installed-dev  ## check style and formatting
	@$(IN)/ruff check --quiet .
	@$(IN)/ruff format --quiet --check .

format: .venv/installed-dev  ## put style and formatting right
	@$(IN)/ruff check --quiet --fix .
	@$(IN)/ruff format --quiet .

e2e: .venv/installed-dev  ## run the tests that drive a browser
	@$(IN)/pytest --quiet --numprocesses auto tests/browser

bench: .venv/installed-dev  ## measure speed, and print a table
	@exec $(IN)/python -m tests.benchmarks

messages: .venv/installed-dev  ## find the strings to be translated, and compile the translations
	@$(IN)/python -m tests.catalogues

lock: .venv/installed-dev  ## pin the dependencies of pyproject.toml anew
	@test -x $(IN)/uv || $(IN)/python -m pip install --quiet uv
	@$(PIN) --output-file requirements.txt pyproject.toml
	@$(PIN) --extra dev --output-file requirements-dev.txt pyproject.toml

env: .venv/installed-dev  ## make or update the virtual environment, with the tools for tests

up: .env  ## build and start everything in containers
	@$(COMPOSE) up --build --detach

compose-test: .venv/installed-dev  ## build and start the containers, check pages through the proxy, take all down
	@$(IN)/pytest --config-file tests/compose/pytest.ini tests/compose

audit: .venv/installed-dev tests/audit/node_modules/installed  ## run axe-core, Lighthouse and the Nu HTML checker over every type of page
	@$(IN)/pytest --config-file tests/audit/pytest.ini tests/audit

# Without npm the checkers that it would bring are left out, and the run says so.
tests/audit/node_modules/installed: tests/audit/package-lock.json
	@! command -v npm >/dev/null || { echo "Installing the checkers …" && cd tests/audit && \
		npm ci --silent --ignore-scripts --no-audit --no-fund && touch node_modules/installed; }

# The containers' secrets, made once; the database remembers its password from its first start.
.env:
	@umask 077 && $(PYTHON) -c 'from secrets import token_urlsafe as made; \
		print(f"SECRET_KEY={made(50)}\nPOSTGRES_PASSWORD={made(24)}")' >.env.new && mv .env.new .env
	@echo "Wrote .env with new secrets; .env.example explains what else it can hold."

# Each stamp stands for one set of requirements that was installed whole.
.venv/installed: requirements.txt | .venv/bin/pip
	@echo "Installing what Byline needs …"
	@$(IN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt | .venv/bin/pip
	@echo "Installing what Byline and its tests need …"
	@$(IN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $@ .venv/installed

.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "Byline needs Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv
