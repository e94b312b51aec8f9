import { seeded } from '@throughline/platforms/simulation';
import type { Identifier, Participant } from '@throughline/schemas';
import { deliver, type Delivered, type Told } from './interaction.ts';
import { DAY } from './people.ts';

/** For tests: `email:a@x.io` is proved, `email:a@x.io?` only claimed. */
function named(name: string, ...identifiers: ReadonlyArray<string>): Participant {
  const [firstName = '', lastName = ''] = name.split(' ');
  const parsed = identifiers.map((text): Identifier => {
    const verified = !text.endsWith('?');
    const whole = verified ? text : text.slice(0, -1);
    const colon = whole.indexOf(':');
    return { type: whole.slice(0, colon), value: whole.slice(colon + 1), verified };
  });
  return { role: 'customer', author: true, name, identifiers: parsed, traits: { firstName, lastName } };
}

const mail = { platform: 'mailgun', family: 'email', channel: 'email' };

export const kern = {
  mia: 'email:mia@kern.example',
  max: 'email:max@kern.example',
  phone: 'phone:+4915112345678',
} as const;

export const claimed = { nora: 'email:nora@berg.example', olaf: 'email:olaf@tal.example' } as const;

/**
 * For tests: a couple who share a phone and are taken for one; somebody who gives another's address; a number that was passed
 * on. Times are days before `now` (epoch milliseconds).
 */
export const mistaken = (now: number): ReadonlyArray<Delivered> => {
  const told: ReadonlyArray<Told> = [
    {
      key: 'mia-1',
      ...mail,
      occurredAt: now - 9 * DAY,
      participants: [named('Mia Kern', kern.mia, kern.phone)],
      subject: 'A tent for two',
    },
    {
      key: 'max-1',
      ...mail,
      occurredAt: now - 8 * DAY,
      participants: [named('Max Kern', kern.max, kern.phone)],
      subject: 'Climbing shoes',
    },
    {
      key: 'max-2',
      ...mail,
      occurredAt: now - 7 * DAY,
      participants: [named('Max Kern', kern.max)],
      subject: 'Re: Climbing shoes',
    },
    {
      key: 'nora-1',
      ...mail,
      occurredAt: now - 6 * DAY,
      participants: [named('Nora Berg', claimed.nora)],
      subject: 'Invoice',
    },
    {
      key: 'olaf-1',
      ...mail,
      occurredAt: now - 5 * DAY,
      participants: [named('Olaf Tal', claimed.olaf)],
      subject: 'Delivery',
    },
    {
      key: 'olaf-form',
      platform: 'web',
      family: 'web',
      channel: 'form',
      kind: 'form',
      event: 'form_submitted',
      occurredAt: now - 4 * DAY,
      participants: [named('Olaf Tal', claimed.olaf, `${claimed.nora}?`)],
      subject: 'Present for Nora',
    },
    ...[30, 3].map((days) => ({
      key: `recycled-${days}`,
      platform: 'twilio',
      family: 'messaging',
      channel: 'sms',
      occurredAt: now - days * DAY,
      participants: [named('Rosa Lind', 'phone:+4915187654321')],
      text: `A message ${days} days ago`,
    })),
  ];
  return told.map(deliver);
};

const syllables = 'ba be bor ca dan del er fel gar hol ing jan kel lor mar nas or pet ros sel tor vin'.split(
  ' ',
);

/**
 * For tests: as many people as a model can be learnt from, every third of them known under two addresses, now and then with a
 * letter mistyped. The first is Clara Winter, twice.
 */
export function crowd(now: number, count = 450): ReadonlyArray<Delivered> {
  const random = seeded(7);
  const below = (bound: number) => Math.floor(random() * bound);
  const pick = () => syllables[below(syllables.length)] ?? '';
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  const two = (value: number) => String(value).padStart(2, '0');
  return Array.from({ length: count }, (_, index) => {
    const whole = {
      firstName: index === 0 ? 'Clara' : capital(pick() + pick()),
      lastName: index === 0 ? 'Winter' : capital(pick() + pick() + pick()),
      birthDate: `${1945 + below(60)}-${two(1 + below(12))}-${two(1 + below(28))}`,
      street: `${capital(pick() + pick())}weg ${1 + below(90)}`,
      city: capital(pick() + pick()),
      postcode: String(10_000 + below(80_000)),
    };
    const typo = { ...whole, lastName: `${whole.lastName.slice(0, 2)}x${whole.lastName.slice(3)}` };
    const told = index % 3 === 0 ? [whole, index % 2 === 0 ? whole : typo] : [whole];
    return told.map((traits, which) =>
      deliver({
        key: `crowd-${index}-${which}`,
        ...mail,
        occurredAt: now - 20 * DAY,
        participants: [
          {
            role: 'customer',
            author: true,
            name: null,
            identifiers: [{ type: 'email', value: `p${index}@mail${which}.example`, verified: true }],
            traits,
          },
        ],
        subject: 'Hello',
      }),
    );
  }).flat();
}
