# Everything that a checkout needs, one word each. Only Python 3.11 or later and make are required.
#   make run PORT=9000       another port for the sandbox's page
#   make test PYTHON=/path   another Python for the virtual environment
#   make chaos ROUNDS=200    more rounds of killing the bot; SEED=7 DB=sqlite|postgresql SOCKET=1 choose
#   make chance PLAYS=1000   more plays of chance, in which promises may break; SEED=7 DB=postgresql choose
#   make bench ONLY=calendar one group of measurements, or some: ONLY="intake start"
#   make test WORKERS=1      so many tests side by side; four unless told, for they wait more than they compute

.PHONY: help install run test suite lint format bench chaos chance lock page pictures clean always
.DEFAULT_GOAL := run

VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
PYTHON ?=
PORT ?= 8811
ROUNDS ?= 20
PLAYS ?= 100
SEED ?=
SOCKET ?=
DB ?= both
ONLY ?=
WORKERS ?= 4
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --annotation-style line $(UPGRADE)

# What a run that was killed, or a Python that has gone since, left unfinished is made anew.
UNFINISHED := $(shell test ! -e $(VENV)/pyvenv.cfg || $(VENV)/bin/python -c 'import pip' 2>/dev/null || echo yes)
NOT_INSTALLED := echo "Installing failed, as said above: see that this machine reaches its package index \
	(HTTPS_PROXY, PIP_INDEX_URL) and has room, and type the same again." >&2; exit 1

help:
	@echo "make run      try Hourglass: it names a page to open, and three things to try there (PORT=9000: another port)"
	@echo "make install  install it into $(VENV); then \"$(VENV)/bin/hourglass --help\" says what it can do"
	@echo "make test     all that CI checks; \"make lint\" and \"make format\" need no minute"
	@echo "make clean    remove $(VENV), builds and caches"
	@echo "README.md begins where you do: try it, set it up with your Slack, look after it."

install: $(VENV)/.installed-run

run: $(VENV)/.installed-run
	@$(VENV)/bin/python -m bot sandbox --port $(PORT)

test: lint suite

# The many processes that the tests start would else compile every module anew, where the variable is set.
suite: $(VENV)/.installed-test
	@PYTHONDONTWRITEBYTECODE= $(VENV)/bin/pytest --numprocesses $(WORKERS) --dist worksteal

lint: $(VENV)/.installed-test
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo

format: $(VENV)/.installed-test
	@$(VENV)/bin/ruff check --fix --quiet .
	@$(VENV)/bin/ruff format .

bench: $(VENV)/.installed-bench
	@$(VENV)/bin/python -m tests.bench $(ONLY)

chaos: $(VENV)/.installed-test
	@$(VENV)/bin/python -m tests.crash --rounds $(ROUNDS) --db $(DB) $(if $(SEED),--seed $(SEED)) $(if $(SOCKET),--socket)

chance: $(VENV)/.installed-test
	@$(VENV)/bin/python -m tests.chance --plays $(PLAYS) $(if $(filter-out both,$(DB)),--db $(DB)) $(if $(SEED),--seed $(SEED))

# Pins every package by version and hash. `make lock UPGRADE=--upgrade` takes the newest versions.
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: install it with \"pip install uv\" and try again." >&2; exit 1; }
	@$(COMPILE) pyproject.toml --group build --output-file requirements.txt >/dev/null
	@$(COMPILE) pyproject.toml --group build --group dev --constraints requirements.txt \
		--output-file requirements-dev.txt >/dev/null
	@$(COMPILE) --group bench --constraints requirements-dev.txt --output-file requirements-bench.txt >/dev/null
	@echo "Wrote requirements.txt, requirements-dev.txt and requirements-bench.txt."

# Takes anew what the sandbox's page has from others, as bot/sandbox/web/vendoring pins it. The page's own
# files are shipped as they are, so only whoever changes those pins needs Node.
page:
	@command -v npm >/dev/null || { echo "make page needs Node 20 or later and npm: install them and try again." >&2; exit 1; }
	@cd bot/sandbox/web/vendoring && npm ci --silent && npm run --silent build
	@echo "Wrote bot/sandbox/web/vendor."

# The README's pictures, from the running program; needs Chromium, and a font with emoji.
pictures: $(VENV)/.installed-test
	@$(VENV)/bin/python -m tests.browser tests/browser/pictures
	@echo "Wrote tests/browser/pictures."

clean:
	@rm -rf $(VENV) build dist bot/sandbox/web/vendoring/node_modules .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Removed $(VENV), builds and caches."

$(VENV)/.installed-run: requirements.txt pyproject.toml $(VENV)/pyvenv.cfg
	@echo "Installing Hourglass into $(VENV) (a minute or two, the first time only) ..."
	@$(PIP) install --require-hashes --requirement requirements.txt || { $(NOT_INSTALLED); }
	@$(PIP) install --no-deps --no-build-isolation --editable . || { $(NOT_INSTALLED); }
	@touch $@

$(VENV)/.installed-test: requirements-dev.txt requirements.txt pyproject.toml $(VENV)/pyvenv.cfg
	@echo "Installing Hourglass and its checks into $(VENV) (a minute or two, the first time only) ..."
	@$(PIP) install --require-hashes --requirement requirements-dev.txt || { $(NOT_INSTALLED); }
	@$(PIP) install --no-deps --no-build-isolation --editable . || { $(NOT_INSTALLED); }
	@touch $(VENV)/.installed-run $@

$(VENV)/.installed-bench: requirements-bench.txt $(VENV)/.installed-test
	@echo "Installing those beside whom it is measured into $(VENV) (the first time only) ..."
	@$(PIP) install --require-hashes --requirement requirements-bench.txt || { $(NOT_INSTALLED); }
	@touch $@

# A name on the PATH proves nothing (pyenv leaves empty shims), so each candidate is run.
$(VENV)/pyvenv.cfg: $(if $(UNFINISHED),always)
	@$(if $(UNFINISHED),rm -rf $(VENV); )for python in $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python); do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
			echo "Making $(VENV) with $$("$$python" --version) ..."; \
			"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
				echo "$$python cannot make virtual environments: install its venv package (Debian, Ubuntu: python3-venv) and try again." >&2; \
				exit 1; \
			}; \
			"$$python" -m venv $(VENV) && exit 0; \
			rm -rf $(VENV); \
			echo "$(VENV) could not be made, as said above: see that you may write to this folder, and that its disk has room." >&2; \
			exit 1; \
		fi; \
	done; \
	echo "Hourglass needs Python 3.11 or later, and none was found: install one, or name it with make PYTHON=/path/to/python3." >&2; \
	exit 1
