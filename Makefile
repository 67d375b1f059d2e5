# Two commands do everything on a fresh machine with Python 3.11 or newer: make plan, make test.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: plan test test-long check golden bench fresh clean

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group dev -e .
	$(BIN)/python -m compileall -q src
	touch $@

plan: $(STAMP)  ## plan the real-sized example; 4 says that the time limit ended it, with a plan
	$(BIN)/codroute plan scenarios/gulf-peak || test $$? -eq 4

test: $(STAMP)  ## every test but the long ones
	$(BIN)/python -m pytest -n 2 -m "not long"

test-long: $(STAMP)  ## the tests that take minutes
	$(BIN)/python -m pytest -n 2 -m long

check: $(STAMP)  ## what CI runs beside the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: $(STAMP)  ## write the golden LP files anew; read the diff before committing it
	CODROUTE_WRITE_GOLDEN=1 $(BIN)/python -m pytest tests/golden

bench: $(STAMP)  ## the benchmarks; prints rows for benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

fresh:  ## clone into a new folder and run both README commands there
	dir=$$(mktemp -d) && git clone --quiet . $$dir/codroute && \
	$(MAKE) -C $$dir/codroute plan test && rm -rf $$dir

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
