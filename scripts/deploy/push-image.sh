# Builds the image and pushes it, unless the registry has it. Sourced by ../deploy.sh, after stack-settings.sh.
# shellcheck shell=bash disable=SC2154

# Prints the container engine; docker if none is installed.
find_engine() {
  local candidate
  for candidate in ${CONTAINER_ENGINE:-docker podman buildah}; do
    if command -v "$candidate" >/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "${CONTAINER_ENGINE:-docker}"
}

# Uses another engine if Docker is installed but not running, unless CONTAINER_ENGINE is set.
see_engine_answer() {
  local other
  if [[ $engine != docker ]] || docker info >/dev/null 2>"$tmp/error"; then return; fi
  for other in podman buildah; do
    if [[ -z ${CONTAINER_ENGINE-} ]] && command -v "$other" >/dev/null; then
      engine=$other
      return
    fi
  done
  die 'docker does not respond; nothing was done:' "  $(tail -n 1 "$tmp/error")" \
    'Start it, or install podman or buildah, which need no daemon.'
}

sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum --algorithm 256; fi; }

# Prints a tag from a hash of the image's sources: the same sources have the same tag, committed or not.
image_tag() {
  local version digest path sources=()
  cd "$root" || exit
  version=$(sed -nE 's/^  "version": "([^"]+)",$/\1/p' package.json)
  # .dockerignore includes only these.
  while IFS= read -r path; do sources+=("$path"); done < <(sed -n 's/^!//p' .dockerignore)
  digest=$(find Dockerfile .dockerignore "${sources[@]}" -type f | LC_ALL=C sort |
    while IFS= read -r path; do printf '%s %s\n' "$path" "$(sha256 <"$path")"; done | sha256)
  echo "$version-${digest:0:12}"
}

# push_image REPOSITORY_URL TAG
push_image() {
  local repository=$1 tag=$2 registry=${1%%/*} pushed=0
  if aws ecr describe-images --repository-name "${repository#*/}" --image-ids "imageTag=$tag" >/dev/null 2>"$tmp/error"; then
    echo "$repository:$tag already exists"
    return
  fi
  grep -q ImageNotFound "$tmp/error" || die "Cannot access $repository: $(tail -n 1 "$tmp/error")"
  # Nodes are x86-64, regardless of this machine.
  "$engine" build --platform linux/amd64 --tag "$repository:$tag" "$root"
  aws ecr get-login-password | quietly "$engine" login --username AWS --password-stdin "$registry"
  "$engine" push "$repository:$tag" || pushed=$?
  # The login file would stay valid for twelve hours.
  quietly "$engine" logout "$registry"
  return "$pushed"
}
