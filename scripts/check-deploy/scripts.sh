#!/usr/bin/env bash
# scripts.sh
#
# Checks the shell scripts: bash parses them, and shellcheck has no warnings.
#
# Exit 0: checked. 1: failed. 77: skipped, with what is missing.
set -euo pipefail
cd "$(dirname "$0")/../.."

scripts=()
while IFS= read -r script; do scripts+=("$script"); done < <(find scripts examples -name '*.sh' | LC_ALL=C sort)
for script in "${scripts[@]}"; do bash -n "$script"; done
command -v shellcheck >/dev/null || { echo 'skipped: bash parses them; the rest needs shellcheck on PATH'; exit 77; }
shellcheck --external-sources --severity=warning "${scripts[@]}"
echo "${#scripts[@]} scripts"
