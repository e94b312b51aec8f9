import type { Kit } from '@throughline/service-kit';
import type { Done } from './batches.ts';
import { deadLettered, unexpected, type StreamMetrics } from './events.ts';
import type { Message } from './records.ts';

/** Latencies observed of one batch: enough for the quantiles, without a histogram entry for each record. */
const SAMPLES = 64;

/** When the edge received it, where that is known, else when Kafka was given it. `received-at` is epoch ms or ISO 8601. */
function startOf({ headers, timestamp }: Message): number {
  const text = headers['received-at'];
  if (text === undefined) return timestamp;
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(at) ? at : timestamp;
}

/** Turns what was done into metrics, and into log lines for what someone has to look at. */
export function report({
  kit,
  figures,
  group,
}: {
  kit: Pick<Kit, 'metrics'>;
  figures: StreamMetrics;
  group: string;
}): (done: Done) => void {
  const setAside = (message: Message, error: { readonly code: string }) => {
    const { topic, partition, offset } = message;
    const detail = { err: error, partition, offset };
    kit.metrics.observe(deadLettered({ group, topic, code: error.code }, { detail }));
    if (error.code === 'streams.unexpected') kit.metrics.observe(unexpected({ group, topic }, { detail }));
  };

  return ({ messages, outcomes, seconds, lags }) => {
    const counts = new Map<string, Map<string, number>>();
    for (const [index, message] of messages.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) continue;
      const ofTopic = counts.get(message.topic) ?? new Map<string, number>();
      counts.set(message.topic, ofTopic);
      ofTopic.set(outcome.kind, (ofTopic.get(outcome.kind) ?? 0) + 1);
      if (outcome.kind === 'dead-letter') setAside(message, outcome.error);
    }
    for (const [topic, ofTopic] of counts) {
      for (const [outcome, count] of ofTopic) figures.records.inc({ group, topic, outcome }, count);
    }
    figures.batchSeconds.observe({ group }, seconds);
    for (const { topic, partition, lag } of lags) figures.lag.set({ group, topic, partition }, lag);
    const now = Date.now();
    const stride = Math.ceil(messages.length / SAMPLES);
    for (let index = 0; index < messages.length; index += stride) {
      const message = messages[index];
      if (message === undefined) continue;
      figures.latency.observe({ group, topic: message.topic }, Math.max(0, now - startOf(message)) / 1_000);
    }
  };
}
