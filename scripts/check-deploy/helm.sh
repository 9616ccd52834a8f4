#!/usr/bin/env bash
# helm.sh
#
# Checks the chart: it renders with every supported set of values (k8s/chart/ci) and with Terraform's, the result is valid for
# the Kubernetes API, mistakes are rejected with what to do, and the result equals the kustomize overlay of the same name.
#
# Exit 0: checked. 1: failed. 77: skipped, with what is missing. Looks for helm on PATH, then at STREAMGATE_TOOLS; for the
# API's schema as kubernetes.sh does.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() { echo "skipped: $*"; exit 77; }
helm=$(command -v helm || echo "${STREAMGATE_TOOLS-}/helm/helm")
[[ -x $helm ]] || skip 'needs helm on PATH, or STREAMGATE_TOOLS'
[[ -d node_modules/yaml ]] || skip 'needs the packages: npm ci'
[[ -f dist/cli/main.js ]] || skip 'needs the built program: node scripts/build.js'

missing=
if [[ -x ${STREAMGATE_TOOLS-}/kubernetes/check ]]; then
  valid() { "$STREAMGATE_TOOLS/kubernetes/check" -; }
elif command -v kubeconform >/dev/null; then
  valid() { kubeconform -strict -ignore-missing-schemas -summary; }
else
  missing='validation against the Kubernetes API needs kubeconform on PATH, or STREAMGATE_TOOLS'
  valid() { echo 'rendered'; }
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/builds" "$work/renders"
template() { "$helm" template streamgate k8s/chart --namespace streamgate --kube-version 1.34.0 "$@"; }

for values in k8s/chart/ci/*-values.yaml terraform/tests/release-values.yaml; do
  name=$(basename "$values" -values.yaml)
  "$helm" lint --strict k8s/chart --values "$values" >"$work/lint" || { cat "$work/lint" >&2; exit 1; }
  template --values "$values" >"$work/renders/$name.yaml"
  said=$(valid <"$work/renders/$name.yaml") || { echo "$name: $said" >&2; exit 1; }
  echo "$name: $said"
done

# refuse MESSAGE ARGUMENT... - rendering must fail, with an error that matches MESSAGE, an extended regular expression. Helm's
# schema errors have another wording since 3.18.
refuse() {
  local message=$1 said; shift
  if said=$(template --values k8s/chart/ci/standalone-values.yaml "$@" 2>&1); then
    echo "the chart accepts $*" >&2; exit 1
  fi
  grep -qE "$message" <<<"$said" || { printf 'for %s the chart reports\n%s\ninstead of %s\n' "$*" "$said" "$message" >&2; exit 1; }
}
refuse 'dditional propert.*replica' --set replica=2
refuse 'config.*dditional propert.*STREAM_LIMT' --set config.STREAM_LIMT=2
refuse 'replicas.*(given: string|got string)' --set-string replicas=2
refuse 'config.PUBLIC_PATHS.*(given: array|got array)' --set 'config.PUBLIC_PATHS={/a,/b}'
refuse 'mode.*must be one of' --set mode=beside
refuse 'config.TOKEN_KEY is a secret.* existingSecret' --set config.TOKEN_KEY=abc
refuse 'config.REDIS_URL is a secret.* existingSecret' --set config.REDIS_URL=redis://:abc@redis
refuse 'config.UPSTREAM_URL contains credentials.* existingSecret' --set config.UPSTREAM_URL=http://me:abc@video
refuse 'config.PORT is set by ports.gate' --set config.PORT=8080
refuse 'config.DRAIN_GRACE is set by drain.graceSeconds' --set config.DRAIN_GRACE=60
refuse 'need Redis to share streams' --set existingSecret=,config.REDIS_HOST=
refuse 'conflicts with the Redis set in config' --set redis.bundled=true
refuse 'sampleVideo.enabled=true conflicts' --set sampleVideo.enabled=true
refuse 'needs the containers of the backend' --set mode=sidecar
refuse 'backend requires mode=sidecar' --set 'backend.containers[0].name=a,backend.containers[0].image=b'
refuse 'needs the address of the backend' --set mode=sidecar,existingSecret=,config.UPSTREAM_URL= --set 'backend.containers[0].name=a,backend.containers[0].image=b'
refuse 'ports.gate and ports.admin must differ' --set ports.admin=3000
refuse 'scrape every gate twice' --set monitoring.serviceMonitor.enabled=true
refuse 'externalTrafficPolicy requires' --set service.externalTrafficPolicy=Local
refuse 'needs ingress.hosts' --set ingress.enabled=true
refuse 'minReplicas is above' --set autoscaling.enabled=true,autoscaling.minReplicas=20
echo 'mistakes are rejected, each with what to do'

if command -v kubectl >/dev/null; then
  for folder in k8s/overlays/*/; do kubectl kustomize "$folder" >"$work/builds/$(basename "$folder").yaml"; done
  node scripts/check-deploy/check-manifests.js "$work/builds" "$work/renders"
else
  node scripts/check-deploy/check-manifests.js "$work/renders"
  missing="${missing:+$missing; }comparison with the overlays needs kubectl on PATH"
fi
echo 'pods are restricted, and the program accepts their options'
[[ -z $missing ]] || skip "$missing"
