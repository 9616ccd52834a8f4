{{/* The gate's environment variables as YAML: from `config`, and the addresses of this release's own parts. */}}
{{- define "streamgate.config" -}}
{{- $config := dict -}}
{{- if .Values.redis.bundled -}}
{{- $_ := set $config "REDIS_HOST" (printf "%s-redis" (include "streamgate.fullname" .)) -}}
{{- end -}}
{{- if .Values.sampleVideo.enabled -}}
{{- $_ := set $config "UPSTREAM_URL" (printf "http://%s-sample-video:8080" (include "streamgate.fullname" .)) -}}
{{- end -}}
{{- range $name, $value := .Values.config -}}
{{- /* Helm reads numbers as floats and would print 1e+06; the schema admits only integers. */ -}}
{{- $text := ternary ($value | int64 | toString) ($value | toString) (kindIs "float64" $value) -}}
{{- if and $text (not (kindIs "invalid" $value)) -}}
{{- $_ := set $config $name $text -}}
{{- end -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* Rejects options that belong elsewhere, and says where. */}}
{{- define "streamgate.refuseMisplaced" -}}
{{- $secrets := list "TOKEN_KEY" "REDIS_URL" "REDIS_PASSWORD" "REDIS_SENTINEL_PASSWORD" -}}
{{- $shape := dict "PORT" "ports.gate" "ADMIN_PORT" "ports.admin" "DRAIN_DELAY" "drain.delaySeconds" "DRAIN_GRACE" "drain.graceSeconds" -}}
{{- range $name, $value := .Values.config -}}
{{- if has $name $secrets -}}
{{- fail (printf "config.%s is a secret and must not be in values or ConfigMaps: put it into a Secret, with the key %s, and set existingSecret to the name of that Secret" $name $name) -}}
{{- end -}}
{{- if hasKey $shape $name -}}
{{- fail (printf "config.%s is set by %s, because probes, services and the termination grace period depend on it" $name (get $shape $name)) -}}
{{- end -}}
{{- end -}}
{{- if regexMatch "://[^/]*@" (toString .Values.config.UPSTREAM_URL) -}}
{{- fail "config.UPSTREAM_URL contains credentials, which must not be in values or ConfigMaps: put it into a Secret, with the key UPSTREAM_URL, and set existingSecret to the name of that Secret" -}}
{{- end -}}
{{- end -}}

{{/* Rejects conflicting values, and says what to do. */}}
{{- define "streamgate.refuseContradictions" -}}
{{- include "streamgate.refuseMisplaced" . -}}
{{- $config := include "streamgate.config" . | fromYaml -}}
{{- $namesRedis := or $config.REDIS_HOST $config.REDIS_SENTINELS $config.REDIS_CLUSTER_NODES $config.REDIS_URL_FILE -}}
{{- if and (or (gt (int .Values.replicas) 1) .Values.autoscaling.enabled) (not $namesRedis) (not .Values.existingSecret) -}}
{{- fail "several gates need Redis to share streams: set config.REDIS_HOST (or REDIS_SENTINELS, REDIS_CLUSTER_NODES), put a REDIS_URL into existingSecret, try redis.bundled=true, or set replicas=1" -}}
{{- end -}}
{{- if and .Values.redis.bundled (or .Values.config.REDIS_HOST $config.REDIS_SENTINELS $config.REDIS_CLUSTER_NODES $config.REDIS_URL_FILE) -}}
{{- fail "redis.bundled=true conflicts with the Redis set in config: use one of them" -}}
{{- end -}}
{{- if and .Values.sampleVideo.enabled (or .Values.config.UPSTREAM_URL (ne .Values.mode "standalone")) -}}
{{- fail "sampleVideo.enabled=true conflicts with config.UPSTREAM_URL and mode=sidecar" -}}
{{- end -}}
{{- if eq .Values.mode "sidecar" -}}
{{- if not .Values.backend.containers -}}
{{- fail "mode=sidecar needs the containers of the backend in backend.containers" -}}
{{- end -}}
{{- if not (or $config.UPSTREAM_URL .Values.existingSecret) -}}
{{- fail "mode=sidecar needs the address of the backend: set config.UPSTREAM_URL=http://127.0.0.1:PORT" -}}
{{- end -}}
{{- else if or .Values.backend.containers .Values.backend.volumes -}}
{{- fail "backend requires mode=sidecar" -}}
{{- end -}}
{{- if eq (int .Values.ports.gate) (int .Values.ports.admin) -}}
{{- fail "ports.gate and ports.admin must differ" -}}
{{- end -}}
{{- if and .Values.monitoring.annotations .Values.monitoring.serviceMonitor.enabled -}}
{{- fail "monitoring.annotations and monitoring.serviceMonitor.enabled together scrape every gate twice: set one to false" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.enabled=true needs ingress.hosts" -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling.minReplicas is above autoscaling.maxReplicas" -}}
{{- end -}}
{{- if and .Values.service.externalTrafficPolicy (eq .Values.service.type "ClusterIP") -}}
{{- fail "service.externalTrafficPolicy requires service.type NodePort or LoadBalancer" -}}
{{- end -}}
{{- end -}}
