import { platforms } from '@throughline/platforms';
import type { Generated } from 'kysely';

/** A vendor's way in, ready to use. Times are epoch milliseconds. */
export interface Source {
  /** `src_…`: part of the URL, so it is long and random. */
  readonly id: string;
  readonly platform: string;
  readonly name: string;
  /** Decrypted, parsed by the platform's schema: secrets included. Never to be logged or shown. */
  readonly settings: unknown;
  /** What was valid before the last change of a secret, and until when it still is. */
  readonly previousSettings?: { readonly settings: unknown; readonly validUntil: number };
  /** Where its raw records go instead of the topic of its family. */
  readonly topic?: string;
  readonly createdAt: number;
  /** Rises by one with each change. */
  readonly version: number;
}

/** A CRM, marketing tool or customer's own endpoint that is written to. Times are epoch milliseconds. */
export interface Destination {
  /** `dst_…` */
  readonly id: string;
  readonly platform: string;
  readonly name: string;
  /** Decrypted. Never to be logged or shown. */
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
  /** Switched by a person. */
  readonly enabled: boolean;
  /** Set by the service that writes there, for example when its credentials were refused. */
  readonly paused?: {
    /** The code of the error. */
    readonly code: string;
    readonly since: number;
    /** Absent: until a person resumes it. */
    readonly until?: number;
  };
  readonly createdAt: number;
  readonly version: number;
}

/**
 * Where the vendor delivers to: the edge's public address, the source, and the secret behind it where the platform has
 * one in the path. Never to be logged.
 * @param edgeUrl without a slash at its end
 */
export function urlOfSource(source: Pick<Source, 'id' | 'platform' | 'settings'>, edgeUrl: string): string {
  const url = `${edgeUrl}/webhooks/${source.platform}/${source.id}`;
  const { pathSecret }: { readonly pathSecret?: unknown } = Object(source.settings);
  const inPath = platforms.get(source.platform).manifest.secrets.some((place) => place.in === 'path');
  return inPath && typeof pathSecret === 'string' ? `${url}/${encodeURIComponent(pathSecret)}` : url;
}

/** The tables of the schema `connections`. */
export interface ConnectionsTables {
  sources: {
    id: string;
    platform: string;
    name: string;
    topic: string | null;
    key_id: string;
    settings: Buffer;
    previous_key_id: string | null;
    previous_settings: Buffer | null;
    previous_valid_until: Date | null;
    version: Generated<number>;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
  };
  arrivals: {
    source_id: string;
    outcome: 'accepted' | 'handshake' | 'refused';
    at: Date;
    reason: string | null;
    count: number;
  };
  destinations: {
    id: string;
    platform: string;
    name: string;
    key_id: string;
    credentials: Buffer;
    options: Generated<Record<string, unknown>>;
    enabled: Generated<boolean>;
    paused_code: string | null;
    paused_at: Date | null;
    paused_until: Date | null;
    version: Generated<number>;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
  };
}

/** The settings without the secrets: for the normaliser, for people, and for the log of changes. */
export function publicSettingsOf(source: Pick<Source, 'platform' | 'settings'>): Record<string, unknown> {
  const secret = new Set(platforms.get(source.platform).manifest.secretSettings);
  return Object.fromEntries(Object.entries(Object(source.settings)).filter(([name]) => !secret.has(name)));
}
