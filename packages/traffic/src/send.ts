import { platforms, type HttpRequest } from '@throughline/platforms';
import { Agent, request } from 'undici';
import type { Delivery } from './deliveries.ts';

/** A source that is ready to receive. */
export interface ReadySource {
  readonly url: string;
  readonly settings: unknown;
}

export type ReadySources = Readonly<Record<string, ReadySource>>;

/** The delivery as the vendor would sign and send it to the source. */
export function signedRequest(
  { platform, sample }: Pick<Delivery, 'platform' | 'sample'>,
  sources: ReadySources,
  now: Date,
): HttpRequest {
  const source = sources[platform];
  if (source === undefined) throw new Error(`no source of ${platform} is ready`);
  const unsigned = {
    method: sample.method,
    url: source.url + sample.path,
    headers: sample.headers,
    body: Buffer.from(sample.body),
  };
  return platforms.get(platform).sign(unsigned, source.settings, now);
}

export interface Sender {
  /** The status of the answer; 0 where none came. */
  send(request: HttpRequest): Promise<number>;
  close(): Promise<void>;
}

/** Sends over kept-alive connections, as vendors do. */
export function createSender({ connections = 16, timeoutMs = 10_000 } = {}): Sender {
  const dispatcher = new Agent({ connections, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  return {
    async send({ method, url, headers, body }) {
      try {
        const answer = await request(url, {
          dispatcher,
          method: method === 'GET' ? 'GET' : 'POST',
          headers: headers as Record<string, string>,
          ...(method === 'GET' ? {} : { body }),
        });
        await answer.body.dump();
        return answer.statusCode;
      } catch {
        return 0;
      }
    },
    close: () => dispatcher.close(),
  };
}
