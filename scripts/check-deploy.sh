#!/usr/bin/env bash
# check-deploy.sh [NAME|SCRIPT]...
#
# Runs all checks of check-deploy/, or the named ones, such as `terraform`. The exit status of each is 0 checked, 1 failed, or
# 77 skipped; its last line then names what is missing. A table at the end lists the results. Scripts whose header does not
# state these statuses are parts of a check.
#
#   STRICT=1          fail if a check is skipped
#   STREAMGATE_TOOLS  a folder of programs that replace Docker, a cluster or a network (docs/DEPLOY.md lists them); default
#                     is ../shared/tools beside this checkout, if it exists
#
# Exit 0: no check failed. 1: a check failed. 2: unknown check.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
beside=$here/../../shared/tools
if [[ -z ${STREAMGATE_TOOLS+set} && -d $beside ]]; then STREAMGATE_TOOLS=$(cd "$beside" && pwd); fi
export STREAMGATE_TOOLS=${STREAMGATE_TOOLS-}

there=()
for script in "$here"/check-deploy/*.sh; do
  if grep -q '^# Exit 0: checked' "$script"; then there+=("$script"); fi
done

checks=()
[[ $# -gt 0 ]] || set -- "${there[@]}"
for name in "$@"; do
  script=$name
  [[ $name == */* ]] || script=$here/check-deploy/$name.sh
  if [[ ! -f $script ]]; then
    printf 'There is no check %s. There are:\n' "$name" >&2
    for script in "${there[@]}"; do basename "$script" .sh >&2; done
    exit 2
  fi
  checks+=("$script")
done

said=$(mktemp)
trap 'rm -f "$said"' EXIT
table='' failed=0 skipped=0
for script in "${checks[@]}"; do
  name=$(basename "$script" .sh)
  printf '\n== %s\n' "$name"
  began=$SECONDS
  bash "$script" 2>&1 | tee "$said"
  status=${PIPESTATUS[0]}
  note=
  case $status in
  0) result=checked ;;
  77)
    result=skipped skipped=$((skipped + 1))
    note=$(tail -n 1 "$said")
    ;;
  *)
    result=FAILED failed=$((failed + 1))
    note="exit $status"
    ;;
  esac
  table+=$(printf '%-12s %-8s %4ds  %s' "$name" "$result" $((SECONDS - began)) "${note#skipped: }")$'\n'
done

printf '\n%s' "$table"
echo "${#checks[@]} checks, $failed failed, $skipped skipped"
[[ $failed -eq 0 && (${STRICT-} != 1 || $skipped -eq 0) ]]
