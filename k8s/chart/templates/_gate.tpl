{{/* The gate's container, but for what makes it a sidecar. */}}
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
# Alive is not the same as ready: a gate whose Redis is away would only lose what it knows by a restart.
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

{{/* What the Pod Security Standard "restricted" asks of a container, and a root file system nobody writes to. */}}
{{- define "streamgate.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* How long a gate takes to end at most. */}}
{{- define "streamgate.drainSeconds" -}}
{{- add (ceil .Values.drain.delaySeconds | int) (ceil .Values.drain.graceSeconds | int) -}}
{{- end -}}
