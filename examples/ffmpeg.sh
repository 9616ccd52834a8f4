#!/usr/bin/env bash
# Plays a few seconds in ffmpeg with no header fields at all: the token is in the path, and all else inherits it.
# mpv takes the same URL, as does VLC. `examples/start.js ffmpeg` runs it on a gate of its own.
#
#   examples/ffmpeg.sh [gate] [film] [seconds]
set -euo pipefail
gate=${1:-http://127.0.0.1:3000}
film=${2:-/main.m3u8}
seconds=${3:-5}
session=ffmpeg-$$

token=$(curl --silent --show-error --fail-with-body --header "X-Stream-Session: $session" "$gate/streams?transport=path" | sed -E 's/.*"token":"([^"]+)".*/\1/')
trap 'curl --silent --show-error --request POST --data "$token" "$gate/streams/release"' EXIT

echo "mpv $gate/~$token$film"
# Decodes as fast as it may, or as fast as a live stream comes.
ffmpeg -nostdin -hide_banner -loglevel error -stats -i "$gate/~$token$film" -t "$seconds" -f null - 2>&1 | tr '\r' '\n' | tail -n 1
