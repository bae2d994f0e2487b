# Shortlist. `make run` and `make test` are all that a newcomer needs; `make help` lists the rest.
CONFIG ?= debug
SWIFT ?= swift
PYTHON := var/toolchain/python/bin/python
SHORTLIST := .build/$(CONFIG)/shortlist
SOURCES := Sources Tests Package.swift
# Tests of leases, time limits and pools: with hundreds of others on the same cores they would measure those.
ALONE := '^(PostgresTests|BackgroundTests|MessagingTests|WebTests|MatchingTests)'
# Tests against the clock that take moments by themselves, and 8 to 26 s where others hold both cores.
QUIET := '(aDatabaseThatIsAwayIsSaidAndNothingHangs|aCheckThatHangsIsLeftBehind)'

.PHONY: run build test unit browser check lint docs bench format clean help
# One after the other, even under `make -j`: SwiftPM holds its build folder for itself.
.NOTPARALLEL:
.DEFAULT_GOAL := help

run: build ## install what is missing, build, and serve on 127.0.0.1:8080
	exec $(SHORTLIST) serve

build: ## set up and build (CONFIG=release for the fast program)
	@scripts/setup
	$(SWIFT) build --configuration $(CONFIG) --product shortlist

test: unit browser ## every test

unit: ## the Swift tests (FILTER=name runs a part)
	@scripts/setup --tests
	$(SWIFT) build --build-tests
	timeout 900 $(SWIFT) test --skip-build $(if $(FILTER),--filter $(FILTER),--filter $(ALONE))
	$(if $(FILTER),,timeout 60 $(SWIFT) test --skip-build --filter $(QUIET))
	$(if $(FILTER),,timeout 1500 $(SWIFT) test --skip-build --skip $(ALONE) --skip $(QUIET))

browser: ## the browser test of the main job
	@scripts/setup --tests
	$(SWIFT) build --product shortlist
	$(PYTHON) Tests/Browser/main_job.py

check: export SHORTLIST_STRICT = 1
check: lint docs test ## what CI runs: format, documents, warnings as errors, every test

lint: ## the format, without changing a file
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

docs: ## paths, targets and commands named in the documents exist
	@scripts/check-docs

format: ## put every Swift file into the format
	$(SWIFT) format format --in-place --parallel --recursive $(SOURCES)

bench: ## each page against its ceiling on this machine
	@scripts/setup --bench
	$(SWIFT) build --configuration release --product shortlist
	scripts/bench $(ARGS)
	scripts/bench-access
	scripts/bench-embedding
	scripts/bench-search --small 100000

clean: ## remove what was built; data under var/ stays
	rm -rf .build

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
