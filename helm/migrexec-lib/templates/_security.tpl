{{/* OpenShift gives each namespace its own users and groups, and refuses others. */}}
{{- define "migrexec.adaptedSecurityContext" -}}
{{- if .root.Capabilities.APIVersions.Has "security.openshift.io/v1" -}}
{{- omit .context "runAsUser" "runAsGroup" "fsGroup" | toYaml -}}
{{- else -}}
{{- toYaml .context -}}
{{- end -}}
{{- end }}

{{- define "migrexec.podSecurityContext" -}}
{{- include "migrexec.adaptedSecurityContext" (dict "root" .root "context" .values.podSecurityContext) -}}
{{- end }}

{{- define "migrexec.securityContext" -}}
{{- include "migrexec.adaptedSecurityContext" (dict "root" .root "context" .values.containerSecurityContext) -}}
{{- end }}
