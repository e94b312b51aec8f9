import { expect, test } from 'vitest';
import { platforms } from '../registry.ts';
import { context, read } from '../testing.ts';

const generic = platforms.get('generic');

test('our own people are agents even where they stand in the customer’s place', async () => {
  const body = '{"id":1,"type":"message","customer":{"email":"ben@example-shop.com"}}';
  const sample = {
    title: '',
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body,
  };
  expect(await read(generic, sample, context)).toMatchObject([{ participants: [{ role: 'agent' }] }]);
});

test('a form’s files are listed with their hash', async () => {
  const boundary = 'boundary-1';
  const lines = [
    `--${boundary}`,
    'content-disposition: form-data; name="id"',
    '',
    'f-1',
    `--${boundary}`,
    'content-disposition: form-data; name="photo"; filename="a.txt"',
    'content-type: text/plain',
    '',
    'abc',
    `--${boundary}--`,
    '',
  ];
  const sample = {
    title: '',
    method: 'POST',
    path: '',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: lines.join('\r\n'),
  };
  expect(await read(generic, sample)).toMatchObject([
    {
      objectId: 'f-1',
      kind: 'other',
      attachments: [
        {
          name: 'a.txt',
          size: 3,
          sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        },
      ],
    },
  ]);
});
