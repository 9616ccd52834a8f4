#!/usr/bin/env bash
# terraform.sh
#
# Checks what `make deploy` applies: it is formatted and valid, its plans pass terraform/tests, and the chart accepts its
# values. Makes no call to AWS.
#
# Exit 0: checked. 1: failed. 77: skipped, with what is missing. With the tools at STREAMGATE_TOOLS providers and modules
# are stand-ins with the real schemas; else terraform downloads the real ones, some 700 MB, into a cache.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() { echo "skipped: $*"; exit 77; }
command -v terraform >/dev/null || skip 'needs terraform 1.11 on PATH'

# The release, as the plan has it, against the chart as it is.
helm=$(command -v helm || echo "${STREAMGATE_TOOLS-}/helm/helm")
if [[ -x $helm ]]; then
  "$helm" template streamgate k8s/chart --namespace streamgate --kube-version 1.35.0 \
    --values terraform/tests/release-values.yaml >/dev/null
  echo 'the chart takes what terraform gives it'
else
  echo 'no helm: whether the chart takes what terraform gives it is not checked'
fi

if [[ -x ${STREAMGATE_TOOLS-}/terraform/check ]]; then
  "$STREAMGATE_TOOLS/terraform/check" terraform terraform/bootstrap
  exit
fi

terraform fmt -check -diff -recursive terraform
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
# There is no lock file, and both folders take the same providers.
export TF_PLUGIN_CACHE_DIR=${XDG_CACHE_HOME:-$HOME/.cache}/streamgate-terraform TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE=1
mkdir -p "$TF_PLUGIN_CACHE_DIR"
for folder in terraform terraform/bootstrap; do
  export TF_DATA_DIR=$data/$folder
  # The folder stays as it is: no lock file is written into it.
  cp -R "$folder" "$data/copy" && mkdir -p "$data/k8s" && cp -R k8s/chart "$data/k8s/chart"
  terraform -chdir="$data/copy" init -backend=false -input=false >"$data/init" 2>&1 || {
    cat "$data/init" >&2
    skip "terraform cannot fetch the providers and modules of $folder"
  }
  terraform -chdir="$data/copy" validate
  terraform -chdir="$data/copy" test
  rm -rf "$data/copy" "$data/k8s"
done
