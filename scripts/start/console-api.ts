import type { SystemRun } from '@throughline/stack/system';

export interface ConnectedSource {
  readonly id: string;
  readonly url: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The console's API, as far as the first start needs it. */
export function createConsoleApi({ console, token }: Pick<SystemRun, 'console' | 'token'>) {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${console}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as T;
  }
  return {
    createSource: (source: { platform: string; name: string; settings: unknown }) =>
      call<ConnectedSource>('POST', '/sources', source),
    sourceIds: async () =>
      new Set((await call<{ items: { id: string }[] }>('GET', '/sources')).items.map(({ id }) => id)),
    createDestination: (destination: { platform: string; name: string; settings: unknown }) =>
      call<{ id: string }>('POST', '/destinations', destination),
    destinations: async () =>
      (await call<{ items: { id: string; name: string; platform: string }[] }>('GET', '/destinations')).items,
  };
}

export type ConsoleApi = ReturnType<typeof createConsoleApi>;
