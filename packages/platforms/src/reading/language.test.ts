import { expect, test } from 'vitest';
import { languageOf } from './language.ts';

test.each([
  ['en', 'Hello, I have not received my order yet and I would like a refund please'],
  ['de', 'Guten Tag, meine Bestellung ist noch nicht angekommen, bitte um Rückmeldung'],
  ['es', 'Hola, mi pedido no ha llegado todavía y quisiera saber dónde está'],
  ['zh', '您好，我的订单还没有到，请问什么时候可以收到？'],
])('%s is told', (language, text) => {
  expect(languageOf(text)).toBe(language);
});

test('what is too short to tell is unknown', () => {
  expect(languageOf('ok')).toBeNull();
  expect(languageOf(null)).toBeNull();
  expect(languageOf('1234567890123')).toBeNull();
});
