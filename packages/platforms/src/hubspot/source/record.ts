import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { interaction, stringOf, type Json } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { engagementOf } from './engagement.ts';
import { associatedContacts, contactOf, frame, ownerOf, type Fetched } from './object.ts';

const consentsOf = (contact: Participant, of: Json) => {
  if (stringOf(of['hs_email_optout']) !== 'true') return [];
  return contact.identifiers
    .filter((one) => one.type === 'email')
    .map((one) => ({
      identifierType: 'email',
      identifierValue: one.value,
      purpose: 'email',
      state: 'denied',
      trusted: true,
    }));
};

function amountOf(of: Json): { amount?: number; currency?: string } {
  const amount = Number(stringOf(of['amount']));
  const currency = stringOf(of['deal_currency_code']);
  return {
    amount,
    ...(currency === undefined ? {} : { currency }),
  };
}

function record(raw: RawRecord, fetched: Fetched, context: NormalizeContext): Interaction {
  const { properties: of, type } = fetched;
  const contact = type === 'contact' ? contactOf(fetched, context) : undefined;
  return interaction(manifest, raw, {
    ...frame(fetched),
    ...(type === 'deal' ? amountOf(of) : {}),
    kind: 'record',
    subject: of['dealname'] ?? of['name'],
    participants: contact === undefined ? associatedContacts(fetched, false) : [contact],
    consents: contact === undefined ? [] : consentsOf(contact, of),
    properties: {
      object: type,
      stage: stringOf(of['dealstage']) ?? stringOf(of['lifecyclestage']),
      pipeline: stringOf(of['pipeline']),
      closeDate: stringOf(of['closedate']),
      domain: stringOf(of['domain']),
      industry: stringOf(of['industry']),
      phone: type === 'company' ? stringOf(of['phone']) : undefined,
      owner: stringOf(of['hubspot_owner_id']),
      source: stringOf(of['hs_object_source']),
      mergedObjectIds: stringOf(of['hs_merged_object_ids']),
      // Written by this project's own destination: a record like any other, and known as an echo.
      echo: stringOf(of['throughline_customer_id']) === undefined ? undefined : 'true',
    },
  });
}

function ticket(raw: RawRecord, fetched: Fetched): Interaction {
  const { properties: of, id } = fetched;
  return interaction(manifest, raw, {
    ...frame(fetched),
    channel: 'ticket',
    kind: 'ticket',
    direction: 'inbound',
    conversation: `ticket/${id}`,
    subject: of['subject'],
    text: of['content'],
    participants: [...associatedContacts(fetched, true), ...ownerOf(fetched, false)],
    properties: {
      ticket: id,
      status: stringOf(of['hs_pipeline_stage']),
      pipeline: stringOf(of['hs_pipeline']),
      priority: stringOf(of['hs_ticket_priority']),
      category: stringOf(of['hs_ticket_category']),
      via: stringOf(of['source_type']),
      closedAt: stringOf(of['closed_date']),
    },
  });
}

/** An object of the CRM as an interaction. */
export function readObject(raw: RawRecord, fetched: Fetched, context: NormalizeContext): Interaction {
  if (fetched.type === 'ticket') return ticket(raw, fetched);
  if (fetched.type === 'contact' || fetched.type === 'company' || fetched.type === 'deal')
    return record(raw, fetched, context);
  const told = engagementOf(fetched, context);
  const echo = stringOf(fetched.properties['throughline_interaction_id']);
  // An entry that this project wrote tells of an interaction that it knows already.
  return interaction(manifest, raw, {
    ...frame(fetched),
    ...told,
    ...(echo === undefined ? {} : { kind: 'record', direction: 'none' as const }),
    properties: { ...told.properties, ...(echo === undefined ? {} : { echo: 'true', echoOf: echo }) },
  });
}
