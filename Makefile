# Python 3.11 and make are all that a machine needs; the rest is set up when it is missing.

PY = .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help demo docs gallery test test-all bench bench-all soak pictures build fmt clean

help:      ## this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: +[^#]*## */\t/' | expand -t 12

demo:      ## install into .venv and serve demos and documentation (PORT=8080)
	@tools/setup.sh run
	@$(PY) -m demos $(if $(PORT),--port $(PORT))

gallery:   ## serve every widget in its states, one page each (PORT=8081 THEME=minty)
	@tools/setup.sh run
	@$(PY) -m gallery $(if $(PORT),--port $(PORT)) $(if $(THEME),--theme $(THEME))

test:      ## all checks: lint, types, front end, bundle, Python, browser
	@tools/setup.sh test
	@$(PY) tools/check.py

test-all:  ## the same with the tests that take long
	@tools/setup.sh test-all
	@$(PY) tools/check.py --all

docs:      ## build the documentation into docs/_build/html
	@tools/setup.sh run
	@$(PY) tools/make_llms.py
	@$(PY) tools/check.py docs

bench:     ## compare with a page without any library and with the published PyWebIO
	@tools/setup.sh test
	@$(PY) -m bench

bench-all: ## the same, and the same work with NiceGUI, Streamlit and Gradio
	@tools/setup.sh test
	@$(PY) -m bench.others
	@$(PY) -m bench

soak:      ## 200 visitors for 10 minutes, some with bad lines (MINUTES=1, VISITORS=50)
	@tools/setup.sh test
	@PYTHONPATH=test $(PY) -m faults.soak $(if $(MINUTES),--minutes $(MINUTES)) \
		$(if $(VISITORS),--visitors $(VISITORS))

pictures:  ## take the pictures of the demos, for README, documentation and their first page
	@tools/setup.sh test
	@$(PY) -m tools.make_pictures

build:     ## build the page into pywebio/html
	@tools/setup.sh frontend
	@$(PY) tools/make_protocol_ts.py
	@tools/npm.sh run --silent build

fmt:       ## format Python and TypeScript, and repair what can be repaired
	@tools/setup.sh frontend
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .
	@tools/npm.sh run --silent format

clean:     ## remove all that was set up or built, but not the committed bundle
	rm -rf .venv build dist docs/_build *.egg-info webiojs/node_modules bench/.venv-*
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis test-artifacts
