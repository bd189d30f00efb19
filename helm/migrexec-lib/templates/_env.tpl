{{/* The values that are options of migrexec: waitTimeout is MIGREXEC_WAIT_TIMEOUT. */}}
{{- define "migrexec.optionEnv" -}}
{{- $values := .values -}}
{{- with .values.waitFor }}
- name: MIGREXEC_WAIT_FOR
  value: {{ join "," . | quote }}
{{- end }}
{{- range $option := list "waitTimeout" "lockTimeout" "ddlLockTimeout" "statementTimeout" "transaction" "outOfOrder" "ahead" "historyTable" "role" "logFormat" "logLevel" }}
{{- with get $values $option }}
- name: MIGREXEC_{{ snakecase $option | upper }}
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* All variables of migrexec's container, as a list. */}}
{{- define "migrexec.env" -}}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: MIGREXEC_MIGRATIONS
  value: {{ .values.migrations.path | quote }}
{{- include "migrexec.databaseEnv" . }}
{{- include "migrexec.optionEnv" . }}
{{- with .values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}
