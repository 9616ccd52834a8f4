#!/usr/bin/env bash
# compose.sh
#
# Checks docker-compose.yml: compose accepts it with and without monitoring, and the started stack works (try-stack.sh). Removes
# the stack afterwards.
#
# Exit 0: checked. 1: failed. 77: skipped, with what is missing. Uses the tools at STREAMGATE_TOOLS, else docker.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() { echo "skipped: $*"; exit 77; }
try=scripts/check-deploy/try-stack.sh
files=(docker-compose.yml scripts/check-deploy/compose-report.yaml)

if [[ -x ${STREAMGATE_TOOLS-}/image/compose-check ]]; then
  COMPOSE_PROFILES=monitoring "$STREAMGATE_TOOLS/image/compose-check" docker-compose.yml
  exec env COMPOSE_PROFILES= "$STREAMGATE_TOOLS/image/compose-check" --up "${files[@]}" -- "$try"
fi
docker compose version >/dev/null 2>&1 || skip 'needs docker compose, or STREAMGATE_TOOLS'
docker compose config --quiet
docker compose --profile monitoring config --quiet
docker info >/dev/null 2>&1 || skip 'compose accepts the file; starting it needs a running docker engine'
[[ ! $(docker compose ps --quiet) ]] || skip 'compose accepts the file; the stack is already running: make down'

COMPOSE_FILE=$(IFS=:; echo "${files[*]}")
export COMPOSE_FILE
trap 'docker compose down --remove-orphans' EXIT
docker compose up --build --detach --wait
"$try"
