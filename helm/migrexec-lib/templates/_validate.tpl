{{/* What a schema cannot say, in words. Each problem is a line; there is no rendering with one. */}}
{{- define "migrexec.validate" -}}
{{- if ne .values.mode "none" -}}
{{- $problems := printf "%s%s%s%s" (include "migrexec.imageProblems" .) (include "migrexec.databaseProblems" .) (include "migrexec.migrationsProblems" .) (include "migrexec.envProblems" .) | trim -}}
{{- with $problems }}{{ fail (printf "migrexec:\n%s" .) }}{{ end -}}
{{- end -}}
{{- end }}

{{- define "migrexec.imageProblems" -}}
{{- $image := .values.image -}}
{{- if not $image.repository }}
image.repository is missing: the image with migrexec in it
{{- end -}}
{{- if not (or $image.tag $image.digest .root.Chart.AppVersion) }}
image.tag is missing, and the chart has no appVersion
{{- end -}}
{{- end }}

{{- define "migrexec.databaseProblems" -}}
{{- $database := .values.database -}}
{{- $ways := compact (list $database.url $database.urlFromEnv $database.host (include "migrexec.secretHasUrl" $database)) -}}
{{- if ne (len $ways) 1 }}
database: name one of url, urlFromEnv, host, or existingSecret with the URL in it; {{ len $ways }} are named
{{- end -}}
{{- if regexMatch "://[^/?#]*:[^/?#@]*@|[?&](ssl)?password=" $database.url }}
database.url has a password, which everybody could read here: put the URL into a Secret and name that in database.existingSecret
{{- end -}}
{{- if and $database.host (not $database.name) }}
database.name is missing: the database on database.host
{{- end -}}
{{- if and $database.userKey (or $database.user (not $database.existingSecret)) }}
database.userKey is a key of database.existingSecret, and takes the place of database.user
{{- end -}}
{{- if and $database.sslRootCertSecret (not $database.host) }}
database.sslRootCertSecret needs database.host; a URL says sslrootcert=FILE itself, with the file from extraVolumes
{{- end -}}
{{- end }}

{{- define "migrexec.migrationsProblems" -}}
{{- $migrations := .values.migrations -}}
{{- $texts := compact (list $migrations.configMap $migrations.glob (ternary "files" "" (not (empty $migrations.files)))) -}}
{{- if eq $migrations.source "configMap" -}}
{{- if ne (len $texts) 1 }}
migrations: with source configMap name one of configMap, glob, files; {{ len $texts }} are named
{{- else if and (not $migrations.configMap) (eq (include "migrexec.migrationFiles" .) "{}") }}
migrations.glob {{ $migrations.glob | quote }} matches no file of the chart
{{- end -}}
{{- else if $texts }}
migrations: configMap, glob and files need source configMap
{{- end -}}
{{- if ne (eq $migrations.source "volume") (not (empty $migrations.volume)) }}
migrations: source volume and migrations.volume need each other
{{- end -}}
{{- end }}

{{/* A variable that is named twice is refused by server-side apply, which Helm 4 uses. */}}
{{- define "migrexec.envProblems" -}}
{{- $seen := list -}}
{{- range include "migrexec.env" . | fromYamlArray -}}
{{- if has .name $seen }}
extraEnv: {{ .name }} is set twice
{{- end -}}
{{- $seen = append $seen .name -}}
{{- end -}}
{{- end }}
