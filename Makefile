# make lists what can be made. AULA_LISTEN, AULA_DATA and the other settings of the
# program reach it through the environment: AULA_LISTEN=0.0.0.0:8470 make demo

GO     ?= go
# The build of the program itself: whatever needs no cgo shares its cache.
PLAIN  := CGO_ENABLED=0 GOFLAGS="$(strip $(GOFLAGS) -trimpath)"
# SQLite is C translated by a machine; checking its pointers as well would cost every test a sixth of its time.
RACE   := -race -gcflags=modernc.org/...=-d=checkptr=0
BENCH  ?= full
TOOLS  := .tools
PARTS  := $(if $(filter short,$(BENCH)),start hall)
PACED  := $(if $(filter short,$(BENCH)),100ms,1s)
DEBIAN := chromium chromium-headless-shell firefox-esr ffmpeg postgresql fonts-noto-cjk fonts-droid-fallback flite poppler-utils gcc libc6-dev

.DEFAULT_GOAL := help
.PHONY: help demo build test lint format vet staticcheck types modules bench bench-start bench-hall bench-floor bench-roll bench-way bench-go screenshots clip packages

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## build Aula and run a seminar that is always on
	bin/aula demo

build: ## build bin/aula, one file without cgo
	$(PLAIN) $(GO) build -o bin/aula ./cmd/aula

# The browsers need both cores for film and sound: a server under the race detector takes them away, and pictures stand still. What
# it does is tried under the detector in all other packages.
test: ## run every test, with the race detector but before browsers; CI=true makes a missing engine a failure
	$(GO) test $(RACE) $$($(GO) list ./... | grep -v /test/browser)
	$(GO) test -timeout 14m -parallel 3 ./test/browser

lint: format vet staticcheck types modules ## check format, mistakes, types and modules

format:
	@unformatted=$$(gofmt -l cmd internal test tools ui); \
	if [ -n "$$unformatted" ]; then echo "not as gofmt writes it:"; echo "$$unformatted"; exit 1; fi

vet:
	$(PLAIN) $(GO) vet ./...

$(TOOLS)/staticcheck: tools/lint/go.mod tools/lint/go.sum
	@mkdir -p $(TOOLS)
	$(PLAIN) $(GO) build -C tools/lint -o $(CURDIR)/$@ honnef.co/go/tools/cmd/staticcheck

staticcheck: $(TOOLS)/staticcheck
	$(PLAIN) $(TOOLS)/staticcheck ./...

# The compiler of TypeScript checks types and writes nothing. Without npm it is left
# out on a desk, and never in CI.
types:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(TOOLS)/node_modules/.bin/tsc && $(TOOLS)/node_modules/.bin/tsc --noEmit -p ui/tsconfig.json; \
	elif [ "$$CI" = true ]; then echo "npm is not installed; it brings the checker of types"; exit 1; \
	else echo "types: not checked, npm is not installed"; fi

$(TOOLS)/node_modules/.bin/tsc: tools/lint/package-lock.json
	@mkdir -p $(TOOLS)
	cp tools/lint/package.json tools/lint/package-lock.json $(TOOLS)/
	npm ci --prefix $(TOOLS) --ignore-scripts --no-audit --no-fund
	@touch $@

modules:
	$(GO) mod verify
	$(GO) mod tidy -diff

bench: bench-go $(if $(filter short,$(BENCH)),,bench-way) ## measure everything; figures in bench.json; BENCH=short for a first look
	BENCH=$(BENCH) $(PLAIN) $(GO) run ./tools/bench $(PARTS)

bench-start: ## measure the way from start to the first page, and memory
	$(PLAIN) $(GO) run ./tools/bench start

bench-hall: ## measure what a packet of the hall costs, beside other servers
	$(PLAIN) $(GO) run ./tools/bench hall

bench-floor: ## measure how soon an entry is with everybody in the hall, beside centrifuge
	BENCH=$(BENCH) $(PLAIN) $(GO) run ./tools/bench floor

bench-roll: ## measure check-ins at the doors, and the roll of 10,000 people
	BENCH=$(BENCH) $(PLAIN) $(GO) run ./tools/bench roll

bench-way: ## count what a browser sees of the hall on bad ways
	$(GO) test ./test/browser -run '^$$' -bench Way -benchtime 1x -timeout 30m

bench-go: ## run the benchmarks beside the code
	$(PLAIN) $(GO) test -run '^$$' -bench . -benchtime $(PACED) $$(grep -rl --include='*_test.go' 'func Benchmark' cmd internal ui | xargs -n1 dirname | sort -u | sed 's|^|./|')

screenshots: ## take a picture of every page in both languages
	$(GO) test ./test/pictures -count=1 -timeout 30m -args -out $(CURDIR)/screenshots

clip: ## draw the film that the demonstration shows
	$(PLAIN) $(GO) run ./tools/clip

packages: ## install what the tests need from Debian, as root
	@missing=$$(for p in $(DEBIAN); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done; command -v npm >/dev/null || echo npm); \
	if [ -z "$$missing" ]; then echo "packages: all there"; \
	elif ! command -v apt-get >/dev/null || [ "$$(id -u)" != 0 ]; then echo "packages: please install" $$missing; \
	else export DEBIAN_FRONTEND=noninteractive; apt-get update -q && apt-get install -q -y --no-install-recommends $$missing; fi
