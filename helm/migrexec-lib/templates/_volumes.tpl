{{/* The name of the ConfigMap with the migrations: an existing one, or ours, which is named after its content. */}}
{{- define "migrexec.configMapName" -}}
{{- if .values.migrations.configMap -}}
{{- .values.migrations.configMap -}}
{{- else -}}
{{- include "migrexec.fullname" . }}-migrations-{{ include "migrexec.migrationFiles" . | sha256sum | trunc 10 -}}
{{- end -}}
{{- end }}

{{/* A mapping of file names to texts. */}}
{{- define "migrexec.migrationFiles" -}}
{{- $files := dict -}}
{{- with .values.migrations.glob -}}
{{- range $path, $text := $.root.Files.Glob . }}{{ $_ := set $files (base $path) (toString $text) }}{{ end -}}
{{- end -}}
{{- range $name, $text := .values.migrations.files }}{{ $_ := set $files $name $text }}{{ end -}}
{{- toYaml $files -}}
{{- end }}

{{- define "migrexec.volumeMounts" -}}
{{- $database := .values.database -}}
{{- $mounts := list -}}
{{- if and $database.existingSecret $database.passwordAsFile -}}
{{- $mounts = append $mounts (dict "name" "migrexec-database" "mountPath" "/run/secrets/migrexec" "readOnly" true) -}}
{{- end -}}
{{- if $database.sslRootCertSecret -}}
{{- $mounts = append $mounts (dict "name" "migrexec-ca" "mountPath" "/run/secrets/migrexec-ca" "readOnly" true) -}}
{{- end -}}
{{- if ne .values.migrations.source "image" -}}
{{- $mounts = append $mounts (dict "name" "migrexec-migrations" "mountPath" .values.migrations.path "readOnly" true) -}}
{{- end -}}
{{- concat $mounts .values.extraVolumeMounts | include "migrexec.items" -}}
{{- end }}

{{/* Only the key that is wanted is mounted, readable by any user: 292 is 0444. */}}
{{- define "migrexec.secretVolume" -}}
name: {{ .name }}
secret:
  secretName: {{ .secret }}
  defaultMode: 292
  items:
    - key: {{ .key }}
      path: {{ .path }}
{{- end }}

{{- define "migrexec.migrationsVolume" -}}
name: migrexec-migrations
{{- if eq .values.migrations.source "configMap" }}
configMap:
  name: {{ include "migrexec.configMapName" . }}
{{- else }}
{{ toYaml .values.migrations.volume }}
{{- end }}
{{- end }}

{{- define "migrexec.volumes" -}}
{{- $database := .values.database -}}
{{- $volumes := list -}}
{{- if and $database.existingSecret $database.passwordAsFile -}}
{{- $key := ternary $database.passwordKey $database.urlKey (not (empty $database.host)) -}}
{{- $volumes = append $volumes (include "migrexec.secretVolume" (dict "name" "migrexec-database" "secret" $database.existingSecret "key" $key "path" $key) | fromYaml) -}}
{{- end -}}
{{- with $database.sslRootCertSecret -}}
{{- $volumes = append $volumes (include "migrexec.secretVolume" (dict "name" "migrexec-ca" "secret" . "key" $database.sslRootCertKey "path" "ca.crt") | fromYaml) -}}
{{- end -}}
{{- if ne .values.migrations.source "image" -}}
{{- $volumes = append $volumes (include "migrexec.migrationsVolume" . | fromYaml) -}}
{{- end -}}
{{- concat $volumes .values.extraVolumes | include "migrexec.items" -}}
{{- end }}
