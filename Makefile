# For GNU make 3.81 or later, which macOS still has. Every task runs in .venv, which tools/bootstrap.py makes when it is
# missing or does not fit; what a task runs stands there, so that Windows, without make, runs the same.

PYTHON ?= python3
ARGS ?=
export LC_ALL = C.UTF-8

TASKS = demo test lint types docs bench soak release-check

.NOTPARALLEL:
.PHONY: help clean $(TASKS)

help:
	@echo "make demo    a campaign from directive to finished report, made up and shown"
	@echo "make test    all tests, the README, the manual and the examples among them"
	@echo "make lint    style, format, and which room may import which"
	@echo "make types   mypy and basedpyright, both strict"
	@echo "make docs    the manual, in docs/_build/html"
	@echo "make bench   the benchmarks, one after the other (small ones: ARGS=--small)"
	@echo "make soak    the laws, with many more examples"
	@echo "make release-check   lock file, audit, list of parts, two builds with equal bytes"
	@echo "make clean   removes what the tasks made, but for .venv"
	@echo
	@echo "Arguments:   make test ARGS='-m \"not slow\" tests/unit'      Another Python:   make PYTHON=python3.12 test"

$(TASKS):
	@$(PYTHON) tools/bootstrap.py $@ $(ARGS)

clean:
	rm -rf build dist docs/_build htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name .venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
