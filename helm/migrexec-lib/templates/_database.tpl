{{/* true if the Secret has the whole URL. */}}
{{- define "migrexec.secretHasUrl" -}}
{{- if and .existingSecret (not .host) }}true{{ end -}}
{{- end }}

{{/* The URL made of host, port and so on, without a password. */}}
{{- define "migrexec.urlOfParts" -}}
{{- $query := list -}}
{{- with .sslMode }}{{ $query = append $query (printf "sslmode=%s" .) }}{{ end -}}
{{- if .sslRootCertSecret }}{{ $query = append $query "sslrootcert=/run/secrets/migrexec-ca/ca.crt" }}{{ end -}}
{{- with .targetSessionAttrs }}{{ $query = append $query (printf "target_session_attrs=%s" .) }}{{ end -}}
postgresql://
{{- with .user }}{{ urlquery . | replace "+" "%20" }}@{{ end -}}
{{- .host | replace "," (printf ":%d," (int .port)) }}:{{ int .port }}/{{ urlquery .name | replace "+" "%20" -}}
{{- with $query }}?{{ join "&" . }}{{ end -}}
{{- end }}

{{/* A variable from the Secret: by a file, or by value. Takes database, variable, key. */}}
{{- define "migrexec.secretVariable" -}}
{{- if .database.passwordAsFile }}
- name: {{ .variable }}_FILE
  value: /run/secrets/migrexec/{{ .key }}
{{- else }}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ .database.existingSecret }}
      key: {{ .key }}
{{- end }}
{{- end }}

{{/* PGUSER and PGPASSWORD complete the URL. */}}
{{- define "migrexec.credentialEnv" -}}
{{- $database := .values.database -}}
{{- with $database.userKey }}
- name: PGUSER
  valueFrom:
    secretKeyRef:
      name: {{ $database.existingSecret }}
      key: {{ . }}
{{- end }}
{{- if $database.existingSecret }}
{{- include "migrexec.secretVariable" (dict "database" $database "variable" "PGPASSWORD" "key" $database.passwordKey) }}
{{- end }}
- name: MIGREXEC_DROP_ENV
  value: PGUSER,PGPASSWORD,PGPASSWORD_FILE
{{- end }}

{{- define "migrexec.databaseEnv" -}}
{{- $database := .values.database -}}
{{- if $database.url }}
- name: MIGREXEC_DATABASE_URL
  value: {{ $database.url | quote }}
{{- else if $database.urlFromEnv }}
- name: MIGREXEC_DATABASE_URL_FROM
  value: {{ $database.urlFromEnv | quote }}
{{- else if $database.host }}
- name: MIGREXEC_DATABASE_URL
  value: {{ include "migrexec.urlOfParts" $database | quote }}
{{- include "migrexec.credentialEnv" . }}
{{- else }}
{{- include "migrexec.secretVariable" (dict "database" $database "variable" "MIGREXEC_DATABASE_URL" "key" $database.urlKey) }}
{{- end }}
{{- end }}
