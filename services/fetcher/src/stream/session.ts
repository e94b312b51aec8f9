import { CodedError } from '@throughline/errors';
import { fetcherErrors, type Clock } from '@throughline/following';
import type { Api, Stream } from '@throughline/platforms';
import { sealRecord } from '@throughline/raw';
import type { Recorder } from '../records.ts';
import type { VendorSource } from '../source-finder.ts';
import type { Connect, Socket } from './connect.ts';

export interface SessionDeps {
  readonly source: VendorSource;
  readonly stream: Stream<unknown>;
  readonly connect: Connect;
  readonly recorder: Recorder;
  readonly now: Clock;
}

/** One connection to a vendor's WebSocket, from opening to its end. It has no timers: `check` is its clock. */
export interface Session {
  /** Makes the channel at the vendor and connects. @throws what the vendor's `open` throws */
  open(api: Api<unknown>): Promise<void>;
  /** Whether it is connected, so that what happens from then on is heard. */
  readonly isOpen: boolean;
  /** Everything up to then was heard and is durable; null before it is open. */
  readonly heardUntil: Date | null;
  /** Asks for signs of life and notices silence and the end. @returns why it has ended, if it has; `renewal` is a good end */
  check(): CodedError | 'renewal' | undefined;
  /** Resolves when what was heard is durable or has failed. */
  settled(): Promise<void>;
  close(): void;
}

/** A channel is opened anew so long before it ends by itself. */
const AHEAD_MS = 5 * 60_000;
/** Messages that wait to be acked; a vendor that sends faster than Kafka takes is disconnected rather than kept in memory. */
const MOST_WAITING = 10_000;

export function createSession({ source, stream, connect, recorder, now }: SessionDeps): Session {
  let socket: Socket | undefined;
  let origin = '';
  let isOpen = false;
  let ended: CodedError | 'renewal' | undefined;
  let expiresAt: number | null = null;
  let heardAt = now();
  let pingedAt = now();
  let heardUntil: Date | null = null;
  let waiting = 0;
  let writing: Promise<void> = Promise.resolve();

  const end = (why: CodedError | 'renewal') => {
    ended ??= why;
    isOpen = false;
    socket?.close();
  };

  const reached = (at: Date) => {
    if (heardUntil === null || at > heardUntil) heardUntil = at;
  };

  async function write(text: string, deliveryId: string, key: string, at: Date): Promise<void> {
    // One after the other, so that what is durable is everything up to a time.
    if (ended !== undefined && ended !== 'renewal') return;
    const { platform, family, id: sourceId } = source;
    const record = sealRecord({
      platform,
      sourceId,
      family,
      method: 'STREAM',
      // Where a channel lies is often all that opens it: the host alone is kept.
      url: origin,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(text, 'utf8'),
      receivedAt: at.getTime(),
      deliveryId,
      key,
      verification: 'vendor-stream',
    });
    try {
      await recorder.write([record]);
      reached(at);
    } catch (error) {
      end(error instanceof CodedError ? error : fetcherErrors.unexpected({ cause: error }));
    } finally {
      waiting -= 1;
    }
  }

  function hear(text: string): void {
    heardAt = now();
    let message;
    try {
      message = stream.read(text);
    } catch (error) {
      return end(error instanceof CodedError ? error : fetcherErrors.unexpected({ cause: error }));
    }
    const at = heardAt;
    switch (message.kind) {
      case 'delivery': {
        const { deliveryId, key } = message;
        waiting += 1;
        if (waiting > MOST_WAITING) return end(fetcherErrors.streamClosed({ detail: { waiting } }));
        writing = writing.then(() => write(text, deliveryId, key, at));
        return;
      }
      case 'closing':
        return end('renewal');
      case 'heartbeat':
      case 'ignore':
        if (waiting === 0) reached(at);
    }
  }

  return {
    async open(api) {
      const channel = await stream.open(api);
      expiresAt = channel.expiresAt;
      origin =
        new URL(channel.url).origin === 'null'
          ? `wss://${new URL(channel.url).host}`
          : new URL(channel.url).origin;
      heardAt = now();
      pingedAt = heardAt;
      socket = connect(
        { url: channel.url, headers: channel.headers ?? {} },
        {
          opened: () => {
            if (ended !== undefined) return;
            isOpen = true;
            heardAt = now();
            for (const greeting of channel.greetings ?? []) socket?.send(greeting);
          },
          message: (text) => {
            if (ended === undefined) hear(text);
          },
          alive: () => {
            heardAt = now();
            if (waiting === 0 && isOpen) reached(heardAt);
          },
          closed: (error) => end(fetcherErrors.streamClosed({ cause: error })),
        },
      );
    },
    get isOpen() {
      return isOpen;
    },
    get heardUntil() {
      return heardUntil;
    },
    check() {
      const at = now().getTime();
      if (ended !== undefined) return ended;
      const silence = stream.silenceSeconds * 1_000;
      if (at - heardAt.getTime() > silence) end(fetcherErrors.streamSilent());
      else if (expiresAt !== null && expiresAt - AHEAD_MS <= at) end('renewal');
      else if (isOpen && at - pingedAt.getTime() >= silence / 3) {
        pingedAt = new Date(at);
        if (stream.ping === undefined) socket?.ping();
        else socket?.send(stream.ping);
      }
      return ended;
    },
    settled: () => writing,
    close: () => end('renewal'),
  };
}
