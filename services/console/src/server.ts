import { createServer } from 'node:http';
import { createArchive } from '@throughline/archive';
import { createAudiences, type AudienceTables } from '@throughline/audience';
import { createConnections, type ConnectionsTables } from '@throughline/connections';
import { openDatabase, type Database } from '@throughline/database';
import { createFollowing, type FollowingTables } from '@throughline/following';
import { createIdentity, type IdentityTables } from '@throughline/identity';
import { createLedgerConsole, type LedgerTables } from '@throughline/ledger';
import { createHttpClient } from '@throughline/outgoing';
import { createScores, type ScoringTables } from '@throughline/scoring';
import type { Kit } from '@throughline/service-kit';
import { createCodecs } from '@throughline/streams';
import { createApp } from './app.ts';
import { createAudit } from './audit.ts';
import { createLimits } from './auth/limits.ts';
import { createTokens } from './auth/tokens.ts';
import { createUsers } from './auth/users.ts';
import type { ConsoleConfig } from './config.ts';
import { listen } from './http/listen.ts';
import { webIsBuilt } from './http/web.ts';
import { createSessions } from './sessions.ts';
import type { ConsoleTables } from './tables.ts';
import { openMatches, openStewards } from './stewardship/open.ts';
import { createRuleChangesStore } from './stewardship/rule-changes-store.ts';
import { createRuleChanges } from './stewardship/rule-changes.ts';
import { createTrial } from './trial/trial.ts';

/** Opens one domain's schema; closed with the service. Each domain may lie on a server of its own. */
const domain = <Tables>(kit: Kit, url: string, schema: string) =>
  openDatabase<Tables>(kit, { url, schema, poolSize: 8 });

/**
 * Wires and starts the console.
 * @param web where the built web UI is; its usual place by default
 * @returns the port it listens on
 */
export async function startConsole(
  config: ConsoleConfig,
  kit: Kit,
  { web }: { readonly web?: string | undefined } = {},
): Promise<{ readonly port: number }> {
  const url = config.DATABASE_URL;
  const database = domain<ConsoleTables>(kit, url, 'console');
  const archive = createArchive({ url: config.OPENSEARCH_URL, indexPrefix: config.OPENSEARCH_INDEX_PREFIX });
  kit.onShutdown('archive', () => archive.close());

  const tokens = createTokens(database);
  const users = createUsers(database);
  await bootstrap(config, tokens, users);

  const secure = config.CONSOLE_SECURE_COOKIES ?? config.CONSOLE_PUBLIC_URL.startsWith('https:');
  const sessions = createSessions({ database, secret: config.CONSOLE_SESSION_SECRET, secure });
  kit.onShutdown('sessions', () => sessions.close());

  const app = createApp({
    kit,
    deps: {
      archive,
      ...openIdentity(config, kit, database),
      audiences: createAudiences(domain<AudienceTables>(kit, url, 'audience')),
      scores: createScores(domain<ScoringTables>(kit, url, 'scoring')),
      connections: createConnections({
        database: domain<ConnectionsTables>(kit, url, 'connections'),
        keys: config.CONNECTIONS_KEYS,
      }),
      ledger: createLedgerConsole(domain<LedgerTables>(kit, url, 'ledger')),
      following: createFollowing(domain<FollowingTables>(kit, url, 'fetcher')),
      trial: openTrial(config, kit),
      tokens,
      users,
      limits: createLimits(database, { requestsPerMinute: config.CONSOLE_REQUESTS_PER_MINUTE }),
      audit: createAudit(database),
      edgeUrl: withoutSlash(config.EDGE_PUBLIC_URL),
    },
    session: sessions.middleware,
    publicUrl: config.CONSOLE_PUBLIC_URL,
    trustedProxies: config.CONSOLE_TRUSTED_PROXIES,
    secure,
    web,
  });
  if (!webIsBuilt(web)) kit.log.warn('The web UI is not built: npm run build -w @throughline/console');
  const server = await listen(createServer(app), config.CONSOLE_PORT, config.CONSOLE_HOST);
  kit.onShutdown('server', server.close);
  return { port: server.port };
}

/** Who is who, and what people order about it. */
function openIdentity(config: ConsoleConfig, kit: Kit, own: Database<ConsoleTables>) {
  const database = domain<IdentityTables>(kit, config.DATABASE_URL, 'identity');
  const codecs = createCodecs({
    registryUrl: config.SCHEMA_REGISTRY_URL,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
  });
  const stewards = openStewards(database, codecs);
  // Read now and kept, so that orders do without the registry later; where it is away, each order asks again.
  stewards
    .encoders()
    .catch((error: unknown) => kit.log.warn({ err: error }, 'The schemas are not known yet'));
  const ruleChanges = createRuleChanges({ kit, database, stewards, store: createRuleChangesStore(own) });
  kit.onShutdown('rule changes', () => ruleChanges.settled());
  return {
    identity: createIdentity({ database }),
    stewards,
    matching: openMatches(database, stewards),
    ruleChanges,
  };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** Test deliveries go to one configured address, which may well be a private one; no setting of a source leads them elsewhere. */
function openTrial(config: ConsoleConfig, kit: Kit) {
  const client = createHttpClient({ allowPrivate: true, timeoutMs: 10_000, maxBytes: 64 * 1024 });
  kit.onShutdown('trial', () => client.close());
  return createTrial({
    client,
    keys: config.CONNECTIONS_KEYS,
    publicUrl: withoutSlash(config.EDGE_PUBLIC_URL),
    edgeUrl: withoutSlash(config.EDGE_URL ?? config.EDGE_PUBLIC_URL),
  });
}

/** The first administrator, and the token for scripts, as the configuration has them. */
async function bootstrap(
  config: ConsoleConfig,
  tokens: ReturnType<typeof createTokens>,
  users: ReturnType<typeof createUsers>,
): Promise<void> {
  const { CONSOLE_ADMIN_TOKEN: token, CONSOLE_ADMIN_USER: name, CONSOLE_ADMIN_PASSWORD: password } = config;
  if (token !== undefined) await tokens.bootstrap(token);
  if (name !== undefined && password !== undefined) await users.create({ name, password, role: 'admin' });
}
