#!/bin/sh
# Says in one sentence when Node is missing or older than package.json asks for.
required=$(sed -n 's/.*"node": *">=\([0-9.]*\)".*/\1/p' "$(dirname "$0")/../package.json")

if ! command -v node >/dev/null; then
  echo "streamgate needs Node $required or newer, and there is no node in PATH: see https://nodejs.org" >&2
  exit 1
fi
node -e '
  const [major, minor] = process.versions.node.split(".").map(Number)
  const [wantedMajor, wantedMinor] = process.argv[1].split(".").map(Number)
  process.exit(major > wantedMajor || (major === wantedMajor && minor >= wantedMinor) ? 0 : 1)
' "$required" || {
  echo "streamgate needs Node $required or newer, and this is $(node --version): see https://nodejs.org" >&2
  exit 1
}
