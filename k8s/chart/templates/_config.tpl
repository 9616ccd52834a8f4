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

{{/* Options that are given elsewhere, and where. */}}
{{- define "streamgate.refuseMisplaced" -}}
{{- $secrets := list "TOKEN_KEY" "REDIS_URL" "REDIS_PASSWORD" "REDIS_SENTINEL_PASSWORD" -}}
{{- $shape := dict "PORT" "ports.gate" "ADMIN_PORT" "ports.admin" "DRAIN_DELAY" "drain.delaySeconds" "DRAIN_GRACE" "drain.graceSeconds" -}}
{{- range $name, $value := .Values.config -}}
{{- if has $name $secrets -}}
{{- fail (printf "config.%s is a secret, and values and ConfigMaps keep none: put it into a Secret, with %s as the key, and give that Secret's name as existingSecret" $name $name) -}}
{{- end -}}
{{- if hasKey $shape $name -}}
{{- fail (printf "config.%s is given as %s: probes, services and the time to end depend on it" $name (get $shape $name)) -}}
{{- end -}}
{{- end -}}
{{- if regexMatch "://[^/]*@" (toString .Values.config.UPSTREAM_URL) -}}
{{- fail "config.UPSTREAM_URL holds credentials, and values and ConfigMaps keep none: put it into a Secret, with UPSTREAM_URL as the key, and give that Secret's name as existingSecret" -}}
{{- end -}}
{{- end -}}

{{/* Fails on values that contradict each other, each with what to do. */}}
{{- define "streamgate.refuseContradictions" -}}
{{- include "streamgate.refuseMisplaced" . -}}
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
{{- if not (or $config.UPSTREAM_URL .Values.existingSecret) -}}
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
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.enabled=true needs ingress.hosts" -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling.minReplicas is above autoscaling.maxReplicas" -}}
{{- end -}}
{{- if and .Values.service.externalTrafficPolicy (eq .Values.service.type "ClusterIP") -}}
{{- fail "service.externalTrafficPolicy is for NodePort and LoadBalancer" -}}
{{- end -}}
{{- end -}}
