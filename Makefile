# The whole workflow; `make help` lists it. Kept to GNU make 3.81 (macOS has no newer one) and a POSIX shell.

PYTHON ?= python3
ANKI ?= 23.12.1 24.11 25.2.7 26.9.3
PYTHONS ?= 3.11 3.12 3.13 3.14
goal = $(or $(MAKECMDGOALS),build)
in_venv = .venv/bin/python -m
side_by_side = --numprocesses auto --dist worksteal

.PHONY: build test test-anki test-pythons lint golden bench coverage fuzz clean help
# Where it forbids byte code, every start of a Python compiles every module, and the tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE
.NOTPARALLEL:
.DELETE_ON_ERROR:

build: .venv/for-build ## an Anki deck and a PDF of every deck in cards/, into build/
	$(in_venv) mmcards build

test: .venv/for-test ## run the tests
	$(in_venv) pytest $(side_by_side)

test-anki: $(ANKI:%=.venv/anki/%/made) ## run the tests of the Anki package in old and new versions of Anki
	@failed=; for version in $(ANKI); do \
	echo "Anki $$version:"; \
	.venv/anki/$$version/bin/python -m pytest --ignore-glob='*browser*' tests/life tests/writers/anki || failed="$$failed $$version"; \
	done; test -z "$$failed" || { echo "The tests fail in Anki$$failed. One version alone: \
	make test-anki ANKI=$${failed##* }" >&2; exit 1; }

# What other programs make of the files says little of a Python, and takes long.
test-pythons: .venv/for-build ## run most tests with the other Pythons that are there, and compare what they build
	@failed=; for version in $(PYTHONS); do $(find_python); \
	if test -z "$$python"; then echo "Python $$version is not here, and is left out."; continue; fi; \
	if test "$$version" = "$$(.venv/bin/python -c '$(print_version)')"; then continue; fi; \
	echo "Python $$version:"; \
	$(MAKE) --no-print-directory goal=test-pythons .venv/pythons/$$version/made && MMCARDS_OTHER_PYTHON=.venv/bin/python \
	.venv/pythons/$$version/bin/python -m pytest $(side_by_side) --ignore-glob='*browser*' --ignore=tests/life \
	|| failed="$$failed $$version"; \
	done; test -z "$$failed" || { echo "The tests fail with Python$$failed. One version alone: \
	make test-pythons PYTHONS=$${failed##* }" >&2; exit 1; }

lint: .venv/for-lint ## check form and types: ruff, mypy
	$(in_venv) ruff format --check .
	$(in_venv) ruff check .
	$(in_venv) mypy

golden: .venv/for-test ## write the golden files and docs/format.md anew
	MMCARDS_GOLDEN=rewrite $(in_venv) pytest $(side_by_side)
	@echo "The golden files are written anew. Look at what changed before you commit it: git diff tests docs"

coverage: .venv/for-lint ## which lines of mmcards no test runs, in all processes
	$(in_venv) coverage erase
	$(in_venv) coverage run -m pytest $(side_by_side)
	$(in_venv) coverage combine --quiet
	$(in_venv) coverage report

bench: .venv/for-bench ## compare the speed with other programs
	$(in_venv) tests.benchmarks.compare $(BENCH)

# Of what is not named, __main__.py says what is taken.
LEVEL ?= reader markup files
fuzz: .venv/for-test ## damage decks at random, and look that nothing breaks: MINUTES=5, or ITERATIONS=1000
	$(in_venv) tests.fuzz $(LEVEL) $(MINUTES:%=--minutes %) $(ITERATIONS:%=--iterations %) $(SEED:%=--seed %)

clean: ## remove what was built, caches and .venv
	find build -mindepth 1 ! -name .gitignore -delete
	find mmcards tests -name __pycache__ -prune -exec rm -rf {} +
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile
	@echo "PYTHON=python3.12, say, makes .venv with another Python."
	@echo 'LEVEL=reader, markup or files and SEED=WORD, say, narrow what make fuzz does.'
	@echo 'ANKI="23.12.1 26.9.3", say, names the versions for make test-anki.'
	@echo 'BENCH="lesson 1000", say, names the decks for make bench: start lesson rich 1000 10000 100000.'

# .venv/made-in is written when .venv is whole; .venv/for-X when what `make X` needs is in it. A virtual environment
# holds absolute paths, so in a moved clone it is made anew; also when its Python is gone or another one is asked for.
any_or_asked_for := $(if $(filter file,$(origin PYTHON)),*,'$(PYTHON)')
whole = test -x .venv/bin/python && case "$$(cat .venv/made-in)" in ("$$(pwd -P) with "$(any_or_asked_for)) ;; (*) false;; esac
$(shell { $(whole); } 2>/dev/null || rm -f .venv/made-in)

print_version = import sys; print("%d.%d" % sys.version_info[:2])
version = '$(PYTHON)' -c '$(print_version)'

.venv/made-in:
	@$(version) >/dev/null 2>&1 || { echo "There is no $(PYTHON) that runs: install Python 3.11 or newer \
	(Debian, Ubuntu: sudo apt install python3-venv; macOS: brew install python), \
	or name one that you have: make $(goal) PYTHON=/path/to/python3" >&2; exit 1; }
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "mmcards needs Python 3.11 or newer, \
	and $(PYTHON) is $$($(version)): install a newer one and name it: make $(goal) PYTHON=python3.12" >&2; exit 1; }
	@'$(PYTHON)' -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make virtual environments: \
	install the part that does (Debian, Ubuntu: sudo apt install python$$($(version))-venv)" >&2; exit 1; }
	@echo "Setting up .venv …"
	@rm -rf .venv && mkdir .venv
	@'$(PYTHON)' -m venv .venv >.venv/set-up.log 2>&1 || { echo "$(PYTHON) could not make .venv; \
	this shows what it said: cat .venv/set-up.log" >&2; exit 1; }
	@echo "$$(pwd -P) with $(PYTHON)" >$@

# What pip said, in a sentence.
define tell
{ if grep -Eqi 'retrying|connection|timed out' .venv/set-up.log; \
	then echo "The package index cannot be reached: check the network, or name a proxy or a mirror, \
	as in HTTPS_PROXY=ADDRESS make $(goal) or PIP_INDEX_URL=ADDRESS make $(goal) (details: .venv/set-up.log)"; \
	else echo "pip could not install what mmcards needs ($$(grep ERROR: .venv/set-up.log | tail -n 1 | sed 's/.*ERROR: //')): \
	this shows all that it said: cat .venv/set-up.log"; fi >&2; exit 1; }
endef

# make lint needs what make test needs, and that what make build needs: the larger set-up stands for the smaller ones.
.venv/for-test: extras = [test]
.venv/for-test: also = .venv/for-build
.venv/for-bench: extras = [bench]
.venv/for-bench: also = .venv/for-build
.venv/for-lint: extras = [dev]
.venv/for-lint: also = .venv/for-build .venv/for-test .venv/for-bench

.venv/for-build .venv/for-test .venv/for-bench .venv/for-lint: .venv/made-in pyproject.toml
	@echo "Installing what make $(@:.venv/for-%=%) needs …"
	@$(in_venv) pip install --no-input --disable-pip-version-check --editable '.$(extras)' >.venv/set-up.log 2>&1 || $(tell)
	@touch $(also) $@

# On the path, or where pyenv keeps them; what it puts on the path need not run.
find_python = for python in python$$version "$${PYENV_ROOT:-$$HOME/.pyenv}/versions/$$version".*/bin/python; do \
	"$$python" -c '' 2>/dev/null && break; python=; done

.venv/pythons/%/made: .venv/made-in pyproject.toml
	@echo "Installing what the tests need with Python $* …"
	@version=$*; $(find_python); "$$python" -m venv --clear .venv/pythons/$* >.venv/set-up.log 2>&1 || \
	{ echo "Python $* could not make .venv/pythons/$*; this shows what it said: cat .venv/set-up.log" >&2; exit 1; }
	@.venv/pythons/$*/bin/python -m pip install --no-input --disable-pip-version-check --editable '.[test]' \
	>.venv/set-up.log 2>&1 || $(tell)
	@touch $@

# Each version of Anki in an environment of its own, inside .venv, with which it goes.
.venv/anki/%/made: .venv/made-in pyproject.toml
	@echo "Installing Anki $* and what the tests need …"
	@$(in_venv) venv --clear .venv/anki/$* >.venv/set-up.log 2>&1 || { echo "Python could not make .venv/anki/$*; \
	this shows what it said: cat .venv/set-up.log" >&2; exit 1; }
	@.venv/anki/$*/bin/python -m pip install --no-input --disable-pip-version-check 'anki==$*' --editable '.[test]' \
	>.venv/set-up.log 2>&1 || $(tell)
	@touch $@
