import type { Participant } from '@throughline/schemas';
import type { NormalizeContext } from '../../contract.ts';
import { arrayOf, identifier, objectOf, participant, stringOf, type Json } from '../../reading/index.ts';

/** Identities that nobody of our own tenant has: https://learn.microsoft.com/graph/api/resources/teamworkuseridentity */
const OUTSIDE = new Set([
  'anonymousguest',
  'federateduser',
  'personalmicrosoftaccountuser',
  'skypeuser',
  'phoneuser',
  'emailuser',
  'azurecommunicationservicesuser',
]);

/** Who wrote a message: a person, or an app in their place; undefined for what Teams notes itself. */
export function authorOf(message: Json, account: string, context: NormalizeContext): Participant | undefined {
  const from = objectOf(message['from']);
  const user = objectOf(from['user']);
  const id = stringOf(user['id']);
  if (id === undefined) {
    const app = objectOf(from['application']);
    const appId = stringOf(app['id']);
    return appId === undefined
      ? undefined
      : participant({
          role: 'bot',
          author: true,
          name: app['displayName'],
          identifiers: [identifier('teams-app', `${account}/${appId}`, true)],
        });
  }
  const home = stringOf(user['tenantId']) ?? account;
  const outside =
    home.toLowerCase() !== account.toLowerCase() ||
    OUTSIDE.has((stringOf(user['userIdentityType']) ?? '').toLowerCase());
  const agents = arrayOf(context.settings['agents']);
  const isAgent = agents.includes(id) || (!outside && context.settings['members'] !== 'customers');
  return participant({
    role: isAgent ? 'agent' : 'customer',
    author: true,
    name: user['displayName'],
    identifiers: [identifier('teams-user', `${home}/${id}`, true)],
  });
}
