{{- define "huiying.labels" -}}
app.kubernetes.io/name: huiying
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "huiying.these" -}}
app.kubernetes.io/name: huiying
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "huiying.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "huiying.secret" -}}
{{ .Values.secret.existing | default .Release.Name }}
{{- end }}

{{- define "huiying.claim" -}}
{{ .Values.data.existingClaim | default (printf "%s-data" .Release.Name) }}
{{- end }}

{{- define "huiying.departments" -}}
{{ .Values.departments.existingConfigMap | default (ternary (printf "%s-departments" .Release.Name) "" (ne .Values.departments.file "")) }}
{{- end }}

{{/* What is the same in every pod. */}}
{{- define "huiying.pod" -}}
serviceAccountName: {{ .Release.Name }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: data
    persistentVolumeClaim: {claimName: {{ include "huiying.claim" . }}}
  - name: tmp
    emptyDir: {}
  {{- with include "huiying.departments" . }}
  - name: departments
    configMap: {name: {{ . }}}
  {{- end }}
{{- end }}

{{/* What is the same in every container. */}}
{{- define "huiying.container" -}}
image: {{ include "huiying.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
envFrom:
  - configMapRef: {name: {{ .Release.Name }}-settings}
  - secretRef: {name: {{ include "huiying.secret" . }}}
volumeMounts:
  - {name: data, mountPath: /var/lib/huiying}
  - {name: tmp, mountPath: /tmp}
  {{- if include "huiying.departments" . }}
  - {name: departments, mountPath: /etc/huiying, readOnly: true}
  {{- end }}
{{- end }}

{{/* Pods start anew when what they were told has changed. */}}
{{- define "huiying.told" -}}
told: {{ printf "%s%s%s" (toJson .Values.settings) (toJson .Values.secret.values) .Values.departments.file | sha256sum }}
{{- end }}
