{{/* A container of migrexec. Takes root, values, name, words. */}}
{{- define "migrexec.container" -}}
name: {{ .name }}
image: {{ include "migrexec.image" . | quote }}
imagePullPolicy: {{ .values.image.pullPolicy }}
command: {{ concat (list .values.executable) .words | toJson }}
env:
  {{- include "migrexec.env" . | trim | nindent 2 }}
{{- with .values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with include "migrexec.volumeMounts" . }}
volumeMounts:
  {{- . | nindent 2 }}
{{- end }}
resources:
  {{- toYaml .values.resources | nindent 2 }}
securityContext:
  {{- include "migrexec.securityContext" . | nindent 2 }}
terminationMessagePolicy: FallbackToLogsOnError
{{- end }}

{{/* The container that migrates. */}}
{{- define "migrexec.migrateContainer" -}}
{{- include "migrexec.container" (merge (dict "name" "migrexec" "words" (list "migrate")) .) -}}
{{- end }}

{{/* The container that ends when the schema is there: what pods begin with while a Job migrates. */}}
{{- define "migrexec.waitContainer" -}}
{{- include "migrexec.container" (merge (dict "name" "migrexec-wait" "words" (list "wait" "--for" "schema")) .) -}}
{{- end }}

{{/* A list as YAML, nothing if it is empty: so that it can go on a list, or stand in a `with`. */}}
{{- define "migrexec.items" -}}
{{- with . }}{{ toYaml . }}{{ end -}}
{{- end }}

{{/* The init containers of the application's pod. */}}
{{- define "migrexec.initContainers" -}}
{{- include "migrexec.validate" . -}}
{{- $ours := list -}}
{{- if eq .values.mode "initContainer" -}}
{{- $ours = list (include "migrexec.migrateContainer" . | fromYaml) -}}
{{- else if eq .values.mode "job" -}}
{{- $ours = list (include "migrexec.waitContainer" . | fromYaml) -}}
{{- end -}}
{{- if has .values.mode (list "initContainer" "job" "entrypoint") -}}
{{- $ours = concat .values.initContainersBefore $ours .values.initContainersAfter -}}
{{- end -}}
{{- include "migrexec.items" $ours -}}
{{- end }}

{{/* The application's command, a list in one line. Takes root, values, command. */}}
{{- define "migrexec.command" -}}
{{- if eq .values.mode "entrypoint" -}}
{{- concat (list .values.executable "run" "--") .command | toJson -}}
{{- else -}}
{{- toJson .command -}}
{{- end -}}
{{- end }}

{{/* What the application's own container gets on top, in mode entrypoint: env, envFrom, volumeMounts. */}}
{{- define "migrexec.appEnv" -}}
{{- if eq .values.mode "entrypoint" }}{{ include "migrexec.env" . | trim }}{{ end -}}
{{- end }}

{{- define "migrexec.appEnvFrom" -}}
{{- if eq .values.mode "entrypoint" }}{{ include "migrexec.items" .values.extraEnvFrom }}{{ end -}}
{{- end }}

{{- define "migrexec.appVolumeMounts" -}}
{{- if eq .values.mode "entrypoint" }}{{ include "migrexec.volumeMounts" . }}{{ end -}}
{{- end }}

{{/* The volumes that the application's pod needs for all this. */}}
{{- define "migrexec.appVolumes" -}}
{{- if has .values.mode (list "initContainer" "job" "entrypoint") }}{{ include "migrexec.volumes" . }}{{ end -}}
{{- end }}
