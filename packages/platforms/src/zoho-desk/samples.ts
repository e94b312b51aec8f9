import type { Sample } from '../contract.ts';

export function samples(now: Date): ReadonlyArray<Sample> {
  const at = now.toISOString();
  const id = String(231_057_000_000_000_000n + BigInt(Math.floor(now.getTime() / 1000)));
  const ana = {
    id: '231057000000305001',
    firstName: 'Ana',
    lastName: 'Silva',
    email: 'Ana.Silva@example.net',
    phone: '+14155550132',
    mobile: null,
    type: null,
    account: null,
  };
  const events = (title: string, ...types: ReadonlyArray<readonly [string, unknown]>): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(
      types.map(([eventType, payload]) => ({
        payload,
        eventTime: String(now.getTime()),
        eventType,
        orgId: '2389290',
      })),
    ),
  });
  const ticket = {
    id,
    ticketNumber: '146',
    subject: 'Parcel damaged',
    description: '<div>The parcel 1042 arrived damaged.</div>',
    status: 'Open',
    statusType: 'Open',
    priority: 'High',
    channel: 'Email',
    contactId: ana.id,
    contact: ana,
    email: ana.email,
    phone: null,
    departmentId: '231057000000006907',
    createdTime: at,
    modifiedTime: at,
    webUrl: `https://desk.zoho.com/support/example/ShowHomePage.do#Cases/dv/${id}`,
  };
  const thread = (direction: 'in' | 'out', author: unknown, content: string) => ({
    id: `${id.slice(0, -1)}${direction === 'in' ? '1' : '2'}`,
    ticketId: id,
    channel: 'EMAIL',
    direction,
    visibility: 'public',
    status: 'SUCCESS',
    content: `<div>${content}</div>`,
    summary: content.slice(0, 40),
    contentType: 'text/html',
    fromEmailAddress: direction === 'in' ? '"Ana Silva"<Ana.Silva@example.net>' : 'support@example-shop.com',
    to: direction === 'in' ? 'support@example-shop.com' : '"Ana Silva"<Ana.Silva@example.net>',
    author,
    attachmentCount: '0',
    attachments: [],
    createdTime: at,
  });
  const jo = { id: '231057000000139001', name: 'Jo Smith', email: 'jo@example-shop.com', type: 'AGENT' };
  return [
    events(
      'A customer opens a ticket by e-mail',
      ['Ticket_Add', ticket],
      ['Ticket_Thread_Add', thread('in', { ...ana, type: 'END_USER' }, 'The parcel 1042 arrived damaged.')],
    ),
    events('An agent replies', [
      'Ticket_Thread_Add',
      thread('out', jo, 'I am sorry. A new pair is on its way.'),
    ]),
    events('An agent comments privately', [
      'Ticket_Comment_Add',
      {
        id: `${id.slice(0, -1)}3`,
        ticketId: id,
        content: 'The courier has been asked.',
        contentType: 'plainText',
        isPublic: false,
        commentedTime: at,
        modifiedTime: null,
        commenterId: jo.id,
        commenter: jo,
        attachments: [],
      },
    ]),
    events('A contact is created', ['Contact_Add', { ...ana, createdTime: at, modifiedTime: at }]),
  ];
}
