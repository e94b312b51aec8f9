import type { Sample } from '../../../packages/platforms/src/contract.ts';

export const samples = (now: Date): ReadonlyArray<Sample> => [
  {
    title: 'A customer writes',
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'message.created',
      account_id: 'acc_1',
      data: {
        id: 'msg_1',
        conversation_id: 'con_1',
        created_at: now.toISOString(),
        text: 'Do you have the trail shoes in size 42?',
        sender: {
          id: 'cus_1',
          name: 'Ana Silva',
          email: 'ana.silva@example.net',
          phone: '+14155550132',
        },
      },
    }),
  },
];
