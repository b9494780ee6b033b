# The two commands: `make run` (a first look) and `make test` (everything). See README.md.
PORT ?= 8000
export PYTHON CHROMIUM TEST_DATABASE_URL ALLOW_NO_POSTGRES

.PHONY: help setup setup-dev run test lint test-sqlite test-postgres e2e bench lock

help: ## the commands of this file
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/make \1 – \2/p' Makefile

setup: ## make .venv from requirements.txt and nothing else
	@.ci/environment.sh requirements.txt

setup-dev: ## as setup, with the tools of the tests (requirements-dev.txt)
	@.ci/environment.sh requirements-dev.txt

run: setup ## serve the demo year at http://127.0.0.1:8000 (PORT=… to change)
	@deploy/first_look.sh $(PORT)

test: setup-dev ## everything: lint, SQLite, PostgreSQL, a real browser
	@.ci/test.sh

lint: setup-dev ## source checks only
	@.ci/test.sh lint

test-sqlite: setup-dev ## tests on SQLite only
	@.ci/test.sh sqlite

test-postgres: setup-dev ## tests on PostgreSQL only (TEST_DATABASE_URL or a throwaway server)
	@.ci/test.sh postgres

e2e: setup-dev ## browser stories only
	@.ci/test.sh e2e

bench: setup-dev ## the promised figures, one JSON line each (ONLY=name, SIZE=assessments)
	@.venv/bin/python -m tests.bench $(if $(ONLY),--only $(ONLY)) $(if $(SIZE),--size $(SIZE))

lock: ## lock the versions of the libraries by pyproject.toml (needs uv)
	uv pip compile pyproject.toml --generate-hashes --universal --python-version 3.11 -q -o requirements.txt
	uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 -q -o requirements-dev.txt
