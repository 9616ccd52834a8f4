#!/usr/bin/env bash
# end-marked.sh MARK
#
# Waits for the end of its input, which the system sees to when the process at the other end dies, however it dies. Then it
# kills every process whose environment says TEST_RUN=MARK or begins with that, and whatever those have started.
set -uo pipefail
trap '' HUP INT TERM
mark=$1
cat >/dev/null

marked() {
  if [[ -d /proc/self ]]; then
    grep --files-with-matches --no-messages --null-data "^TEST_RUN=$mark" /proc/[0-9]*/environ | cut -d / -f 3
  else
    ps -axEww -o pid= -o command= | awk -v mark="TEST_RUN=$mark" 'index($0, mark) && !/end-marked/ { print $1 }'
  fi
}

# PID PARENT of all there are.
parents() {
  if [[ -d /proc/self ]]; then
    sed --quiet --separate 's/^PPid:\t/& /; T; F; p' /proc/[0-9]*/status 2>/dev/null | paste - - | sed -E 's#/proc/([0-9]+)/status\tPPid:\t#\1#'
  else
    ps -axo pid=,ppid=
  fi
}

# The marked and their descendants.
family() {
  { marked; echo -; parents; } | awk -v self=$$ '
    $1 == "-" { reading = 1; next }
    !reading { ours[$1] = 1; next }
    $1 != self && $2 != self { parent[$1] = $2 }
    END {
      do {
        more = 0
        for (pid in parent) if (!(pid in ours) && parent[pid] in ours) more = ours[pid] = 1
      } while (more)
      for (pid in ours) print pid
    }'
}

# What is stopped starts nothing any more: once nobody new is found, nobody is missed.
stopped=' '
while :; do
  new=()
  for pid in $(family); do [[ $stopped == *" $pid "* ]] || new+=("$pid"); done
  [[ ${#new[@]} -gt 0 ]] || break
  kill -STOP "${new[@]}" 2>/dev/null
  stopped+="${new[*]} "
done
# shellcheck disable=SC2086
[[ $stopped == ' ' ]] || kill -KILL $stopped 2>/dev/null
