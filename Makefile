# make run: everything on this machine · make test: every check · make help: the rest
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
ARCHIVE := $(wildcard ../shared/data/letters_train.jsonl)

.PHONY: help setup run test check tests format bench faults fuzz evaluate train dangers deploycheck lock clean

help:  ## what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

setup:  ## the environment, in step with requirements.lock
	@tools/setup

run: setup  ## set up, train a first model, start every part and the simulator
	@exec $(BIN)/huiying run

test: check tests  ## set up, ruff, mypy, every test

check: setup  ## ruff and mypy
	@echo "· Checking style"
	@$(BIN)/ruff check .
	@echo "· Checking types"
	@$(BIN)/mypy

tests: setup  ## the tests alone
	@echo "· Running the tests"
	@# what is compiled is kept, whatever the shell says: a hundred processes start in a run
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 $(ARGS)

format: setup  ## put imports and layout right
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

train: setup  ## train the model anew
	@$(BIN)/huiying train

bench: setup  ## the tables of benchmarks/
	@$(BIN)/python -m benchmarks

faults: setup  ## kill, starve and confuse it; account for every message (ARGS="kills --store sqlite")
	@$(BIN)/python -m tests.faults $(ARGS)

fuzz: setup  ## a minute of hostile calls at a real gateway (ARGS="--seconds 600 --seed 7")
	@$(BIN)/python -m tests.fuzz $(ARGS)

evaluate: setup  ## how well messages are understood: shipped model, and one with an archive
	@$(BIN)/huiying evaluate $(if $(ARCHIVE),--compare $(ARCHIVE)) $(ARGS)

dangers: setup  ## learn anew what danger sounds like, after editing danger_examples.txt
	@$(BIN)/python -m tools.dangers

deploycheck: setup  ## the files of deploy/ under their own linters
	@$(BIN)/python tools/deploycheck.py

lock:  ## resolve the dependencies anew (ARGS=--upgrade for newer releases)
	@tools/setup lock $(ARGS)
	@tools/setup

clean:  ## remove what make made; data/ stays
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache build *.egg-info
