import type { Attachment, Participant } from '@throughline/schemas';
import {
  arrayOf,
  attachment,
  emailIdentifier,
  identifier,
  objectOf,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { parseAddresses } from '../../reading/address.ts';

/** The contact record is the company's own word, so what stands in it is not only claimed. */
export function requesterOf(requester: Json, account: string, region: string, author: boolean): Participant {
  const id = stringOf(requester['id']);
  return participant({
    role: 'customer',
    author,
    name: requester['name'],
    identifiers: [
      ...emailIdentifier(stringOf(requester['email']), true),
      ...phoneIdentifier(stringOf(requester['phone']), region, true),
      ...phoneIdentifier(stringOf(requester['mobile']), region, true),
      ...(id === undefined ? [] : [identifier('freshdesk-contact', `${account}/${id}`, true)]),
    ],
    traits: { company: requester['company_name'], language: requester['language'] },
  });
}

/** Conversations name people by id only, and the mail address that one came from. */
export function customerById(
  account: string,
  id: string | undefined,
  address: string | undefined,
  author: boolean,
): ReadonlyArray<Participant> {
  const [mailbox] = parseAddresses(address);
  const identifiers = [
    ...emailIdentifier(mailbox?.address, true),
    ...(id === undefined ? [] : [identifier('freshdesk-contact', `${account}/${id}`, true)]),
  ];
  return identifiers.length === 0
    ? []
    : [participant({ role: 'customer', author, name: mailbox?.name, identifiers })];
}

export const agentById = (account: string, id: string | undefined): ReadonlyArray<Participant> =>
  id === undefined
    ? []
    : [
        participant({
          role: 'agent',
          author: true,
          identifiers: [identifier('freshdesk-agent', `${account}/${id}`, true)],
        }),
      ];

/** https://developers.freshdesk.com/api/#conversations: `attachments[]{id, name, content_type, size, attachment_url}`. */
export const attachmentsOf = (holder: Json): ReadonlyArray<Attachment> =>
  arrayOf(holder['attachments'])
    .map(objectOf)
    .map((file) =>
      attachment({
        id: stringOf(file['id']) ?? null,
        name: stringOf(file['name']) ?? null,
        contentType: stringOf(file['content_type']) ?? null,
        size: file['size'],
        url: stringOf(file['attachment_url']) ?? null,
      }),
    );
