{{- define "migrexec.configMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "migrexec.earlierMetadata" (merge (dict "name" (include "migrexec.configMapName" .)) .) | nindent 2 }}
data:
  {{- include "migrexec.migrationFiles" . | nindent 2 }}
{{- end }}

{{- define "migrexec.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "migrexec.earlierMetadata" (merge (dict "name" (include "migrexec.serviceAccountName" .) "annotations" .values.serviceAccount.annotations) .) | nindent 2 }}
automountServiceAccountToken: {{ .values.automountServiceAccountToken }}
{{- end }}

{{/* All objects that the mode needs besides the application's: one include in a file of its own. */}}
{{- define "migrexec.resources" -}}
{{- include "migrexec.validate" . -}}
{{- $job := has .values.mode (list "job" "hook") -}}
{{- if and (eq .values.migrations.source "configMap") (not .values.migrations.configMap) (ne .values.mode "none") }}
---
{{ include "migrexec.configMap" . }}
{{- end }}
{{- if and $job .values.serviceAccount.create }}
---
{{ include "migrexec.serviceAccount" . }}
{{- end }}
{{- if $job }}
---
{{ include "migrexec.job" . }}
{{- end }}
{{- end }}

{{/* For `helm test`: a pod that fails if a migration is pending. */}}
{{- define "migrexec.testPod" -}}
{{- include "migrexec.validate" . -}}
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "migrexec.fullname" . }}-schema-test
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "migrexec.labels" . | nindent 4 }}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  {{- include "migrexec.podSpec" . | nindent 2 }}
  {{- with .values.initContainersBefore }}
  initContainers:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - {{ include "migrexec.container" (merge (dict "name" "migrexec-status" "words" (list "status" "--exit-code")) .) | indent 6 | trim }}
{{- end }}
