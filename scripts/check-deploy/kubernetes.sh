#!/usr/bin/env bash
# kubernetes.sh
#
# Checks the kustomize manifests: the base and every overlay build, the result is valid for the Kubernetes API, pods are
# restricted, and the program accepts its options.
#
# Exit 0: checked. 1: failed. 77: skipped, with what is missing. The API's schema comes with the tools at
# STREAMGATE_TOOLS, or with kubeconform on PATH, which downloads it.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() { echo "skipped: $*"; exit 77; }
command -v kubectl >/dev/null || skip 'needs kubectl on PATH'
[[ -d node_modules/yaml ]] || skip 'needs the packages: npm ci'
[[ -f dist/cli/main.js ]] || skip 'needs the built program: node scripts/build.js'

missing=
if [[ -x ${STREAMGATE_TOOLS-}/kubernetes/check ]]; then
  valid() { "$STREAMGATE_TOOLS/kubernetes/check" -; }
elif command -v kubeconform >/dev/null; then
  valid() { kubeconform -strict -ignore-missing-schemas -summary; }
else
  missing='validation against the Kubernetes API needs kubeconform on PATH, or STREAMGATE_TOOLS'
  valid() { echo 'built'; }
fi

builds=$(mktemp -d)
trap 'rm -rf "$builds"' EXIT
for folder in k8s/base k8s/overlays/*/; do
  name=$(basename "$folder")
  kubectl kustomize "$folder" >"$builds/$name.yaml"
  said=$(valid <"$builds/$name.yaml") || { echo "$name: $said" >&2; exit 1; }
  echo "$name: $said"
done
node scripts/check-deploy/check-manifests.js "$builds"
echo 'every overlay builds; pods are restricted, and the program accepts their options'
[[ -z $missing ]] || skip "$missing"
