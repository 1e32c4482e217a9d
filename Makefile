# One place for what people and machines run. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
# Compiled when it is first imported: most of what is installed never is. What is compiled is kept then, even where the
# environment, as the images of Python do, says that it is not: every start would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
PORT ?= 8000
DEMO := .demo

.PHONY: help setup setup-run build demo demo-reset test check check-pages accept-pictures bench messages screenshots lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 24

# -- set-up: each stamp is made anew only when what it depends on has changed ------------------------------------------
.venv/run.stamp: requirements/run.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the program needs …"
	@$(PIP) --require-hashes -r requirements/run.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	@echo "Installing what the tests need …"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

.venv/project.stamp: pyproject.toml hatch_build.py frontend/package-lock.json frontend/build.mjs \
		$(shell find frontend/src exam_app/translations -type f -name '*.[tsp]*' 2>/dev/null) .venv/run.stamp
	@echo "Building styles, scripts and catalogues …"
	@$(PIP) --no-deps -e .
	@touch $@

setup-run: .venv/run.stamp .venv/project.stamp
setup: .venv/dev.stamp .venv/project.stamp ## Set up everything for development

# -- the two commands of the README -----------------------------------------------------------------------------------
demo: setup-run ## Build the demo world and serve it at http://127.0.0.1:8000 (Ctrl-C stops everything)
	@exec $(BIN)/watchword demo --folder $(DEMO) --port $(PORT)

demo-reset: ## Empty the demo world's folder
	@rm -rf $(DEMO)
	@echo "$(DEMO) is empty."

test: setup ## Run all tests (SQLite, PostgreSQL, Chromium where there is one)
	@$(BIN)/python -m pytest -n 3 --dist worksteal -q

# -- quality ----------------------------------------------------------------------------------------------------------
check: setup ## Format, types, import contracts, templates, scripts, unused code and dependencies
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/python tools/typecheck_frontend.py
	@$(BIN)/vulture
	@$(BIN)/deptry .
	@$(BIN)/python -m question_bank lint

check-pages: setup ## Every page in every language, contrast and width: axe, zoom, keyboard, pictures
	@WATCHWORD_PAGES=all $(BIN)/python -m pytest -n 2 --dist worksteal -q tests/pages

accept-pictures: ## Accept the pages' new pictures, after looking at them
	@rm -rf .pictures/accepted && cp -r .pictures/new .pictures/accepted && echo "The pictures in .pictures/new are accepted."

bench: setup ## Measure what must be fast; figures go to docs/performance.md by hand
	@for name in $$(ls benchmarks/bench_*.py | xargs -n1 basename | sed 's/\.py$$//'); do $(BIN)/python -m benchmarks.$$name; done
	@$(BIN)/python -m benchmarks.delivery

# -- upkeep -----------------------------------------------------------------------------------------------------------
messages: setup ## Bring the catalogues up to date with the sentences in the code
	@$(BIN)/python tools/messages.py

screenshots: setup ## Draw the tour's pictures anew from the demo world
	@$(BIN)/python tools/screenshots.py

lock: ## Resolve the dependencies anew (needs uv)
	@uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header -q pyproject.toml -o requirements/run.txt
	@uv pip compile --universal --generate-hashes --python-version 3.11 --group dev --no-emit-index-url --no-header -q pyproject.toml -o requirements/dev.txt

clean: ## Remove everything that was built
	@rm -rf .venv exam_app/static/dist frontend/node_modules build dist
