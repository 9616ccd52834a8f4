#!/usr/bin/env bash
# try-stack.sh
#
# Tests the stack of docker-compose.yml and compose-report.yaml on the default ports: the examples of the README, two gates
# that share streams behind one address, the stop and crash of a gate, the headers that the backend receives, and upgrades.
set -euo pipefail
cd "$(dirname "$0")/../.."

gates=http://127.0.0.1:3000
fail() { echo "$*" >&2; exit 1; }
# wait_until WHAT COMMAND...
wait_until() {
  local what=$1 tries
  shift
  for ((tries = 150; tries > 0; tries--)); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  fail "timed out after 30 s: $what"
}
# decided PORT: what the gate with that admin port has allowed
decided() { curl -fs "http://127.0.0.1:$1/metrics" | awk '/^streamgate_gate_decisions_total\{.*allow/ { sum += $2 } END { print sum + 0 }'; }
token() { curl -fs -H "X-Stream-Session: $1" "$gates/streams" | grep -oE '[0-9a-f-]{36}'; }
play() { curl -fs -H "X-Stream-Token: $token" "$@"; }

node scripts/check-deploy/run-readme.js

token=$(token both)
for _ in {1..10}; do play -o /dev/null "$gates/segment-00.m4s"; done
for port in 3001 3002; do [[ $(decided "$port") != 0 ]] || fail "the gate with admin port $port received no request"; done
echo 'both gates serve one address and share streams'

# A gate drains and stops: no request fails.
docker compose --progress quiet stop gate-1 &
stopping=$!
while kill -0 "$stopping" 2>/dev/null; do play -o /dev/null "$gates/segment-01.m4s" || fail 'a request failed while a gate stopped'; done
wait "$stopping"
for _ in {1..10}; do play -o /dev/null "$gates/segment-01.m4s" || fail 'a request failed after a gate had stopped'; done
docker compose --progress quiet start gate-1
wait_until 'gate-1 is ready' curl -fs http://127.0.0.1:3001/readyz
receives_requests() { play -o /dev/null "$gates/segment-01.m4s" && [[ $(decided 3001) != 0 ]]; }
wait_until 'gate-1 receives requests again' receives_requests
echo 'a gate was stopped and started, and no request failed'

# A gate crashes: the balancer sends its requests to the other gate.
docker compose --progress quiet kill gate-1
for _ in {1..5}; do play -o /dev/null "$gates/segment-01.m4s" || fail 'a request failed after a gate was killed'; done
docker compose --progress quiet start gate-1
echo 'a gate was killed, and no request after that failed'

report() { play -H 'X-Forwarded-For: 192.0.2.1' -H 'X-Forwarded-Host: evil.example' -H 'Forwarded: for=192.0.2.1' "$gates/report"; }
for _ in {1..4}; do
  headers=$(report) || fail 'the backend does not report its headers'
  [[ $headers =~ \"x-forwarded-for\":\"([0-9.]+),\ ([0-9.]+)\" ]] || fail "the backend does not receive the addresses of client and balancer: $headers"
  [[ $headers != *192.0.2.1* && $headers != *evil.example* ]] || fail "the backend receives forged headers of the client: $headers"
  [[ ${BASH_REMATCH[1]} != "${BASH_REMATCH[2]}" ]] || fail "the client has the balancer's address: $headers"
  [[ $headers == *'"x-forwarded-host":"127.0.0.1:3000"'* ]] || fail "X-Forwarded-Host is not the host of the request: $headers"
done
echo "the backend receives the addresses of the client, ${BASH_REMATCH[1]}, and the balancer, ${BASH_REMATCH[2]}, and no forged header"

node scripts/check-deploy/try-upgrade.js "$gates/tunnel" "$token"
echo 'upgrades pass'
