import type { Interaction } from '@throughline/schemas';
import type { ActivityType } from './names.ts';
import { interactionIdProperty } from './names.ts';

/** "Limited to 65,536 characters" (developers.hubspot.com, notes: hs_note_body); the other bodies have the same limit. */
export const BODY_LIMIT = 65_536;
const SHORTENED = '… (shortened)';

/** Channels of the communications object: "WHATS_APP, LINKEDIN_MESSAGE, or SMS" (developers.hubspot.com, communications guide). */
const communications: Readonly<Record<string, string>> = {
  sms: 'SMS',
  mms: 'SMS',
  whatsapp: 'WHATS_APP',
  linkedin: 'LINKEDIN_MESSAGE',
};

/** Which object an interaction becomes: by its channel; what HubSpot has no object for is a note. */
export function activityTypeOf(interaction: Interaction): ActivityType {
  if (interaction.kind === 'note') return 'notes';
  if (interaction.channel in communications) return 'communications';
  if (interaction.channel === 'email') return 'emails';
  if (interaction.channel === 'voice' || interaction.kind === 'call') return 'calls';
  return 'notes';
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '<br>',
};

/** Plain text as HTML, at most `limit` UTF-16 units long, cut between characters and never inside an escape. */
export function toHtml(text: string, limit = BODY_LIMIT): string {
  const parts: string[] = [];
  let length = 0;
  let full = 0;
  for (const character of text.replaceAll('\r\n', '\n')) {
    const part = escapes[character] ?? character;
    length += part.length;
    if (length <= limit - SHORTENED.length) full = parts.length + 1;
    parts.push(part);
    if (length > limit) return parts.slice(0, full).join('') + SHORTENED;
  }
  return parts.join('');
}

const line = (label: string, value: string | null | undefined): ReadonlyArray<string> =>
  value === null || value === undefined || value === '' ? [] : [`${label}: ${value}`];

const titled = (interaction: Interaction): string =>
  interaction.subject ?? `${interaction.platform} ${interaction.event || interaction.kind}`;

/** What stands in the timeline entry: for objects without a subject of their own, the subject goes first. */
function textOf(interaction: Interaction, type: ActivityType): string {
  if (interaction.state === 'deleted') return `(deleted at ${interaction.platform})`;
  const facts =
    type === 'notes'
      ? [
          ...line('', interaction.subject).map((text) => text.slice(2)),
          ...line('Channel', interaction.channel),
          ...line('Event', interaction.event),
          ...line(
            'Amount',
            interaction.amount === null ? null : `${interaction.amount} ${interaction.currency ?? ''}`,
          ),
        ]
      : [];
  const files = interaction.attachments.map(
    (file) => `Attachment: ${file.name ?? file.contentType ?? 'file'}`,
  );
  const parts = [
    facts.join('\n'),
    interaction.text ?? '',
    files.join('\n'),
    ...line('Link', interaction.link),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function specific(interaction: Interaction, type: ActivityType): Readonly<Record<string, string>> {
  const html = toHtml(textOf(interaction, type));
  const inbound = interaction.direction === 'inbound';
  switch (type) {
    case 'communications':
      return {
        hs_communication_channel_type: communications[interaction.channel] ?? 'SMS',
        // "This must be set to CRM in your request" (communications guide).
        hs_communication_logged_from: 'CRM',
        hs_communication_body: html,
      };
    case 'emails':
      return {
        hs_email_direction: inbound ? 'INCOMING_EMAIL' : 'EMAIL',
        hs_email_status: 'SENT',
        hs_email_subject: titled(interaction).slice(0, 1000),
        hs_email_html: html,
      };
    case 'calls':
      return {
        hs_call_title: titled(interaction).slice(0, 1000),
        hs_call_body: html,
        hs_call_direction: inbound ? 'INBOUND' : 'OUTBOUND',
        hs_call_status: 'COMPLETED',
        ...(interaction.durationSeconds === null
          ? {}
          : { hs_call_duration: String(Math.round(interaction.durationSeconds * 1000)) }),
      };
    case 'notes':
      return { hs_note_body: html };
  }
}

/** The properties of an interaction's timeline entry, all as text; times are ISO 8601 UTC. */
export const activityProperties = (
  interaction: Interaction,
  type: ActivityType,
): Readonly<Record<string, string>> => ({
  ...specific(interaction, type),
  hs_timestamp: new Date(interaction.occurredAt).toISOString(),
  [interactionIdProperty]: interaction.interactionId,
});
