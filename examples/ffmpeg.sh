#!/usr/bin/env bash
# Plays a few seconds in ffmpeg without custom headers: the token is in the path, and relative URLs inherit it. mpv and VLC
# accept the same URL. `examples/start.js ffmpeg` runs it with its own gate.
#
#   examples/ffmpeg.sh [gate] [path] [seconds]
set -euo pipefail
gate=${1:-http://127.0.0.1:3000}
path=${2:-/main.m3u8}
seconds=${3:-5}
session=ffmpeg-$$

token=$(curl --silent --show-error --fail-with-body --header "X-Stream-Session: $session" "$gate/streams?transport=path" | sed -E 's/.*"token":"([^"]+)".*/\1/')
trap 'curl --silent --show-error --request POST --data "$token" "$gate/streams/release"' EXIT

echo "mpv $gate/~$token$path"
# Decodes VOD at full speed, and a live stream at its own speed.
ffmpeg -nostdin -hide_banner -loglevel error -stats -i "$gate/~$token$path" -t "$seconds" -f null - 2>&1 | tr '\r' '\n' | tail -n 1
