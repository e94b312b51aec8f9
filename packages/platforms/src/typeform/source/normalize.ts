import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { fetchedOf } from '../../reading/fetched.ts';
import {
  arrayOf,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  required,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { answersOf, filesOf, nameOfAnswer, type Answer } from './answers.ts';
import { authorOf } from './people.ts';

const MOST_ANSWERS = 300;

/** What somebody wrote in their own words, if a question asked for that; else every answer with its question. */
function textOfAnswers(answers: ReadonlyArray<Answer>): string {
  const written = answers.filter((answer) => answer.fieldType === 'long_text' && answer.text !== '');
  return written.length > 0
    ? written.map((answer) => answer.text).join('\n\n')
    : answers.map((answer) => `${answer.title}: ${answer.text}`).join('\n');
}

function paymentOf(response: Json): number | undefined {
  const payment = arrayOf(response['answers'])
    .map(objectOf)
    .find((answer) => answer['type'] === 'payment');
  const amount = Number(
    (stringOf(objectOf(payment?.['payment'])['amount']) ?? '').replaceAll(/[^\d.]/g, '') || NaN,
  );
  return Number.isFinite(amount) ? amount : undefined;
}

const variablesOf = (response: Json): ReadonlyArray<readonly [string, string | undefined]> =>
  arrayOf(response['variables'])
    .map(objectOf)
    .map((one) => [`variable.${stringOf(one['key']) ?? ''}`, stringOf(one[stringOf(one['type']) ?? ''])]);

function response(raw: RawRecord, body: Json, told: Json, context: NormalizeContext): Interaction {
  const form = required(told['form_id'], 'form_response.form_id');
  const token = required(told['token'], 'form_response.token');
  const definition = objectOf(told['definition']);
  const hidden = objectOf(told['hidden']);
  const answers = answersOf(told).slice(0, MOST_ANSWERS);
  const event = stringOf(body['event_type']) ?? 'form_response';
  const isComplete = event === 'form_response';
  return interaction(manifest, raw, {
    account: form,
    // Anything but a response in the end (a partial one) is not yet that response.
    objectId: isComplete ? token : `${event}/${token}`,
    channel: 'form',
    kind: isComplete ? 'form' : 'other',
    event: isComplete ? 'form_submitted' : 'other',
    vendorEvent: event,
    direction: 'inbound',
    occurredAt: parseTime(told['submitted_at']) ?? parseTime(told['landed_at']),
    conversation: token,
    subject: definition['title'],
    text: textOfAnswers(answers),
    participants: [authorOf(answers, hidden, context.region)],
    attachments: filesOf(answers),
    link: `https://admin.typeform.com/form/${encodeURIComponent(form)}/results`,
    amount: paymentOf(told),
    properties: {
      form,
      score: stringOf(objectOf(told['calculated'])['score']),
      landedAt: stringOf(told['landed_at']),
      ending: stringOf(objectOf(told['ending'])['ref']),
      ...Object.fromEntries(variablesOf(told)),
      ...Object.fromEntries(
        Object.entries(hidden).map(([name, value]) => [`hidden.${name}`, stringOf(value)]),
      ),
      ...Object.fromEntries(answers.map((answer) => [nameOfAnswer(answer), answer.text])),
    },
  });
}

const other = (raw: RawRecord, body: Json): Interaction =>
  interaction(manifest, raw, {
    account: 'unknown',
    objectId: `event/${stringOf(body['event_id']) ?? sha256(raw.body)}`,
    channel: 'form',
    kind: 'other',
    event: 'other',
    vendorEvent: stringOf(body['event_type']) ?? '',
    direction: 'none',
    text: JSON.stringify(body),
  });

/** A response that somebody deleted in Typeform: its pointer names the form and the response. */
function deletion(raw: RawRecord, pointed: string): Interaction {
  const [form, token] = pointed.split('/', 2);
  return interaction(manifest, raw, {
    account: required(form, 'x-fetch-object'),
    objectId: required(token, 'x-fetch-object'),
    revision: Number.MAX_SAFE_INTEGER,
    channel: 'form',
    kind: 'form',
    event: 'deleted',
    direction: 'none',
    state: 'deleted',
  });
}

export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const fetched = fetchedOf(raw);
  if (fetched !== undefined && !fetched.found) return [deletion(raw, fetched.objectId)];
  const body = objectOf(parseJson(raw.body));
  const told = body['form_response'];
  return [told === undefined ? other(raw, body) : response(raw, body, objectOf(told), context)];
}
