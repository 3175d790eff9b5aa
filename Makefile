# Everything on a fresh machine with Python 3.11 or later and pip:
#   make demo    set up, then reproduce a published trial
#   make test    set up, then run the tests
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python install --quiet --quiet
# The other engines of the benchmark have an environment of their own.
BENCH     := .venv-bench
BENCH_PIP := $(PYTHON) -m pip --disable-pip-version-check --python $(BENCH)/bin/python install --quiet --quiet
KERNEL_SOURCES := $(wildcard src/osteon/model/*.py src/osteon/model/*/*.py)

.PHONY: help setup demo test test-cluster claims calibrate credibility bench lint format requirements clean

help:
	@sed -n '2,3s/^#   //p' Makefile
	@echo "make claims  judge every claim on simulated patients; writes docs/claims.md"
	@echo "make calibrate  fit the library to its targets (hours); writes docs/calibration.md"
	@echo "make credibility  measure what credibility rests on; writes docs/credibility.md"
	@echo "make bench   time osteon beside other engines; writes benchmarks/RESULTS.md"
	@echo "make lint    check style, types and floors"
	@echo "make format  put the code into the house format"
	@echo "make clean   remove the environment and all output"

demo: $(VENV)/.kernels
	$(BIN)/osteon reproduce stopeck_2010 --out out/stopeck_2010

test: $(VENV)/.dev $(VENV)/.kernels
	$(BIN)/python -m pytest -m "not cluster" $(PYTEST_ARGS)

# Starts, stops and kills dask schedulers and workers: for a machine with nothing else to do.
test-cluster: $(VENV)/.dev $(VENV)/.kernels
	$(BIN)/python -m pytest -m cluster $(PYTEST_ARGS)

claims: $(VENV)/.kernels
	$(BIN)/osteon claims --format markdown > docs/claims.md

# Up to two hours on two cores; goes on where it was stopped. To adopt what it found, copy
# out/calibration/library over src/osteon/library/data.
calibrate: $(VENV)/.kernels
	@mkdir -p out
	$(BIN)/osteon calibrate --format markdown $(CALIBRATE_ARGS) > out/calibration.md
	mv out/calibration.md docs/calibration.md

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests benchmarks fitting
	$(BIN)/ruff format --check src tests benchmarks fitting
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix src tests benchmarks fitting
	$(BIN)/ruff format src tests benchmarks fitting

credibility: $(VENV)/.kernels
	$(BIN)/osteon credibility > docs/credibility.md

bench: $(BENCH)/.engines
	$(BENCH)/bin/python benchmarks/bench.py $(BENCH_ARGS)

$(BENCH)/.engines: requirements.txt pyproject.toml
	@echo "Making the environment $(BENCH) with the other engines (a few minutes) ..."
	@$(PYTHON) -m venv $(BENCH) || $(PYTHON) -m venv --clear --without-pip $(BENCH)
	@$(BENCH_PIP) --require-hashes --requirement requirements.txt
	@$(BENCH_PIP) --no-deps --no-build-isolation --editable .
	@$(BENCH)/bin/python benchmarks/engine_packages.py | while read -r package; do \
		$(BENCH_PIP) "$$package" < /dev/null 2> /dev/null \
			|| echo "$$package cannot be installed here; its line will say so"; \
	done
	@touch $@

setup: $(VENV)/.dev $(VENV)/.kernels

$(VENV)/bin/python:
	@echo "Making the environment $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "osteon needs Python 3.11 or later; try: make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || $(PYTHON) -m venv --clear --without-pip $(VENV)

$(VENV)/.runtime: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing the pinned libraries and osteon (one or two minutes) ..."
	@$(PIP) --require-hashes --requirement requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing the test tools ..."
	@$(PIP) --require-hashes --requirement requirements-dev.txt
	@touch $@

# The first command compiles the model's kernels and says so; later ones find them in the user's cache.
$(VENV)/.kernels: $(VENV)/.runtime $(KERNEL_SOURCES)
	@$(BIN)/osteon body --horizon "1 day" --every "1 day" > /dev/null
	@touch $@

# For maintainers: needs uv. The files name no registry, so they install from whichever one pip is set to.
requirements:
	uv pip compile pyproject.toml --group pyproject.toml:build --python-version 3.11 --universal \
		--generate-hashes --no-header --no-emit-index-url --quiet --output-file requirements.txt
	uv pip compile pyproject.toml --group pyproject.toml:dev --python-version 3.11 --universal \
		--generate-hashes --no-header --no-emit-index-url --quiet --constraint requirements.txt \
		--output-file requirements-dev.txt

clean:
	rm -rf $(VENV) $(BENCH) out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
