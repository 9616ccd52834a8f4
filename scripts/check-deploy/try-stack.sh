#!/usr/bin/env bash
# try-stack.sh
#
# Tries what docker-compose.yml and compose-told.yaml have started, on the usual ports: the README's examples, both gates
# behind one address with one truth, that a gate may go, whose address the backend is told, and upgrades.
set -euo pipefail
cd "$(dirname "$0")/../.."

gates=http://127.0.0.1:3000
fail() { echo "$*" >&2; exit 1; }
# until_so WHAT COMMAND...
until_so() {
  local what=$1 tries
  shift
  for ((tries = 150; tries > 0; tries--)); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  fail "after a long while it is still not so: $what"
}
# decided PORT: what the gate with that admin port has allowed
decided() { curl -fs "http://127.0.0.1:$1/metrics" | awk '/^streamgate_gate_decisions_total\{.*allow/ { sum += $2 } END { print sum + 0 }'; }
token() { curl -fs -H "X-Stream-Session: $1" "$gates/streams" | grep -oE '[0-9a-f-]{36}'; }
play() { curl -fs -H "X-Stream-Token: $token" "$@"; }

node scripts/check-deploy/run-readme.js

token=$(token both)
for _ in {1..10}; do play -o /dev/null "$gates/segment-00.m4s"; done
for port in 3001 3002; do [[ $(decided "$port") != 0 ]] || fail "the gate with admin port $port was never asked"; done
echo 'both gates serve one address, and know the same streams'

# A gate says that it goes, and goes: nobody notices.
docker compose --progress quiet stop gate-1 &
stopping=$!
while kill -0 "$stopping" 2>/dev/null; do play -o /dev/null "$gates/segment-01.m4s" || fail 'a request failed while a gate stopped'; done
wait "$stopping"
for _ in {1..10}; do play -o /dev/null "$gates/segment-01.m4s" || fail 'a request failed after a gate had stopped'; done
docker compose --progress quiet start gate-1
until_so 'gate-1 is ready' curl -fs http://127.0.0.1:3001/readyz
asked_again() { play -o /dev/null "$gates/segment-01.m4s" && [[ $(decided 3001) != 0 ]]; }
until_so 'gate-1 is asked again' asked_again
echo 'a gate was stopped and started, and no request failed'

# One that is gone without a word: those who do not reach it reach the other.
docker compose --progress quiet kill gate-1
for _ in {1..5}; do play -o /dev/null "$gates/segment-01.m4s" || fail 'a request failed after a gate was killed'; done
docker compose --progress quiet start gate-1
echo 'a gate was killed, and no request after that failed'

told() { play -H 'X-Forwarded-For: 192.0.2.1' -H 'X-Forwarded-Host: evil.example' -H 'Forwarded: for=192.0.2.1' "$gates/told"; }
for _ in {1..4}; do
  fields=$(told) || fail 'the backend does not tell'
  [[ $fields =~ \"x-forwarded-for\":\"([0-9.]+),\ ([0-9.]+)\" ]] || fail "the backend is not told of a client and a balancer: $fields"
  [[ $fields != *192.0.2.1* && $fields != *evil.example* ]] || fail "the backend is told what the client made up: $fields"
  [[ ${BASH_REMATCH[1]} != "${BASH_REMATCH[2]}" ]] || fail "the client has the balancer's address: $fields"
  [[ $fields == *'"x-forwarded-host":"127.0.0.1:3000"'* ]] || fail "the host is not the one that was asked for: $fields"
done
echo "the backend is told of the client, ${BASH_REMATCH[1]}, and the balancer, ${BASH_REMATCH[2]}, and nothing that a client makes up"

node scripts/check-deploy/try-upgrade.js "$gates/tunnel" "$token"
echo 'upgrades pass'
