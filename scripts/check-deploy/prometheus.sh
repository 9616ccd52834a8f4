#!/usr/bin/env bash
# prometheus.sh
#
# Checks monitoring: promtool accepts the rules, every alert passes its tests, the Prometheus configuration of the example is valid,
# and a real Prometheus that scrapes gates under load returns data for every query of the dashboard and the rules.
#
# Exit 0: checked. 1: failed. 77: skipped, with the reason. Looks for promtool and prometheus on PATH, then for those that the tools
# at STREAMGATE_TOOLS install.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() { echo "skipped: $*"; exit 77; }
need() { command -v "$1" >/dev/null; }

rules=k8s/chart/files/rules.yaml
if ! { need promtool && need prometheus; } && [[ -x ${STREAMGATE_TOOLS-}/prometheus/check ]]; then
  # It unpacks Debian's package, which has both, unless it has done so already.
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

# The following check runs gates, which need Redis.
need redis-server && need openssl || skip 'the rules passed; the queries on a real Prometheus need redis-server and openssl'
[[ -f dist/cli/main.js ]] || skip 'the rules passed; the queries on a real Prometheus need the built program: make dist/cli/main.js'
node scripts/check-deploy/query-dashboard.js
