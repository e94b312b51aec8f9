import { guardedLookup, parseGuarded } from '@throughline/outgoing';
import { WebSocket } from 'ws';

export interface SocketRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SocketEvents {
  opened(): void;
  /** A text message; binary ones are read as UTF-8. */
  message(text: string): void;
  /** A sign of life without content. */
  alive(): void;
  /** Once, whatever the reason. */
  closed(error?: unknown): void;
}

export interface Socket {
  send(text: string): void;
  ping(): void;
  close(): void;
}

/** Connects to a vendor's WebSocket. @throws outgoing.invalid-url, outgoing.address-refused */
export type Connect = (request: SocketRequest, events: SocketEvents) => Socket;

/** WebSockets within the bounds of every other request: kept out of private networks, limited in time and size. */
export function createConnect(options: {
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}): Connect {
  const { allowPrivate, timeoutMs, maxBytes } = options;
  return ({ url, headers }, events) => {
    const target = parseGuarded(url, allowPrivate, allowPrivate ? ['wss:', 'ws:'] : ['wss:']);
    const socket = new WebSocket(target, {
      headers: { ...headers },
      handshakeTimeout: timeoutMs,
      maxPayload: maxBytes,
      followRedirects: false,
      lookup: guardedLookup(allowPrivate),
    });
    let failure: unknown;
    socket.on('open', () => events.opened());
    socket.on('message', (data) => events.message(textOf(data)));
    socket.on('ping', () => events.alive());
    socket.on('pong', () => events.alive());
    socket.on('error', (error) => (failure = error));
    socket.on('close', () => events.closed(failure));
    return {
      send: (text) => socket.send(text),
      ping: () => {
        if (socket.readyState === WebSocket.OPEN) socket.ping();
      },
      // A vendor that does not answer the closing handshake is not waited for.
      close: () => socket.terminate(),
    };
  };
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}
