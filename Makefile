SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

STATICCHECK := go tool -modfile=tools/go.mod staticcheck
GOVULNCHECK := go tool -modfile=tools/go.mod govulncheck
SKIPCHECK   := bin/skipcheck -skips internal/testkit/skips.txt
FUZZTIME    ?= 10s
BENCH       ?= ./bench
BENCHTIME   ?= 1x
SCALE       ?= 1000000
SHOWN ?= 1000000
BENCHMATCH  ?=
BENCHPULL   ?=

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## one static binary in bin/tierloop
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/tierloop ./cmd/tierloop

.PHONY: servers
servers: ## install the database and ERP servers that tests start
	@scripts/setup-test-servers

# The parser module runs without the race detector: it is single-threaded, and
# TiDB's generated parser takes minutes to compile with it.
.PHONY: test
test: servers ## every test, with the race detector, against real servers
	@go build -o bin/skipcheck ./internal/testkit/cmd/skipcheck
	go test -race -timeout 20m -json ./... | $(SKIPCHECK)
	cd internal/sqlcheck && go test -count=1 -json ./... | ../../bin/skipcheck -skips ../testkit/skips.txt

.PHONY: screens
screens: ## pictures of every screen in both languages, into docs/screens
	TIERLOOP_TEST_SCREENS=$(CURDIR)/docs/screens go test -count=1 -run Browser ./web

.PHONY: check
check: ## gofmt, vet, staticcheck
	@unformatted=$$(gofmt -l .); \
	  if [ -n "$$unformatted" ]; then echo "not gofmt-ed:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	cd internal/sqlcheck && go vet ./...
	$(STATICCHECK) ./...

# govulncheck fetches its database. Without a network it exits 1 before it has
# looked at anything: that is "not checked", never "no vulnerabilities".
.PHONY: vuln
vuln: ## known vulnerabilities; needs an open network, run before a release
	@scripts/vuln $(GOVULNCHECK)

.PHONY: bench
bench: ## the whole ways of docs/benchmarks.md in small; BENCH=./... is every benchmark
	go test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) $(BENCH)

# The labelled sets lie beside the repository; what is absent is said. Splink is
# installed from PyPI into an environment outside the repository.
.PHONY: bench-match
bench-match: ## tierloop match and Splink side by side; SCALE=10000000 for ten million
	go run ./bench/cmd/benchmatch -scale $(SCALE) $(BENCHMATCH)

# The tap is installed from PyPI into an environment outside the repository.
.PHONY: bench-pull
bench-pull: ## pull throughput beside tap-salesforce, from one fake; BENCHPULL='-rows 200000'
	go run ./bench/cmd/benchpull $(BENCHPULL)

.PHONY: check-pages
check-pages: ## contrast, names, headings, sizes and focus of every page, as a real browser computes them
	go test -count=1 -run 'TestBrowserEveryPageCanBeUsed|TestFaultsAreFound' ./web ./internal/testkit/browser

.PHONY: bench-web
bench-web: ## p95 of the console's pages over SHOWN customers on both stores; a sync beside 50 readers
	go test -run '^$$' -bench '^BenchmarkConsole$$' -benchtime 100x -timeout 3h ./bench -args -shown $(SHOWN)
	go test -run '^$$' -bench '^BenchmarkReaders$$' -benchtime 1x -timeout 1h ./bench -args -customers 100000

.PHONY: demo
demo: ## the whole loop on local fakes, which stay up until Ctrl-C
	go run ./cmd/tierloop demo

.PHONY: sdk
sdk: ## the vendors' own client libraries against our fakes (build tag sdk)
	go test -count=1 -tags sdk -run SDK ./connectors/...

.PHONY: fuzz-short
fuzz-short: ## each fuzz target for FUZZTIME (10s)
	@scripts/fuzz-short $(FUZZTIME)

.PHONY: docs
docs: ## rewrite the generated reference pages
	go generate ./...
