import type { Family, Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { z } from 'zod';
import type { Access, Feeds, Fetch, History, Pointer, Stream, Subscriptions } from './api.ts';

export * from './api.ts';

/** A delivery as it stands at our front door. `url` is the public, absolute one; header names are lower-case. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `method` says how it was proven where a platform knows several ways (`write-key`, `server-key`). */
export type Verification =
  { readonly ok: true; readonly method?: string } | { readonly ok: false; readonly reason: string };

interface Description {
  /** For tracing: the vendor's id of the delivery where it gives one, else made from the bytes. Nothing deduplicates by it. */
  readonly deliveryId: string;
  /** The Kafka key: conversation or sender where it is cheaply told, else the delivery id. */
  readonly key: string;
}

/** What a normaliser may know besides the bytes. */
export interface NormalizeContext {
  /** Settings of the source without its secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** ISO 3166 country that national phone numbers are read in. */
  readonly region: string;
  /** Lower-case mail domains of our own people: their addresses are agents, never customers. */
  readonly internalDomains: ReadonlyArray<string>;
}

/** A promise is returned only where a library that parses the vendor's format (MIME) gives nothing else. */
export type Normalized = ReadonlyArray<Interaction | Pointer>;

/** A vendor's way in. No I/O: everything can be tested with the vendor's own vectors. */
export interface Source<Settings> {
  /** What the vendor's set-up page gives. */
  readonly settings: z.ZodType<Settings>;
  /** Answers the vendor's set-up handshake, verifying it where the vendor signs it; undefined for any other request. */
  handshake?(request: HttpRequest, settings: Settings, now: Date): Reply | undefined;
  /** Over the raw bytes, in constant time, failing closed; hostile input never throws. */
  verify(request: HttpRequest, settings: Settings, now: Date): Verification | Promise<Verification>;
  describe(request: HttpRequest, settings: Settings): Description;
  /** What the vendor expects once the delivery is durable; 200 with an empty body where absent. */
  reply?(request: HttpRequest, settings: Settings): Reply;
  /**
   * Pure. Never throws anything but a CodedError of the platforms family. Nothing is dropped: an unknown event is kind `other`.
   */
  normalize(raw: RawRecord, context: NormalizeContext): Normalized | Promise<Normalized>;
  /**
   * Published key sets (JWKS) that `verify` needs, by name and URL. The edge keeps them fresh and hands them over in the settings,
   * as `keySets: { [name]: JSONWebKeySet }`; while it has none, `verify` refuses.
   */
  keySets?(settings: Settings): Readonly<Record<string, string>>;
  /** How requests to the vendor's API are authorised; undefined while the settings lack what that takes. */
  access?(settings: Settings): Access | undefined;
  /** Brings the object a pointer names, by the vendor's API. */
  readonly fetch?: Fetch<Settings>;
  readonly subscriptions?: Subscriptions<Settings>;
  readonly feeds?: Feeds<Settings>;
  readonly history?: History<Settings>;
  readonly stream?: Stream<Settings>;
}

/** Where a secret lies, so that it is masked once verified. */
export type SecretPlace =
  | { readonly in: 'header'; readonly name: string }
  | { readonly in: 'query'; readonly name: string }
  | { readonly in: 'path' }
  /** JSON pointer (`*` for every member of an array) or form field; masked in every view and export, not in the stored bytes. */
  | { readonly in: 'body'; readonly pointer: string };

export interface Manifest {
  /** Folder name and id everywhere: `twilio`. */
  readonly id: string;
  readonly name: string;
  readonly family: Family;
  /** The vendor's page that describes what this folder implements. */
  readonly docs: string;
  readonly authentication: 'signature' | 'token' | 'path-secret' | 'basic' | 'write-key' | 'oauth' | 'none';
  readonly captures: ReadonlyArray<string>;
  readonly secrets: ReadonlyArray<SecretPlace>;
  /** `vendor`: the vendor gives object ids. `content`: a hash with the vendor's time. */
  readonly identity: 'vendor' | 'content';
  /** HTTP methods that a delivery may use. */
  readonly methods: ReadonlyArray<string>;
  /** Seconds by which the vendor's signed time may differ from ours; absent where the vendor signs no time. */
  readonly toleranceSeconds?: number;
  /** Bytes; a larger body is answered 413. */
  readonly maxBodyBytes: number;
  /** Version of `normalize`. Raise it when the same bytes are read differently from now on. */
  readonly reading: number;
  /** HTTP headers kept beside the body, lower-case (besides content-type and user-agent). */
  readonly keptHeaders: ReadonlyArray<string>;
  /** Settings that are secrets: encrypted, never shown again, not given to `normalize`. */
  readonly secretSettings: ReadonlyArray<string>;
  /** How to connect it, one step a line; `{url}` is the source's URL. */
  readonly steps: ReadonlyArray<string>;
}

export interface Platform<Settings = unknown> {
  readonly manifest: Manifest;
  readonly source: Source<Settings>;
  /** Settings with fresh random secrets: for a vendor that lets us choose them, and for trying things out. */
  readonly generateSettings: () => Settings;
  /**
   * Signs a delivery as the vendor would: for test deliveries, the first story and load. Adds headers, parameters or path;
   * `request.url` is the source's URL, possibly with more behind it.
   */
  readonly sign: (request: HttpRequest, settings: Settings, now: Date) => HttpRequest;
  /** Deliveries that show what the platform captures, unsigned, as paths behind the source's URL. */
  readonly samples: (now: Date) => ReadonlyArray<Sample>;
}

/** A delivery without its signature. */
export interface Sample {
  readonly title: string;
  readonly method: string;
  /** Behind the source's URL: '' or '/case/created?AccountID=1'. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}
