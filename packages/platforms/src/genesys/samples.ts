import type { Sample } from '../contract.ts';
import { sha256, type Json } from '../reading/index.ts';

/** Ids follow from the moment, so that each call shows new ones. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const digest = sha256(String(now.getTime()));
  const id = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  const at = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
  const headers = { 'content-type': 'application/json' };
  const sample = (title: string, body: Json): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers,
    body: JSON.stringify(body),
  });
  const call = {
    state: 'terminated',
    direction: 'inbound',
    connectedTime: at(240),
    disconnectedTime: at(30),
    disconnectType: 'peer',
  };
  return [
    sample('A call ends, as a topic of the queue tells it', {
      topicName: 'v2.routing.queues.f2a9d5b0-3c1f-4c2e-9a55-0d1e8f6b7a11.conversations',
      version: '2',
      eventBody: {
        id,
        participants: [
          {
            id: 'a3f8e8a0-77d3-4b0a-8a2f-3f0a5a2a7f01',
            purpose: 'customer',
            name: 'Ana Silva',
            address: 'tel:+14155550132',
            connectedTime: at(240),
            endTime: at(30),
            calls: [{ ...call, id: 'b1' }],
          },
          {
            id: 'a3f8e8a0-77d3-4b0a-8a2f-3f0a5a2a7f02',
            purpose: 'agent',
            userId: '6d3e1c1f-5b0a-4b7e-8b1e-0a1b2c3d4e5f',
            name: 'Jo Smith',
            connectedTime: at(228),
            endTime: at(30),
            calls: [{ ...call, id: 'b2', connectedTime: at(228) }],
            wrapup: { code: '7fb334b0', name: 'Delivery', notes: 'Replacement sent', endTime: at(10) },
          },
        ],
      },
      metadata: { CorrelationId: digest.slice(32, 64) },
    }),
    sample('A customer comes in, by EventBridge', {
      version: '0',
      id,
      'detail-type': 'v2.detail.events.conversation.{id}.customer.start',
      source: 'aws.partner/genesys.com/cloud/390e44e6/conversations',
      time: at(0),
      detail: {
        topicName: `v2.detail.events.conversation.${id}.customer.start`,
        version: '2',
        timestamp: at(0),
        eventBody: {
          eventTime: now.getTime() - 500,
          conversationId: id,
          participantId: 'a3f8e8a0-77d3-4b0a-8a2f-3f0a5a2a7f01',
          sessionId: 'b1',
          mediaType: 'VOICE',
          direction: 'INBOUND',
          ani: 'tel:+14155550132',
          dnis: 'tel:+14155550100',
        },
      },
    }),
    sample('An agent wraps up, by a Data Action', {
      topicName: `v2.detail.events.conversation.${id}.acw`,
      eventBody: {
        eventTime: now.getTime() - 100,
        conversationId: id,
        participantId: 'a3f8e8a0-77d3-4b0a-8a2f-3f0a5a2a7f02',
        userId: '6d3e1c1f-5b0a-4b7e-8b1e-0a1b2c3d4e5f',
        mediaType: 'VOICE',
        wrapupCode: '7fb334b0',
        wrapupNotes: 'Replacement sent',
      },
    }),
  ];
}
