import { expect, test } from 'vitest';
import { parseForm } from './form.ts';

const multipart = (parts: ReadonlyArray<readonly [string, string]>) => ({
  headers: { 'content-type': 'multipart/form-data; boundary=edge' },
  body: Buffer.from(
    `${parts.map(([head, content]) => `--edge\r\n${head}\r\n\r\n${content}\r\n`).join('')}--edge--\r\n`,
  ),
});
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

test('fields and files of a multipart form are told apart', () => {
  const form = parseForm(
    multipart([
      ['Content-Disposition: form-data; name="plain"', 'grün'],
      ['content-disposition: form-data; name=unquoted', 'b'],
      ['Content-Disposition: form-data; name="with \\"quotes\\""', 'c'],
      ['Content-Disposition: form-data; name="typed"\r\nContent-Type: text/plain; charset=utf-8', ''],
      ['Content-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png', 'bytes'],
      ['Content-Disposition: form-data; name="nameless"\r\nContent-Type: application/octet-stream', 'x'],
    ]),
  );
  expect(form?.fields.map(({ name, bytes }) => [name, text(bytes)])).toEqual([
    ['plain', 'grün'],
    ['unquoted', 'b'],
    ['with "quotes"', 'c'],
    ['typed', ''],
  ]);
  expect(form?.files.map(({ bytes, ...file }) => ({ ...file, content: text(bytes) }))).toEqual([
    { field: 'file', name: 'a.png', contentType: 'image/png', content: 'bytes' },
    { field: 'nameless', name: null, contentType: 'application/octet-stream', content: 'x' },
  ]);
});

test('what is cut short, or no form, cannot be read', () => {
  const whole = multipart([['Content-Disposition: form-data; name="a"', 'b']]);
  expect(parseForm({ ...whole, body: whole.body.subarray(0, 50) })).toBeUndefined();
  expect(parseForm({ headers: { 'content-type': 'text/plain' }, body: Buffer.from('a=b') })).toBeUndefined();
});
