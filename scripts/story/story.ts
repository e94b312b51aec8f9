import { platforms } from '@throughline/platforms';

/** A source that is ready to receive, as `.throughline/run.json` names it. */
export interface StorySource {
  readonly url: string;
  readonly settings: unknown;
}

export interface StoryOutcome {
  readonly platform: string;
  readonly title: string;
  readonly status: number;
}

/**
 * Sends each platform's sample deliveries through the front door, signed as the vendor signs them: one customer, Ana, who is met
 * in every channel.
 * @param sources by platform id; platforms without one are left out
 */
export async function tellStory(
  sources: Readonly<Record<string, StorySource>>,
  now = new Date(),
): Promise<StoryOutcome[]> {
  const outcomes: StoryOutcome[] = [];
  for (const platform of platforms.all()) {
    const source = sources[platform.manifest.id];
    if (!source) continue;
    for (const sample of platform.samples(now)) {
      const body = typeof sample.body === 'string' ? Buffer.from(sample.body) : Buffer.from(sample.body);
      const unsigned = {
        method: sample.method,
        url: source.url + sample.path,
        headers: sample.headers,
        body,
      };
      const request = platform.sign(unsigned, source.settings, now);
      const response = await fetch(request.url, {
        method: request.method,
        headers: Object.entries(request.headers).flatMap(([name, value]) =>
          [value].flat().map((each): [string, string] => [name, each]),
        ),
        ...(request.method === 'GET' ? {} : { body: Buffer.from(request.body) }),
      });
      await response.arrayBuffer();
      outcomes.push({ platform: platform.manifest.id, title: sample.title, status: response.status });
    }
  }
  return outcomes;
}

const isTaken = ({ status }: StoryOutcome): boolean => status >= 200 && status < 300;

/** For people: how many deliveries were taken, of which platforms, and each one that was not. */
export function summaryOf(outcomes: ReadonlyArray<StoryOutcome>): ReadonlyArray<string> {
  const taken = outcomes.filter(isTaken);
  const names = [...new Set(taken.map(({ platform }) => platform))];
  const rows = Array.from({ length: Math.ceil(names.length / 8) }, (_, row) =>
    names.slice(row * 8, row * 8 + 8).join(', '),
  );
  return [
    `${taken.length} deliveries of ${names.length} platforms were taken:`,
    ...rows.map((row) => `  ${row}`),
    ...outcomes
      .filter((outcome) => !isTaken(outcome))
      .map(({ platform, title, status }) => `${platform} was answered ${status}: ${title}`),
  ];
}
