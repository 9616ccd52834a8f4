#!/usr/bin/env bash
# Makes examples/video again: 30 seconds of a test picture with a running clock and a tone, as HLS and as DASH.
# Needs ffmpeg with libx264. The same ffmpeg makes the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

rm -rf examples/video
mkdir -p examples/video

# A key frame every 2 s, so that every segment starts with one. Fragmented MP4 rather than MPEG-TS: it is
# smaller, and its segments are not called .ts, which in this repository means TypeScript.
ffmpeg -nostdin -hide_banner -loglevel error -threads 1 \
  -f lavfi -i testsrc2=size=320x180:rate=15:duration=30 \
  -f lavfi -i sine=frequency=440:beep_factor=4:sample_rate=44100:duration=30 \
  -c:v libx264 -profile:v baseline -pix_fmt yuv420p -preset veryslow -crf 36 \
  -g 30 -keyint_min 30 -sc_threshold 0 -threads 1 \
  -c:a aac -b:a 32k -ac 1 \
  -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -map_metadata -1 \
  -f hls -hls_time 2 -hls_playlist_type vod -hls_segment_type fmp4 \
  -hls_fmp4_init_filename init.mp4 -hls_segment_filename 'examples/video/segment-%02d.m4s' \
  examples/video/main.m3u8

# The same pictures and tones as DASH, which wants them in files of their own.
mkdir -p examples/video/dash
ffmpeg -nostdin -hide_banner -loglevel error -i examples/video/main.m3u8 -map 0 -c copy -fflags +bitexact \
  -f dash -seg_duration 2 -use_template 1 -use_timeline 0 \
  -init_seg_name 'init-$RepresentationID$.mp4' -media_seg_name '$RepresentationID$-$Number%02d$.m4s' \
  examples/video/dash/main.mpd
