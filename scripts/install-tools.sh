#!/usr/bin/env bash
# install-tools.sh PROGRAM...
#
# Makes sure that programs the tests run are there: does nothing where they are, installs them where that
# needs no question (apt as root or with sudo that asks for no password, Homebrew on macOS), and says how
# where it cannot. On Debian each PROGRAM is also the name of its package.
set -euo pipefail

# Where Debian keeps programs that serve.
PATH=$PATH:/usr/sbin
# Any browser of the family does, wherever it is: see test/fixtures/open-browser.ts.
has_browser() {
  [[ $1 == chromium ]] && [[ -e /usr/bin/google-chrome || -e /Applications/Chromium.app || -e '/Applications/Google Chrome.app' ]]
}

missing=()
for program in "$@"; do
  command -v "$program" >/dev/null || has_browser "$program" || missing+=("$program")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

quietly() {
  local output
  output=$("$@" 2>&1 </dev/null) || { printf '%s\n' "$output" >&2; return 1; }
}

if command -v apt-get >/dev/null; then
  as_root=()
  [[ $EUID -eq 0 ]] || as_root=(sudo -n)
  if [[ $EUID -eq 0 ]] || sudo -n true 2>/dev/null; then
    echo "installing ${missing[*]}"
    # Lists of packages may be old or absent: fetched only when the first attempt fails.
    install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
      apt-get install --yes --no-install-recommends "${missing[@]}")
    quietly "${install[@]}" 2>/dev/null || { quietly "${as_root[@]}" apt-get update && quietly "${install[@]}"; }
    exit
  fi
  how="sudo apt-get install ${missing[*]}"
elif command -v brew >/dev/null; then
  echo "installing ${missing[*]/redis-server/redis}"
  quietly brew install "${missing[@]/redis-server/redis}"
  exit
else
  how="install ${missing[*]} with your system's package manager"
fi
echo "the tests need ${missing[*]}: $how" >&2
exit 1
