{{/* The gate's container, without the fields that make it a sidecar. */}}
{{- define "streamgate.gate" -}}
name: gate
image: {{ include "streamgate.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
ports:
  - name: gate
    containerPort: {{ .Values.ports.gate }}
  - name: admin
    containerPort: {{ .Values.ports.admin }}
env:
  - name: PORT
    value: {{ .Values.ports.gate | quote }}
  - name: ADMIN_PORT
    value: {{ .Values.ports.admin | quote }}
  - name: DRAIN_DELAY
    value: {{ .Values.drain.delaySeconds | quote }}
  - name: DRAIN_GRACE
    value: {{ .Values.drain.graceSeconds | quote }}
envFrom:
  - configMapRef:
      name: {{ include "streamgate.fullname" . }}
  {{- with .Values.existingSecret }}
  - secretRef:
      name: {{ . }}
  {{- end }}
# Liveness does not depend on readiness: restarting a gate whose Redis is unavailable would only discard its cached streams.
startupProbe:
  httpGet:
    path: /livez
    port: admin
  periodSeconds: 1
  failureThreshold: 60
livenessProbe:
  httpGet:
    path: /livez
    port: admin
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet:
    path: /readyz
    port: admin
  periodSeconds: 3
  timeoutSeconds: 2
  failureThreshold: 2
resources:
  {{- toYaml .Values.resources | nindent 2 }}
securityContext:
  {{- include "streamgate.containerSecurity" . | nindent 2 }}
  runAsUser: 1000
  runAsGroup: 1000
{{- with .Values.volumeMounts }}
volumeMounts:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What the restricted Pod Security Standard requires of a container, and a read-only root file system. */}}
{{- define "streamgate.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* Maximum duration of a gate's drain. */}}
{{- define "streamgate.drainSeconds" -}}
{{- add (ceil .Values.drain.delaySeconds | int) (ceil .Values.drain.graceSeconds | int) -}}
{{- end -}}
