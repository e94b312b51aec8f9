import { createHash } from 'node:crypto';
import { CodedError } from '@throughline/errors';
import type { Clock, Grant, TokenStore } from '@throughline/following';
import type { HttpClient, OAuth } from '@throughline/platforms';
import type { Kit } from '@throughline/service-kit';
import { tokenRenewed } from '../events.ts';
import { requestToken } from './request-token.ts';

/** Renewed so long before it lapses: a request under way must not outlive its token. */
const AHEAD_MS = 60_000;
/** What was under way when the vendor refused does not ask it again. */
const REFUSED_FOR_MS = 60_000;

export interface TokensDeps {
  readonly store: TokenStore;
  readonly http: HttpClient;
  readonly now: Clock;
  readonly insecure: boolean;
  readonly metrics: Kit['metrics'];
}

export interface TokenOwner {
  readonly id: string;
  readonly platform: string;
}

/** Access tokens, one for each source on all replicas. */
export interface Tokens {
  /**
   * A token that is valid for a minute at least.
   * @param rejected one that the vendor has just refused: never given again
   * @throws what `requestToken` throws, database.unavailable
   */
  tokenFor(source: TokenOwner, access: OAuth, rejected?: string): Promise<string>;
}

/** Tells credentials apart without keeping them. */
const digestOf = ({
  tokenUrl,
  clientId,
  clientSecret,
  grant,
  refreshToken,
  scope,
  parameters,
}: OAuth): string =>
  createHash('sha256')
    .update(JSON.stringify([tokenUrl, clientId, clientSecret, grant, refreshToken, scope, parameters]))
    .digest('hex');

export function createTokens({ store, http, now, insecure, metrics }: TokensDeps): Tokens {
  const known = new Map<string, Grant>();
  const renewing = new Map<string, Promise<Grant>>();
  const refused = new Map<string, { readonly error: CodedError; readonly until: number }>();

  const serves = (grant: Grant, credentials: string, rejected?: string): boolean =>
    grant.credentials === credentials &&
    grant.accessToken !== rejected &&
    (grant.expiresAt === null || grant.expiresAt - AHEAD_MS > now().getTime());

  async function renew(source: TokenOwner, access: OAuth, credentials: string, rejected?: string) {
    const grant = await store.renew(source.id, async (held) => {
      // Another replica may have been first.
      if (held !== undefined && serves(held, credentials, rejected)) return held;
      const own = held?.credentials === credentials ? held : undefined;
      const refreshToken = own?.refreshToken ?? access.refreshToken;
      const answer = await requestToken(access, refreshToken, { http, now: now(), insecure });
      metrics.observe(tokenRenewed({ platform: source.platform }, { detail: { sourceId: source.id } }));
      const next = answer.refreshToken ?? own?.refreshToken;
      return {
        accessToken: answer.accessToken,
        expiresAt: answer.expiresIn === undefined ? null : now().getTime() + answer.expiresIn * 1_000,
        credentials,
        ...(access.grant === 'refresh_token' && next !== undefined && { refreshToken: next }),
      };
    });
    known.set(source.id, grant);
    return grant;
  }

  return {
    async tokenFor(source, access, rejected) {
      const credentials = digestOf(access);
      const cached = known.get(source.id);
      if (cached !== undefined && serves(cached, credentials, rejected)) return cached.accessToken;
      const kept = await store.get(source.id);
      if (kept !== undefined && serves(kept, credentials, rejected)) {
        known.set(source.id, kept);
        return kept.accessToken;
      }
      const key = `${source.id}/${credentials}`;
      const no = refused.get(key);
      if (no !== undefined && no.until > now().getTime()) throw no.error;
      let under = renewing.get(key);
      if (under === undefined) {
        under = renew(source, access, credentials, rejected)
          .catch((error: unknown) => {
            if (error instanceof CodedError && error.code === 'fetcher.access-refused')
              refused.set(key, { error, until: now().getTime() + REFUSED_FOR_MS });
            throw error;
          })
          .finally(() => renewing.delete(key));
        renewing.set(key, under);
      }
      return (await under).accessToken;
    },
  };
}
