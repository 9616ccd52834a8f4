{{/* The gate's variables as YAML: what was given, and where the parts of this release are. */}}
{{- define "streamgate.config" -}}
{{- $config := dict -}}
{{- if .Values.redis.bundled -}}
{{- $_ := set $config "REDIS_HOST" (printf "%s-redis" (include "streamgate.fullname" .)) -}}
{{- end -}}
{{- if .Values.sampleVideo.enabled -}}
{{- $_ := set $config "UPSTREAM_URL" (printf "http://%s-sample-video:8080" (include "streamgate.fullname" .)) -}}
{{- end -}}
{{- range $name, $value := .Values.config -}}
{{- /* Numbers of a values file are floats, which would be written as 1e+06; the schema admits whole ones only. */ -}}
{{- $text := ternary ($value | int64 | toString) ($value | toString) (kindIs "float64" $value) -}}
{{- if and $text (not (kindIs "invalid" $value)) -}}
{{- $_ := set $config $name $text -}}
{{- end -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* Fails on values that contradict each other, each with what to do. */}}
{{- define "streamgate.refuseContradictions" -}}
{{- $config := include "streamgate.config" . | fromYaml -}}
{{- $namesRedis := or $config.REDIS_HOST $config.REDIS_SENTINELS $config.REDIS_CLUSTER_NODES $config.REDIS_URL_FILE -}}
{{- if and (or (gt (int .Values.replicas) 1) .Values.autoscaling.enabled) (not $namesRedis) (not .Values.existingSecret) -}}
{{- fail "several gates count streams together only through Redis: set config.REDIS_HOST (or REDIS_SENTINELS, REDIS_CLUSTER_NODES), put a REDIS_URL into existingSecret, try redis.bundled=true, or set replicas=1" -}}
{{- end -}}
{{- if and .Values.redis.bundled (or .Values.config.REDIS_HOST $config.REDIS_SENTINELS $config.REDIS_CLUSTER_NODES $config.REDIS_URL_FILE) -}}
{{- fail "redis.bundled=true and a Redis of your own in config exclude each other" -}}
{{- end -}}
{{- if and .Values.sampleVideo.enabled (or .Values.config.UPSTREAM_URL (ne .Values.mode "standalone")) -}}
{{- fail "sampleVideo.enabled=true excludes config.UPSTREAM_URL and mode=sidecar" -}}
{{- end -}}
{{- if eq .Values.mode "sidecar" -}}
{{- if not .Values.backend.containers -}}
{{- fail "mode=sidecar needs the containers of the backend in backend.containers" -}}
{{- end -}}
{{- if not $config.UPSTREAM_URL -}}
{{- fail "mode=sidecar needs to know where the backend listens: config.UPSTREAM_URL=http://127.0.0.1:PORT" -}}
{{- end -}}
{{- else if or .Values.backend.containers .Values.backend.volumes -}}
{{- fail "backend is for mode=sidecar" -}}
{{- end -}}
{{- if eq (int .Values.ports.gate) (int .Values.ports.admin) -}}
{{- fail "ports.gate and ports.admin are the same" -}}
{{- end -}}
{{- if and .Values.monitoring.annotations .Values.monitoring.serviceMonitor.enabled -}}
{{- fail "monitoring.annotations and monitoring.serviceMonitor.enabled would have every gate scraped twice: set one to false" -}}
{{- end -}}
{{- if and .Values.service.externalTrafficPolicy (eq .Values.service.type "ClusterIP") -}}
{{- fail "service.externalTrafficPolicy is for NodePort and LoadBalancer" -}}
{{- end -}}
{{- end -}}
