#!/usr/bin/env bash
# prometheus.sh
#
# Checks what watches the gates: that promtool accepts the rules, that every alert fires and keeps still where it should,
# that the example's Prometheus configuration is valid, and that a real Prometheus, scraping gates under load, has an
# answer to everything that the dashboard and the rules ask.
#
# Exit 0: checked. 1: failed. 77: skipped, with what is missing. Looks for promtool and prometheus on PATH, then for those
# that the tools at STREAMGATE_TOOLS bring.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() { echo "skipped: $*"; exit 77; }
need() { command -v "$1" >/dev/null; }

rules=k8s/chart/files/rules.yaml
if ! { need promtool && need prometheus; } && [[ -x ${STREAMGATE_TOOLS-}/prometheus/check ]]; then
  # It unpacks Debian's package where both are, unless it has done so already.
  "$STREAMGATE_TOOLS/prometheus/check" "$rules" >/dev/null || true
  for bin in "${XDG_CACHE_HOME:-$HOME/.cache}"/streamgate-tools/debian/*-prometheus/usr/bin; do PATH=$PATH:$bin; done
fi
need promtool && need prometheus || skip 'needs promtool and prometheus: on PATH, or STREAMGATE_TOOLS'

promtool check rules "$rules"
promtool test rules test/monitoring/*.yaml
for config in examples/compose/prometheus.y*ml; do
  if [[ -f $config ]]; then promtool check config --syntax-only "$config"; fi
done
node scripts/write-dashboard.js --check

# From here on a gate is needed, and a Redis for it.
need redis-server && need openssl || skip 'the rules are right; asking a real Prometheus needs redis-server and openssl'
[[ -f dist/cli/main.js ]] || skip 'the rules are right; asking a real Prometheus needs the built program: make dist/cli/main.js'
node scripts/check-deploy/query-dashboard.js
