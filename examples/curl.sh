#!/usr/bin/env bash
# A viewer with curl: acquires a stream, fetches a playlist and a segment, renews, is refused a fourth stream, and releases
# all. `examples/start.js curl` runs it with its own gate.
#
#   examples/curl.sh [gate] [path]
set -euo pipefail
gate=${1:-http://127.0.0.1:3000}
path=${2:-/main.m3u8}
session=curl-$$

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
ask() { curl --silent --show-error "$@"; }
acquire() { ask --fail-with-body --header "X-Stream-Session: $session" "$gate/streams" | sed -E 's/.*"token":"([^"]+)".*/\1/'; }
release() { ask --fail --request DELETE --header "X-Stream-Session: $session" --header "X-Stream-Token: $1" "$gate/streams"; }

say 'A stream'
token=$(acquire)
echo "token $token"

say 'The playlist, and its first segment'
ask --fail --header "X-Stream-Token: $token" "$gate$path" | head -n 5
segment=$(ask --fail --header "X-Stream-Token: $token" "$gate$path" | grep -v '^#' | head -n 1)
ask --fail --header "X-Stream-Token: $token" --output /dev/null --write-out '%{size_download} bytes of %{url_effective}\n' "$gate${path%/*}/$segment"

say 'Renewed'
ask --fail --header "X-Stream-Session: $session" --header "X-Stream-Token: $token" --dump-header - "$gate/streams" | grep -iE '^x-stream'

say 'A second, a third, and no fourth'
second=$(acquire)
third=$(acquire)
ask --write-out '\n%{http_code}\n' --header "X-Stream-Session: $session" "$gate/streams"

say 'Released'
for stream in "$token" "$second" "$third"; do release "$stream"; done
ask --write-out '\n%{http_code}\n' --header "X-Stream-Token: $token" "$gate$path"
