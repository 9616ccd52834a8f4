# Everything a developer types. `make` alone lists it.
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
args ?=

# Targets that record a finished step: npm's record of installed packages, and the compiled program.
installed := node_modules/.package-lock.json
built := dist/cli/main.js
# Folders are listed too: a removed file changes only its folder.
sources := $(shell find src) bin/streamgate.js scripts/build.js tsconfig.json package.json

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z -]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(built) ## watch the gate refuse a fourth stream, then try it: gate and sample video, no Docker, no Redis
	@node scripts/demo.js

run: $(built) ## run the gate; args="--upstream http://127.0.0.1:8081"
	node bin/streamgate.js serve $(args)

dev: $(built) ## run the gate and restart it on every change; STACK=1 uses the gates of `up`
	@node scripts/$(if $(filter 1,$(STACK)),dev-stack,dev).js

test: $(built) tools ## run all tests, also in a fresh checkout; args="test/domain" for a part
	@node scripts/test/run.js $(args)

check: lint types fresh test ## run all checks of CI

lint: $(installed) ## check the style
	node_modules/.bin/eslint .

types: $(installed) ## check the types
	node_modules/.bin/tsc --noEmit --project tsconfig.test.json
	node_modules/.bin/tsc --project client/tsconfig.json

docs: $(built) ## write the generated documents
	node scripts/write-docs.js

fresh: $(built)
	node scripts/write-docs.js --check

bench: $(built) tools ## measure speed
	node bench/run.js $(args)

up: ## start two gates behind one address, Redis and sample video in Docker, on port 3000; args="--profile monitoring" adds Grafana
	docker compose $(args) up --build --detach --wait

down: ## stop what `up` started
	docker compose --profile monitoring down --remove-orphans

build: ## build the Docker image
	docker compose build $(args)

logs: ## follow the logs of what `up` started; args="gate-1" for one service
	docker compose --profile monitoring logs --follow $(args)

npm yarn: node ## run npm; args="outdated"
	npm $(args)

deploy: ## create or update a stack on AWS; PLAN=1 only shows the changes
	@scripts/deploy.sh

destroy: ## remove that stack; PLAN=1 only shows what would be removed
	@scripts/destroy.sh

chart: ## publish the Helm chart in an S3 bucket; BUCKET=name, PLAN=1
	@scripts/deploy-chart.sh

check-deploy: ## check image, manifests, chart and Terraform with the installed tools; args="terraform" for a part
	@scripts/check-deploy.sh $(args)

clean: ## remove what was built
	rm -rf dist .tap .test

# Not listed by help.
node:
	@scripts/check-node.sh

tools:
	@scripts/install-tools.sh redis-server ffmpeg curl chromium nginx

# No package needs a script of its own run. tap is built anew, for what it is made of was installed anew.
$(installed): package-lock.json .taprc | node
	npm ci --ignore-scripts --no-audit --no-fund
	node_modules/.bin/tap build
	@touch $@

$(built): $(sources) $(installed) | node
	node scripts/build.js
	@touch $@

.PHONY: help demo run dev test check lint types docs fresh bench up down build logs npm yarn deploy destroy chart check-deploy clean node tools
