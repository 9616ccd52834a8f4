#!/usr/bin/env bash
# check-deploy.sh [NAME|SCRIPT]...
#
# Checks what is deployed: all of check-deploy/, or the parts that are named, such as `terraform`. Each says by how it
# ends what became of it, 0 checked, 1 failed, 77 skipped, because something is missing that its last line names. A
# table at the end says which was which. What does not promise that in its head is no check, but part of one.
#
#   STRICT=1          what was skipped fails, too
#   STREAMGATE_TOOLS  a folder of programs that stand in for Docker, a cluster or a network where there is none
#                     (docs/DEPLOY.md lists them); without it one beside this checkout, ../shared/tools, if it is there
#
# Exit 0: nothing failed. 1: something did. 2: there is no such check.
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
