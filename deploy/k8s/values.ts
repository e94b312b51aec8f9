import { z } from 'zod';

/** An object that Kubernetes checks itself. */
const kubernetes = z.record(z.string(), z.unknown());
const texts = z.record(z.string(), z.string());
const positive = z.int().min(1);
const countOrPercent = z.union([z.int().min(0), z.string().regex(/^\d+%$/)]);

/** What `defaults` says for all services, and each service may say for itself. */
export const workload = z
  .strictObject({
    enabled: z.boolean().describe('Whether the service is installed'),
    replicas: z.int().min(0).describe('Pods, unless autoscaling is on; more than partitions gain nothing'),
    nodeOptions: z.string().describe('NODE_OPTIONS: keeps the heap small enough for the memory limit'),
    resources: kubernetes.describe('Requests and limits of the container'),
    existingSecret: z
      .string()
      .describe('A Secret for this service alone, such as one with its own database role'),
    strategy: z.strictObject({ maxSurge: countOrPercent, maxUnavailable: countOrPercent }).partial(),
    drainSeconds: z
      .int()
      .min(0)
      .describe('Seconds between leaving the Service’s endpoints and SIGTERM; for services with a port'),
    autoscaling: z
      .strictObject({
        enabled: z.boolean(),
        minReplicas: positive,
        maxReplicas: positive,
        targetCPUUtilizationPercentage: positive,
      })
      .partial(),
    podDisruptionBudget: z.strictObject({ enabled: z.boolean(), maxUnavailable: countOrPercent }).partial(),
    ingress: z
      .strictObject({
        enabled: z.boolean().describe('For services with a port; the host is that of publicUrls'),
        className: z.string(),
        annotations: texts,
        tlsSecret: z.string().describe('The Secret with the certificate; empty: the controller’s default'),
      })
      .partial(),
    service: z.strictObject({ type: z.string(), port: positive, annotations: texts }).partial(),
    podAnnotations: texts,
    podLabels: texts,
    nodeSelector: texts,
    tolerations: z.array(kubernetes),
    affinity: kubernetes,
    priorityClassName: z.string(),
    extraEnv: z.array(kubernetes).describe('Entries of `env`, for what is no setting: NODE_EXTRA_CA_CERTS …'),
    extraVolumes: z.array(kubernetes),
    extraVolumeMounts: z.array(kubernetes),
  })
  .partial();

/**
 * The shape of values.yaml. The settings in it (`settings`, `services.<name>.settings`, `setup.settings`) and the names of services and
 * secrets are filled in from the services' own schemas by scripts/generate/chart.ts.
 */
export const valuesShape = z
  .strictObject({
    global: kubernetes.describe('Set by a chart that contains this one; not read'),
    nameOverride: z.string(),
    fullnameOverride: z.string(),
    image: z
      .strictObject({
        repository: z.string(),
        tag: z.string().describe('Empty: the chart’s appVersion'),
        digest: z.string().describe('sha256:…; outranks the tag'),
        pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']),
        pullSecrets: z.array(kubernetes),
      })
      .partial(),
    publicUrls: z
      .strictObject({
        edge: z.url({ protocol: /^https?$/ }).describe('Where vendors reach the ingest edge'),
        console: z.url({ protocol: /^https?$/ }).describe('Where people open the console'),
      })
      .partial(),
    secrets: z
      .strictObject({
        existingSecret: z
          .string()
          .describe('The Secret with the variables marked secret in docs/settings.md'),
        create: z
          .boolean()
          .describe('For trials: makes the Secret from `values`, and ignores existingSecret'),
      })
      .partial(),
    serviceAccount: z.strictObject({ annotations: texts }).partial(),
    podSecurityContext: kubernetes,
    containerSecurityContext: kubernetes,
    defaults: workload,
    setup: workload
      .pick({ enabled: true, nodeOptions: true, resources: true, existingSecret: true })
      .extend({
        hooks: z
          .string()
          .describe('When it runs, as Helm’s hooks; post-install where this release brings the stores'),
        deadlineSeconds: positive,
      })
      .partial(),
    networkPolicy: z
      .strictObject({
        enabled: z.boolean(),
        ingressFrom: z
          .array(kubernetes)
          .describe('Who may reach the ports of edge and console; empty: everybody'),
        metricsFrom: z.array(kubernetes).describe('Who may reach the admin port besides the node'),
        egress: z
          .array(kubernetes)
          .describe('Rules for what the pods may reach besides DNS; empty: everything'),
      })
      .partial(),
    monitoring: z
      .strictObject({
        podMonitor: z.strictObject({ enabled: z.boolean(), labels: texts, interval: z.string() }).partial(),
        rules: z
          .strictObject({
            enabled: z.boolean(),
            labels: texts,
            lagRecords: positive.describe('Records behind, from which on for ten minutes an alert is raised'),
            latencySeconds: positive.describe('p99 from receipt to done, from which on an alert is raised'),
          })
          .partial(),
      })
      .partial(),
  })
  .partial();
