{{/* Exit codes that the same image and the same settings would end with again. */}}
{{- define "migrexec.podFailurePolicy" -}}
rules:
  - action: Ignore
    onPodConditions:
      - type: DisruptionTarget
        status: "True"
  - action: FailJob
    onExitCodes:
      containerName: migrexec
      operator: In
      values: [64, 65, 66, 70, 71, 72, 76, 77, 78, 126, 127]
    {{- /* Kubernetes 1.25 to 1.28 call it required. */}}
    {{- if semverCompare "<1.29.0-0" .root.Capabilities.KubeVersion.Version }}
    onPodConditions: []
    {{- end }}
{{- end }}

{{- define "migrexec.podPlacement" -}}
{{- $job := .values.job -}}
{{- range $field := list "nodeSelector" "tolerations" "affinity" "priorityClassName" "runtimeClassName" "dnsPolicy" "dnsConfig" "hostAliases" }}
{{- with get $job $field }}
{{ dict $field . | toYaml }}
{{- end }}
{{- end }}
{{- end }}

{{- define "migrexec.podSpec" -}}
restartPolicy: Never
automountServiceAccountToken: {{ .values.automountServiceAccountToken }}
enableServiceLinks: {{ .values.enableServiceLinks }}
{{- with include "migrexec.serviceAccountName" . }}
serviceAccountName: {{ . }}
{{- end }}
{{- with .values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "migrexec.podSecurityContext" . | nindent 2 }}
{{- include "migrexec.podPlacement" . }}
{{- with include "migrexec.volumes" . }}
volumes:
  {{- . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "migrexec.jobTemplate" -}}
metadata:
  labels:
    {{- merge (include "migrexec.selectorLabels" . | fromYaml) .values.job.podLabels | toYaml | nindent 4 }}
  {{- with .values.job.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- include "migrexec.podSpec" . | nindent 2 }}
  {{- with .values.initContainersBefore }}
  initContainers:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - {{ include "migrexec.migrateContainer" . | indent 6 | trim }}
{{- end }}

{{/* A Job cannot be changed, so its name follows its content: the same content is the same Job. */}}
{{- define "migrexec.jobName" -}}
{{- include "migrexec.fullname" . }}-migrate
{{- if ne .values.mode "hook" }}-{{ include "migrexec.jobTemplate" . | sha256sum | trunc 10 }}{{ end -}}
{{- end }}

{{/* The annotations of a hook, whatever it is; takes weight too. */}}
{{- define "migrexec.hookAnnotations" -}}
{{- if eq .values.mode "hook" -}}
{{- if .values.hook.argocd -}}
{{- toYaml .values.hook.argocd }}
{{- else -}}
helm.sh/hook: {{ join "," .values.hook.events }}
helm.sh/hook-weight: {{ .weight | int | toString | quote }}
helm.sh/hook-delete-policy: {{ .values.hook.deletePolicy }}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Metadata of what comes before the Job: in mode hook it is a hook too, with a lower weight. */}}
{{- define "migrexec.earlierMetadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "migrexec.labels" . | nindent 2 }}
{{- $hook := include "migrexec.hookAnnotations" (merge (dict "weight" (sub (int .values.hook.weight) 1)) .) | fromYaml }}
{{- with merge $hook (.annotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "migrexec.job" -}}
{{- include "migrexec.validate" . -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "migrexec.jobName" . }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "migrexec.labels" . | nindent 4 }}
  {{- $hook := include "migrexec.hookAnnotations" (merge (dict "weight" .values.hook.weight) .) | fromYaml }}
  {{- with merge $hook .values.job.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  backoffLimit: {{ int .values.job.backoffLimit }}
  {{- with .values.job.activeDeadlineSeconds }}
  activeDeadlineSeconds: {{ int . }}
  {{- end }}
  {{- if not (kindIs "invalid" .values.job.ttlSecondsAfterFinished) }}
  ttlSecondsAfterFinished: {{ int .values.job.ttlSecondsAfterFinished }}
  {{- end }}
  {{- if and .values.job.podFailurePolicy (semverCompare ">=1.26.0-0" .root.Capabilities.KubeVersion.Version) }}
  podFailurePolicy:
    {{- include "migrexec.podFailurePolicy" . | nindent 4 }}
  {{- end }}
  template:
    {{- include "migrexec.jobTemplate" . | nindent 4 }}
{{- end }}
