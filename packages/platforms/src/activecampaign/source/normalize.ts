import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { interaction, parseTime, stringOf } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { contactOf, ownerOf, valueOf } from './contact.ts';
import { contentId, READERS, type Reading } from './events.ts';

const UNKNOWN: Reading = {
  kind: 'other',
  event: 'other',
  direction: 'none',
  channel: 'crm',
  author: 'company',
};

const linkOf = (form: URLSearchParams, account: string, isNamed: boolean): string | undefined => {
  const deal = valueOf(form, 'deal[id]');
  const contact = valueOf(form, 'contact[id]');
  if (!isNamed || (deal ?? contact) === undefined) return undefined;
  const page = deal === undefined ? `contacts/${contact ?? ''}` : `deals/${deal}`;
  return `https://${account}.activehosted.com/app/${page}`;
};

const conversationOf = (form: URLSearchParams): string | undefined => {
  for (const kind of ['deal', 'campaign', 'sms']) {
    const id = valueOf(form, `${kind}[id]`);
    if (id !== undefined) return `${kind}/${id}`;
  }
  return undefined;
};

const TOLD_ELSEWHERE =
  /^(contact|deal\[contact|deal\[owner_|type$|note|message$|task\[note\]|account\[fields\])/;

/** Who did it stands first. */
function peopleOf(form: URLSearchParams, reading: Reading, account: string, region: string) {
  const isContacts = reading.author === 'contact';
  const contact = contactOf(form, account, region, isContacts);
  const owner = ownerOf(form, account, !isContacts && reading.direction === 'internal');
  return (isContacts ? [contact, owner] : [owner, contact]).filter((one) => one !== undefined);
}

/** A delivery is one event: a form with PHP's brackets in its names. */
export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const text = textOf(raw.body);
  const form = new URLSearchParams(text);
  const type = form.get('type') ?? '';
  const named = stringOf(context.settings['account']);
  const account = named ?? 'activecampaign';
  const happened = parseTime(form.get('date_time'));
  const {
    author: _author,
    changes,
    objectId,
    ...reading
  } = READERS.get(type)?.(form, context.region) ?? UNKNOWN;
  const people = READERS.has(type)
    ? peopleOf(form, { ...reading, author: _author }, account, context.region)
    : [];
  return [
    interaction(manifest, raw, {
      ...reading,
      account,
      objectId: objectId ?? contentId(type, happened === null ? `${text}&${raw.receivedAt}` : text),
      revision: changes === true && objectId !== undefined ? (happened ?? raw.receivedAt) : 0,
      vendorEvent: type,
      occurredAt: happened,
      conversation: conversationOf(form),
      text: reading.kind === 'other' ? text : reading.text,
      participants: people,
      link: linkOf(form, account, named !== undefined),
      properties: Object.fromEntries([...form].filter(([name]) => !TOLD_ELSEWHERE.test(name))),
    }),
  ];
}
