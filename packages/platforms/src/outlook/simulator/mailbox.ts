import type { Json } from '../../reading/index.ts';
import type { Route, VendorAnswer, VendorRequest } from '../../simulation/index.ts';
import { failure, pageSizeOf, preferred, selected } from '../../microsoft/simulator/account.ts';
import type { Delta } from '../../microsoft/simulator/delta.ts';

/** A mailbox with its folders, and the paths of Graph that read it. */

export type FolderName = 'inbox' | 'sentitems' | 'deleteditems';

export interface StoredMessage {
  /** The id that stays; the other one changes with the folder. */
  readonly immutableId: string;
  folder: FolderName;
  isRead: boolean;
  modifiedAt: Date;
  readonly fields: Json;
  readonly attachments: ReadonlyArray<Json>;
}

export const isoSeconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

export const ordinaryId = (message: StoredMessage): string => `AAMk-${message.folder}-${message.immutableId}`;

const DEFAULT_PAGE = 10;
const MOST_A_PAGE = 1000;

function shown(message: StoredMessage, request: VendorRequest): Json {
  const id = preferred(request, 'ImmutableId') ? message.immutableId : ordinaryId(message);
  const whole = {
    ...((request.headers['accept'] ?? '').includes('odata.metadata=none')
      ? {}
      : { '@odata.etag': `W/"${message.modifiedAt.getTime().toString(36)}"` }),
    ...message.fields,
    id,
    isRead: message.isRead,
    hasAttachments: message.attachments.length > 0,
    lastModifiedDateTime: isoSeconds(message.modifiedAt),
  };
  const query = request.url.searchParams;
  const expands = query.get('$expand')?.startsWith('attachments') === true;
  return { ...selected(whole, query), ...(expands ? { attachments: message.attachments } : {}) };
}

/** Only what our own list asks for is understood; anything else is a bad request, as it should be noticed. */
function spanOf(filter: string | null): { from: string; to: string } | undefined {
  const match = /^receivedDateTime ge (\S+) and receivedDateTime lt (\S+)$/.exec(filter ?? '');
  return match?.[1] === undefined || match[2] === undefined ? undefined : { from: match[1], to: match[2] };
}

export function createMailbox(options: {
  address: string;
  /** The id of its user, by which it may be asked for as well. */
  user: string;
  baseUrl: string;
  delta: Delta;
}) {
  const { address, user, baseUrl, delta } = options;
  const messages = new Map<string, StoredMessage>();
  const root = `/v1.0/users/${encodeURIComponent(address)}`;
  const deltaPath = (folder: string) => `${root}/${folder}`;
  const inFolder = (folder: string) => [...messages.values()].filter((one) => one.folder === folder);

  function list(request: VendorRequest, folder: string): VendorAnswer {
    const query = request.url.searchParams;
    const span = spanOf(query.get('$filter'));
    if (span === undefined) return failure(400, 'BadRequest', 'The query filter is not understood.');
    const timeOf = (message: StoredMessage) => Date.parse(String(message.fields['receivedDateTime']));
    const found = inFolder(folder)
      .filter((one) => timeOf(one) >= Date.parse(span.from) && timeOf(one) < Date.parse(span.to))
      .sort((a, b) => timeOf(a) - timeOf(b));
    const size = pageSizeOf(request, DEFAULT_PAGE, MOST_A_PAGE);
    const skip = Number(query.get('$skip') ?? 0);
    const next = new URL(request.url.pathname + request.url.search, baseUrl);
    next.searchParams.set('$skip', String(skip + size));
    return {
      status: 200,
      body: {
        value: found.slice(skip, skip + size).map((one) => shown(one, request)),
        ...(skip + size < found.length ? { '@odata.nextLink': next.toString() } : {}),
      },
    };
  }

  const onlyHere =
    (answer: (request: VendorRequest) => VendorAnswer) =>
    (request: VendorRequest): VendorAnswer =>
      [address, user].includes(request.path[0] ?? '') ? answer(request) : failure(404, 'ErrorInvalidUser');

  const collectionOf = (folder: string) => ({
    ids: () => inFolder(folder).map((one) => one.immutableId),
    show: (id: string, request: VendorRequest) => {
      const message = messages.get(id);
      return message?.folder === folder ? shown(message, request) : undefined;
    },
  });

  const routes: ReadonlyArray<Route> = [
    {
      method: 'GET',
      path: /\/v1\.0\/users\/([^/]+)\/messages\/([^/]+)/,
      answer: onlyHere((request) => {
        const id = request.path[1] ?? '';
        const message = messages.get(id) ?? [...messages.values()].find((one) => ordinaryId(one) === id);
        return message === undefined
          ? failure(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')
          : { status: 200, body: shown(message, request) };
      }),
    },
    {
      method: 'GET',
      path: /\/v1\.0\/users\/([^/]+)\/mailFolders\/([^/]+)\/messages/,
      answer: onlyHere((request) => list(request, request.path[1] ?? '')),
    },
    {
      method: 'GET',
      path: /\/v1\.0\/users\/([^/]+)\/mailFolders\/([^/]+)\/messages\/delta/,
      answer: onlyHere((request) => {
        const folder = request.path[1] ?? '';
        return delta.answer(request, deltaPath(folder), collectionOf(folder));
      }),
    },
  ];

  return {
    routes,
    messages,
    /** Every change has to be noted, so that delta queries tell of it. */
    put(message: StoredMessage): void {
      messages.set(message.immutableId, message);
      delta.note(deltaPath(message.folder), message.immutableId);
    },
    move(message: StoredMessage, to: FolderName, at: Date): void {
      delta.note(deltaPath(message.folder), message.immutableId);
      message.folder = to;
      message.modifiedAt = at;
      delta.note(deltaPath(to), message.immutableId);
    },
    purge(message: StoredMessage): void {
      messages.delete(message.immutableId);
      delta.note(deltaPath(message.folder), message.immutableId);
    },
  };
}
