{{/* All templates take a dict: root is the chart's context, values are migrexec's. */}}

{{- define "migrexec.fullname" -}}
{{- $default := .root.Release.Name -}}
{{- if not (contains .root.Chart.Name .root.Release.Name) -}}
{{- $default = printf "%s-%s" .root.Release.Name .root.Chart.Name -}}
{{- end -}}
{{- .values.fullnameOverride | default $default | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* What identifies; it never changes, so that a pod template changes only if its pod does. */}}
{{- define "migrexec.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: migrations
{{- end }}

{{- define "migrexec.labels" -}}
{{ include "migrexec.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: {{ .root.Chart.Name }}
{{- with .root.Chart.AppVersion }}
app.kubernetes.io/version: {{ . | replace "+" "_" | trunc 63 | quote }}
{{- end }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | quote }}
{{- end }}

{{- define "migrexec.image" -}}
{{- $image := .values.image -}}
{{- $global := (.root.Values.global | default dict).imageRegistry -}}
{{- with $global | default $image.registry }}{{ . }}/{{ end -}}
{{- $image.repository -}}
{{- if $image.digest -}}
@{{ $image.digest }}
{{- else -}}
:{{ $image.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "migrexec.serviceAccountName" -}}
{{- if .values.serviceAccount.create -}}
{{- .values.serviceAccount.name | default (printf "%s-migrations" (include "migrexec.fullname" .)) -}}
{{- else -}}
{{- .values.serviceAccount.name -}}
{{- end -}}
{{- end }}
