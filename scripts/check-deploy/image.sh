#!/usr/bin/env bash
# image.sh
#
# Builds the image and runs it as in production: read-only, without capabilities or new privileges, 256 MB, not root. It must
# respond, its HEALTHCHECK must succeed, SIGTERM must end it, and its labels must name the version of package.json.
#
# Exit 0: checked. 1: failed. 77: skipped, with what is missing. Uses the tools at STREAMGATE_TOOLS, else docker.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() { echo "skipped: $*"; exit 77; }
fail() { echo "$*" >&2; exit 1; }

if [[ -x ${STREAMGATE_TOOLS-}/image/check ]]; then
  exec "$STREAMGATE_TOOLS/image/check" . -- / 3000
fi
docker info >/dev/null 2>&1 || skip 'needs a running docker engine, or STREAMGATE_TOOLS'

image=streamgate-check
docker build --quiet --tag "$image" . >/dev/null
version=$(sed -nE 's/^  "version": "([^"]+)",$/\1/p' package.json)
label() { docker image inspect --format "{{index .Config.Labels \"org.opencontainers.image.$1\"}}" "$image"; }
[[ $(label version) == "$version" ]] || fail "the label names version $(label version), package.json $version"

container=$(docker run --detach --publish 127.0.0.1::3000 --read-only --cap-drop ALL --security-opt no-new-privileges \
  --memory 256m --health-interval 1s "$image")
trap 'docker rm --force "$container" >/dev/null' EXIT
inspect() { docker inspect --format "$1" "$container"; }

address=$(docker port "$container" 3000 | head -n 1)
for ((tries = 120; ; tries--)); do
  if [[ $(inspect '{{.State.Health.Status}}') == healthy ]] && curl -fsS --max-time 2 -o /dev/null "http://$address/"; then break; fi
  if ((tries == 0)) || [[ $(inspect '{{.State.Running}}') != true ]]; then
    docker logs "$container" >&2
    fail 'it does not respond, or its HEALTHCHECK fails'
  fi
  sleep 0.5
done
[[ $(inspect '{{.Config.User}}') =~ ^[1-9][0-9]* ]] || fail 'it runs as root, or as a user without a numeric id, which Kubernetes cannot distinguish from root'
docker stop --time 10 "$container" >/dev/null
code=$(inspect '{{.State.ExitCode}}')
[[ $code == 0 ]] || fail "SIGTERM did not end it cleanly: exit code $code"
echo "$(docker image inspect --format '{{.Size}}' "$image") bytes, runs hardened, stops on SIGTERM"
