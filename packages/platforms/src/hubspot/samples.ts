import type { Sample } from '../contract.ts';

const headers = { 'content-type': 'application/json' };

export function samples(now: Date): ReadonlyArray<Sample> {
  const at = now.getTime();
  const event = (subscriptionType: string, objectId: number, more: Record<string, unknown> = {}) => ({
    eventId: at % 1_000_000_000,
    subscriptionId: 12345,
    portalId: 62515,
    appId: 54321,
    occurredAt: at,
    subscriptionType,
    attemptNumber: 0,
    objectId,
    changeSource: 'CRM',
    ...more,
  });
  const post = (title: string, body: unknown): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers,
    body: JSON.stringify(body),
  });
  return [
    post('A contact is created and its e-mail address set', [
      event('contact.propertyChange', 123, {
        propertyName: 'email',
        propertyValue: 'ana.silva@example.net',
        isSensitive: false,
      }),
      event('contact.creation', 123, { changeFlag: 'NEW' }),
    ]),
    post('Two contacts become one', [
      event('contact.merge', 125, { primaryObjectId: 123, mergedObjectIds: [123, 124], newObjectId: 125 }),
    ]),
    post('A contact is deleted for privacy', [event('contact.privacyDeletion', 126)]),
    post('A customer writes in the chat', [
      event('conversation.newMessage', 4004, {
        messageId: '3f1b62c63e7a4ee6a8a5d4e7d8f8a111',
        messageType: 'MESSAGE',
      }),
    ]),
    post('A workflow sends a contact', {
      vid: 123,
      'canonical-vid': 123,
      'portal-id': 62515,
      'is-contact': true,
      properties: {
        firstname: { value: 'Ana', versions: [] },
        lastname: { value: 'Silva', versions: [] },
        email: { value: 'ana.silva@example.net', versions: [] },
        lastmodifieddate: { value: String(at), versions: [] },
      },
    }),
  ];
}
