import EmailReplyParser from 'email-reply-parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitReply } from './reply.ts';

test('what is quoted is told from what is new', () => {
  expect(
    splitReply(
      'Yes, please.\r\n\r\nOn Monday, Support <help@example.com>\r\nwrote:\r\n> Shall we?\r\n> Or not?',
    ),
  ).toEqual({
    text: 'Yes, please.',
    quotedText: 'On Monday, Support <help@example.com> wrote:\n> Shall we?\n> Or not?',
  });
  expect(splitReply('No quote here.\nSent from my phone')).toEqual({
    text: 'No quote here.\nSent from my phone',
    quotedText: null,
  });
});

/** As before, by the package itself. */
function byThePackage(body: string) {
  const fragments = new EmailReplyParser().read(body).getFragments();
  const join = (quoted: boolean) =>
    fragments
      .filter((fragment) => fragment.isQuoted() === quoted)
      .map((fragment) => fragment.getContent())
      .join('\n')
      .trim();
  const [text, quotedText] = [join(false), join(true)];
  return text === '' ? { text: body, quotedText: null } : { text, quotedText: quotedText || null };
}

const LINES = [
  'Hello there,',
  'from 2024 the data <x>:',
  '> quoted',
  '>> twice',
  ' > not at its beginning',
  '',
  ' ',
  '\t',
  'On Mon, 1 Jan 2024, Ana <ana@example.com> wrote:',
  'On Mon, 1 Jan 2024, Ana <ana@example.com>',
  'wrote:',
  '--- On Monday Ana wrote: ---',
  'Le lundi 1 janvier, Ana <ana@example.com> a écrit :',
  'El lunes 1 de enero, Ana escribió:',
  'Il giorno 1 gennaio Ana ha scritto:',
  'Em seg., 1 de jan., Ana escreveu:',
  'Am 1. Januar um 12:00 schrieb Ana <ana@example.com>:',
  'Am 1. Januar um 12:00 schrieb',
  'Ana <ana@example.com> schrieb:',
  'Op 1 januari schreef Ana <ana@example.com>:',
  'W dniu 1 stycznia Ana pisze:',
  'Dnia 1 stycznia Ana napisał(a):',
  'Den 1 januari skrev Ana:',
  'pe 1. tammik. klo 12 Ana kirjoitti:',
  'ср, 1 янв. 2024 г. в 12:00, Ana <ana@example.com>:',
  '在 2024年1月1日，Ana 写道：',
  '2024. 1. 1. Ana 작성:',
  '2024/01/01 12:00、Anaのメッセージ:',
  'Ana on Monday at 12 wrote:',
  'From: Ana <ana@example.com>',
  'Von : Ana <ana@example.com>',
  'De: Ana [ana@example.com]',
  'Van: Ana <ana@example.com>',
  'Da: Ana <ana@example.com>',
  'From: Ana',
  '<ana@example.com>',
  '2024-01-01 12:00 GMT+01:00 Ana <ana@example.com>:',
  'man. 1. jan. skrev Ana <ana@example.com>:',
  '01.01.2024 12:00 "Ana" <ana@example.com> :',
  '12:00, 1 January 2024, "Ana" <ana@example.com>:',
  '-----Original Message-----',
  '---- oprindelig besked ----',
  "--- Message d'origine ---",
  '--- Ursprüngliche Nachricht',
  '--',
  '-- ',
  '--  ',
  '____',
  '++',
  '===',
  '________________________________',
  'Sent from my phone',
  'Get Outlook for iOS',
  'CHEERS!',
  'Best wishes,',
  'Kind regards,',
  'Von meinem Telefon gesendet',
  'Gesendet von Mail für Windows',
  'Sendt fra min telefon',
  'Envoyé de mon iPhone',
  'Envoyé à partir de Outlook',
  'Télécharger Outlook pour iOS',
  'Bien à vous,',
  'Très cordialement,',
  'Bonne journée!',
  'Enviado desde mi teléfono',
  'In data 1 gennaio 2024 Ana ha scritto:',
  'Verzonden vanaf mijn iPad',
  'Verstuurd vanaf mijn iPhone',
  'costs $& and $1 😀',
] as const;

test('it is split as the package splits it', () => {
  const line = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...LINES) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constantFrom('', ' ', '> ', '-'),
        fc.constantFrom(...LINES),
        fc.constantFrom('', ' '),
      ),
    },
  );
  const body = fc
    .array(line, { maxLength: 12 })
    .chain((lines) =>
      fc
        .constantFrom('\n', '\r\n')
        .map((end) => lines.map((one) => (typeof one === 'string' ? one : one.join(''))).join(end)),
    );
  fc.assert(
    fc.property(body, (text) => {
      expect(splitReply(text)).toEqual(byThePackage(text));
    }),
    { numRuns: 500 },
  );
});
