/**
 * The least that fills an index: bulk requests of 1,000 documents that lie ready as JSON, three in flight, ids given. Into an
 * index of the archive's own template, so that OpenSearch has the same to do.
 */
import { readFileSync } from 'node:fs';

const { OPENSEARCH_URL = '', BENCH_INDEX = '', BENCH_DOCUMENTS = '' } = process.env;
const lines = readFileSync(BENCH_DOCUMENTS, 'utf8').trimEnd().split('\n');
const BATCH = 1_000;
const IN_FLIGHT = 3;

const bodies: string[] = [];
for (let start = 0; start < lines.length; start += BATCH) {
  bodies.push(
    `${lines
      .slice(start, start + BATCH)
      .map((line, index) => `{"create":{"_id":"${start + index}"}}\n${line}`)
      .join('\n')}\n`,
  );
}
const begun = performance.now();
const cpu = process.cpuUsage();
let next = 0;
await Promise.all(
  Array.from({ length: IN_FLIGHT }, async () => {
    while (next < bodies.length) {
      const body = bodies[next++] ?? '';
      const response = await fetch(`${OPENSEARCH_URL}/${BENCH_INDEX}/_bulk`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body,
      });
      const answer = (await response.json()) as { errors: boolean };
      if (!response.ok || answer.errors) throw new Error(`bulk answered ${response.status}`);
    }
  }),
);
const seconds = (performance.now() - begun) / 1000;
const used = process.cpuUsage(cpu);
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  `${JSON.stringify({ count: lines.length, seconds, cpuSeconds: (used.user + used.system) / 1e6, peakMb })}\n`,
);
