import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { errorBody, RefusedRequest, type Answer } from './answers.ts';
import { control, type Behaviour, type Fault } from './control.ts';
import { archiveAssociations, associate, definitions } from './definitions.ts';
import { batch } from './objects.ts';
import { Store } from './store.ts';
import { Traffic } from './traffic.ts';

export interface SimulatorOptions {
  /** 0 for any free one. */
  readonly port?: number;
  readonly host?: string;
  readonly token?: string;
  /** A file of JSON lines; with it the account survives a restart. */
  readonly journal?: string;
  readonly max?: number;
  readonly intervalMs?: number;
}

export interface Simulator {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

/** OAuth: any of these refresh tokens gives the account's access token. */
const REFRESH_TOKEN = 'simulator-refresh-token';
const objectTypes = 'contacts|communications|calls|emails|notes';
const batchPath = new RegExp(`^/crm/v3/objects/(${objectTypes})/batch/(read|create|update|upsert)$`);
const propertyPath = new RegExp(`^/crm/v3/properties/(${objectTypes})(?:/([a-z0-9_]+))?$`);
const associatePath = new RegExp(
  `^/crm/v4/associations/(${objectTypes})/(${objectTypes})/batch/(associate/default|archive)$`,
);

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function token(behaviour: Behaviour, bytes: Buffer): Answer {
  const form = new URLSearchParams(bytes.toString('utf8'));
  if (form.get('grant_type') !== 'refresh_token' || form.get('refresh_token') !== REFRESH_TOKEN)
    return {
      status: 400,
      body: { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' },
    };
  const body = {
    access_token: behaviour.token,
    refresh_token: REFRESH_TOKEN,
    expires_in: 1800,
    token_type: 'bearer',
    token_use: 'access_token',
  };
  return { status: 200, body };
}

function limited(traffic: Traffic, behaviour: Behaviour, now: number): Answer {
  return {
    status: 429,
    headers: behaviour.retryAfter ? { 'retry-after': String(Math.ceil(traffic.waitMs(now) / 1000)) } : {},
    body: {
      status: 'error',
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      correlationId: randomUUID(),
      policyName: 'TEN_SECONDLY_ROLLING',
      requestId: randomUUID(),
    },
  };
}

/** The API itself. @throws RefusedRequest */
function api(store: Store, behaviour: Behaviour, method: string, path: string, bytes: Buffer): Answer {
  const inBatch = batchPath.exec(path);
  if (method === 'POST' && inBatch !== null)
    return batch(store, inBatch[1] ?? '', inBatch[2] ?? '', bytes, behaviour.multiStatus);
  const inAssociations = associatePath.exec(path);
  if (method === 'POST' && inAssociations !== null)
    return (inAssociations[3] === 'archive' ? archiveAssociations : associate)(
      store,
      inAssociations[1] ?? '',
      inAssociations[2] ?? '',
      bytes,
    );
  const inProperties = propertyPath.exec(path);
  if ((method === 'GET' || method === 'POST') && inProperties !== null)
    return definitions(store, method, inProperties[1] ?? '', inProperties[2], bytes);
  throw new RefusedRequest(404, 'OBJECT_NOT_FOUND', 'No such resource');
}

function answerOf(
  store: Store,
  traffic: Traffic,
  behaviour: Behaviour,
  request: IncomingMessage,
  path: string,
  bytes: Buffer,
): Answer {
  if (request.headers.authorization !== `Bearer ${behaviour.token}`)
    return {
      status: 401,
      body: errorBody(
        new RefusedRequest(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.'),
      ),
    };
  const now = performance.now();
  if (!traffic.admit(now)) return limited(traffic, behaviour, now);
  try {
    if (request.method === 'POST' && !(request.headers['content-type'] ?? '').startsWith('application/json'))
      throw new RefusedRequest(415, 'UNSUPPORTED_MEDIA_TYPE', 'The content type must be application/json');
    return api(store, behaviour, request.method ?? '', path, bytes);
  } catch (error) {
    if (error instanceof RefusedRequest) return { status: error.status, body: errorBody(error) };
    throw error;
  }
}

function takeFault(behaviour: Behaviour, line: string): Fault | undefined {
  const fault = behaviour.faults.find((each) => line.includes(each.match));
  if (fault === undefined) return undefined;
  fault.times -= 1;
  if (fault.times === 0) behaviour.faults = behaviour.faults.filter((each) => each !== fault);
  return fault;
}

function write(
  response: ServerResponse,
  answer: Answer,
  headers: Readonly<Record<string, string>>,
  cut: boolean,
) {
  const text = answer.body === '' ? '' : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    'content-type': 'application/json;charset=utf-8',
    ...headers,
    ...answer.headers,
  });
  response.end(cut ? text.slice(0, text.length / 2) : text);
}

/** Starts a HubSpot account of its own, to be written to over real HTTP. */
export async function startHubSpotSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const store = new Store(options.journal);
  const traffic = new Traffic(options.max ?? 100, options.intervalMs ?? 10_000);
  const behaviour: Behaviour = {
    latencyMs: 0,
    multiStatus: true,
    token: options.token ?? 'simulator-token',
    retryAfter: true,
    faults: [],
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://simulator').pathname;
    const bytes = await readAll(request);
    if (path.startsWith('/__control/'))
      return write(
        response,
        control(store, traffic, behaviour, request.method ?? '', path.slice('/__control/'.length), bytes),
        {},
        false,
      );
    if (path === '/oauth/v1/token') return write(response, token(behaviour, bytes), {}, false);
    const fault = takeFault(behaviour, `${request.method} ${path}`);
    if (behaviour.latencyMs > 0) await new Promise((done) => setTimeout(done, behaviour.latencyMs));
    if (fault?.kind === 'drop-before') return void request.socket.destroy();
    if (fault?.kind === 'silence-before') return;
    if (fault?.kind === 'error')
      return write(
        response,
        { status: fault.status, body: fault.body ?? {}, headers: fault.headers },
        {},
        false,
      );
    const answer = answerOf(store, traffic, behaviour, request, path, bytes);
    if (fault?.kind === 'drop-after') return void request.socket.destroy();
    if (fault?.kind === 'silence-after') return;
    write(response, answer, traffic.headers(), fault?.kind === 'cut-off');
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      const refused =
        error instanceof RefusedRequest ? error : new RefusedRequest(500, 'INTERNAL', String(error));
      write(response, { status: refused.status, body: errorBody(refused) }, {}, false);
    });
  });
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', ready);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://${options.host ?? '127.0.0.1'}:${port}`,
    token: behaviour.token,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
