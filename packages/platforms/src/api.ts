/** What a source says of its vendor's API, and the fetcher does: tokens, subscriptions, feeds, history, streams. */

/** HTTP as the fetcher lends it: with time-outs, limits and the guard against private addresses. */
export type HttpClient = (request: HttpClientRequest) => Promise<HttpClientResponse>;

export interface HttpClientRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface HttpClientResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The vendor's API as a platform's functions are lent it. */
export interface Api<Settings> {
  readonly settings: Settings;
  /** Every request carries what `access` says; a 401 is answered by one fresh token and one more try. */
  readonly http: HttpClient;
  readonly now: Date;
}

/** How the requests of an API prove who asks. Data alone: the fetcher keeps and renews the tokens. */
export type Access =
  /** Keys that last: they go with every request. */
  { readonly type: 'headers'; readonly headers: Readonly<Record<string, string>> } | OAuth;

/** OAuth 2.0 (RFC 6749); access tokens are kept encrypted, renewed once for all replicas before they lapse. */
export interface OAuth {
  readonly type: 'oauth';
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** `jwt-bearer` is RFC 7523: `assertion` gives the signed JWT. */
  readonly grant: 'refresh_token' | 'client_credentials' | 'jwt-bearer';
  readonly refreshToken?: string;
  readonly assertion?: (now: Date) => string;
  readonly scope?: string;
  /** Client id and secret in the form (`post`, the default) or in the Authorization header. */
  readonly clientAuthentication?: 'post' | 'basic';
  /** Further form fields of the token request. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What stands before the token in the Authorization header; `Bearer` by default. */
  readonly scheme?: string;
}

/** Something changed at the vendor; the fetcher brings the thing itself. */
export interface Pointer {
  readonly pointer: true;
  /** The vendor's kind of object, or one of `FEED` and `SUBSCRIPTION`. */
  readonly objectType: string;
  readonly objectId: string;
  readonly change: 'created' | 'changed' | 'deleted' | 'unknown';
  readonly parameters: Readonly<Record<string, string>>;
}

/** Object type of a pointer that says: something is new in the feed of this name, read it from its cursor. */
export const FEED = 'feed';
/**
 * Object type of a pointer to a subscription by the vendor's id: `deleted` has it made anew and every feed read,
 * `changed` has it renewed now.
 */
export const SUBSCRIPTION = 'subscription';

/** An object as the vendor's API gave it, to be written raw and normalised like any delivery. */
export interface FetchedObject {
  /** The API URL it came from, without secrets. */
  readonly url: string;
  /** Kept beside the body: content-type, and what `normalize` needs of the request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type FetchResult =
  | { readonly found: true; readonly objects: ReadonlyArray<FetchedObject> }
  /** The vendor no longer has it: the pointer itself is archived as a deletion. */
  | { readonly found: false };

/** Brings the object a pointer names. 404 and 410 are `found: false`, not errors. */
export type Fetch<Settings> = (pointer: Omit<Pointer, 'pointer'>, api: Api<Settings>) => Promise<FetchResult>;

export interface Subscription {
  /** One of those `wanted` names. */
  readonly key: string;
  /** The vendor's id of it. */
  readonly remoteId: string;
  /** Epoch milliseconds UTC; null where it does not lapse. */
  readonly expiresAt: number | null;
}

/** What has to be asked of the vendor so that it tells us of changes, and has to be asked again before it lapses. */
export interface Subscriptions<Settings> {
  /** Keys of the subscriptions that a source should have; none while its API is not configured. */
  wanted(settings: Settings): ReadonlyArray<string>;
  /** One that exists at the vendor for this URL already: a crash may have come between making and noting it. */
  find(key: string, url: string, api: Api<Settings>): Promise<Subscription | undefined>;
  /** @param url the source's public URL */
  create(key: string, url: string, api: Api<Settings>): Promise<Subscription>;
  /** undefined: the vendor no longer has it. */
  renew(subscription: Subscription, url: string, api: Api<Settings>): Promise<Subscription | undefined>;
  /** Gone already is no error. */
  remove(subscription: Subscription, api: Api<Settings>): Promise<void>;
  /** Seconds before its end at which it is renewed; for one that does not lapse, seconds between looks whether it is still there. */
  readonly renewAheadSeconds: number;
}

export type FeedPage =
  | {
      readonly expired: false;
      /** Objects to be fetched. */
      readonly pointers: ReadonlyArray<Pointer>;
      /** Objects that the page brought whole; `key` tells them apart as a pointer's type and id would. */
      readonly objects: ReadonlyArray<FetchedObject & { readonly key: string }>;
      /** Where the next page begins, or the next reading. */
      readonly cursor: string;
      readonly more: boolean;
    }
  /** The vendor no longer knows the cursor: the gap is closed by `history`, and the feed started anew. */
  | { readonly expired: true };

/** Ordered changes behind a cursor: Gmail's history, Graph's delta, a list sorted by time of change. */
export interface Feeds<Settings> {
  wanted(settings: Settings): ReadonlyArray<string>;
  /** The cursor of now. What came before is the business of `history`. */
  start(feed: string, api: Api<Settings>): Promise<string>;
  read(feed: string, cursor: string, api: Api<Settings>): Promise<FeedPage>;
  /** Seconds between readings that nobody asked for: the net under lost notifications, or the only way. */
  readonly pollSeconds: number;
}

export interface HistoryItem {
  readonly pointer: Pointer;
  /**
   * What the archive holds once the item is in: ids of interactions, made by `interactionIdOf`. Empty where they cannot
   * be told without fetching: then the item is fetched once per object and change.
   */
  readonly interactionIds: ReadonlyArray<string>;
  /** The object itself, where the list brings it whole. */
  readonly object?: FetchedObject;
}

export interface HistoryPage {
  readonly items: ReadonlyArray<HistoryItem>;
  /** Of the next page; absent on the last one. */
  readonly next?: string;
}

/** Lists what happened in a span of time: for back-fill on connecting, and for the reconciliation of each day. */
export interface History<Settings> {
  /** Whether the source's API is configured, so that it can be asked at all. */
  ready(settings: Settings): boolean;
  /** @param span epoch milliseconds UTC, `to` exclusive; the vendor's time that `occurredAt` is made of */
  list(
    span: { readonly from: number; readonly to: number; readonly page?: string },
    api: Api<Settings>,
  ): Promise<HistoryPage>;
  /** Days that are back-filled unless the source says otherwise. */
  readonly days: number;
}

export type StreamMessage =
  /** Goes in as a raw record of method STREAM. */
  | { readonly kind: 'delivery'; readonly deliveryId: string; readonly key: string }
  | { readonly kind: 'heartbeat' }
  /** The vendor is about to close: connect anew. */
  | { readonly kind: 'closing' }
  | { readonly kind: 'ignore' };

/** A channel that the vendor holds open (WebSocket). At most once: what a break may have lost is closed by `history`. */
export interface Stream<Settings> {
  wanted(settings: Settings): boolean;
  /** Makes the channel and its subscriptions at the vendor, and says where to connect. */
  open(api: Api<Settings>): Promise<{
    readonly url: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Texts to send first. */
    readonly greetings?: ReadonlyArray<string>;
    /** Epoch milliseconds UTC at which the channel ends by itself; null where it does not. */
    readonly expiresAt: number | null;
  }>;
  read(message: string): StreamMessage;
  /** A text that asks the vendor for a sign of life; absent where the WebSocket's own ping does. */
  readonly ping?: string;
  /** Seconds of silence after which the connection counts as lost. */
  readonly silenceSeconds: number;
}
