{{- define "throughline.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* The longest service's name is 17 characters, and names of Services end at 63. */}}
{{- define "throughline.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "throughline.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "throughline.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "throughline.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{/* Labels by which things of one service are found; they can never change. Takes (dict "root" $ "name" <service>). */}}
{{- define "throughline.selector" -}}
app.kubernetes.io/name: {{ include "throughline.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{- define "throughline.labels" -}}
{{ include "throughline.selector" . }}
app.kubernetes.io/part-of: throughline
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* What is known of a service from its own code: see scripts/generate/chart.ts. */}}
{{- define "throughline.facts" -}}
{{- $facts := .root.Files.Get "files/settings.json" | fromJson -}}
{{- get $facts .name | toJson -}}
{{- end -}}

{{/* A service's values over those of all services. */}}
{{- define "throughline.values" -}}
{{- $own := get .root.Values.services .name | default dict -}}
{{- mergeOverwrite (deepCopy .root.Values.defaults) (deepCopy $own) | toJson -}}
{{- end -}}

{{/* Numbers of values.yaml are floating point to Helm, which would write 20000000 as 2e+07. */}}
{{- define "throughline.text" -}}
{{- if kindIs "float64" . -}}{{ int64 . }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}

{{/* The settings of one service as JSON: those of all that it reads, the public URLs, then its own. Takes root, name, own. */}}
{{- define "throughline.settings" -}}
{{- $facts := include "throughline.facts" . | fromJson -}}
{{- $edge := include "throughline.values" (dict "root" .root "name" "ingest-edge") | fromJson -}}
{{- $urls := dict "PUBLIC_URL" .root.Values.publicUrls.edge "EDGE_PUBLIC_URL" .root.Values.publicUrls.edge "CONSOLE_PUBLIC_URL" .root.Values.publicUrls.console "EDGE_URL" (printf "http://%s-ingest-edge:%d" (include "throughline.fullname" .root) (int $edge.service.port)) -}}
{{- $result := dict -}}
{{- range $layer := list .root.Values.settings $urls (default dict .own) -}}
{{- range $name, $value := $layer -}}
{{- if and (has $name $facts.settings) (not (has $name $.root.Values.secrets.more)) (not (kindIs "invalid" $value)) -}}
{{- $_ := set $result $name (include "throughline.text" $value) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $result | toJson -}}
{{- end -}}

{{/* Entries of `env` for the secrets that a service reads, and no others. Takes root, name, secret. */}}
{{- define "throughline.secretEnv" -}}
{{- $facts := include "throughline.facts" . | fromJson -}}
{{- range $name, $standing := $facts.secrets }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef: { name: {{ $.secret | quote }}, key: {{ $name }}, optional: {{ ne $standing "required" }} }
{{- end }}
{{- range $name := .root.Values.secrets.more }}
{{- if has $name $facts.settings }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef: { name: {{ $.secret | quote }}, key: {{ $name }} }
{{- end }}
{{- end }}
{{- end -}}

{{/* Name of the Secret that a service reads. Takes root, own (its own existingSecret). */}}
{{- define "throughline.secretName" -}}
{{- if .own -}}
{{- .own -}}
{{- else if .root.Values.secrets.create -}}
{{- include "throughline.fullname" .root -}}
{{- else -}}
{{- required "secrets.existingSecret names the Secret with DATABASE_URL, CONNECTIONS_KEYS and CONSOLE_SESSION_SECRET" .root.Values.secrets.existingSecret -}}
{{- end -}}
{{- end -}}

{{/*
Whether a counter has risen in the last ten minutes. A counter with labels appears with its first count, which increase() does
not see, so a series that was not there ten minutes ago counts too. Takes metric, here, by.
*/}}
{{- define "throughline.increased" -}}
{{- $series := printf "%s{%s}" .metric .here -}}
sum by ({{ .by }}) (increase({{ $series }}[10m]) > 0 or ({{ $series }} unless {{ $series }} offset 10m)) > 0
{{- end -}}
