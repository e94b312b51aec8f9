import { eld } from 'eld/extrasmall';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLanguageDetector } from './language-detector.ts';
import { readLanguageModel } from './language-model.ts';
import { languageOf } from './language.ts';

const model = readLanguageModel();
const detect = createLanguageDetector(model);

const theirs = (text: string): string | null => {
  const result = eld.detect(text);
  return result.language !== '' && result.isReliable() ? result.language : null;
};

const sentences: Readonly<Record<string, string>> = {
  ar: 'لم يصل طلبي بعد، هل يمكنكم إخباري أين هو الآن؟',
  de: 'Guten Tag, meine Bestellung ist noch nicht angekommen. Können Sie bitte nachsehen, wo sie bleibt?',
  el: 'Καλημέρα, η παραγγελία μου δεν έχει φτάσει ακόμα.',
  en: 'Hello, my order has not arrived yet. Could you please check where it is?',
  es: 'Buenos días, mi pedido todavía no ha llegado. ¿Pueden decirme dónde está?',
  fr: 'Bonjour, ma commande n’est toujours pas arrivée. Pourriez-vous vérifier où elle se trouve ?',
  he: 'שלום, ההזמנה שלי עדיין לא הגיעה. אפשר לבדוק איפה היא?',
  hi: 'नमस्ते, मेरा ऑर्डर अभी तक नहीं आया है। क्या आप बता सकते हैं?',
  hu: 'Jó napot kívánok, a rendelésem még nem érkezett meg. Megnéznék, hol van?',
  it: 'Buongiorno, il mio ordine non è ancora arrivato. Potete controllare dove si trova?',
  ja: 'こんにちは、注文した商品がまだ届いていません。確認していただけますか。',
  ko: '안녕하세요, 주문한 상품이 아직 도착하지 않았습니다. 확인해 주시겠어요?',
  nl: 'Goedendag, mijn bestelling is nog niet aangekomen. Kunt u nakijken waar die blijft?',
  pl: 'Dzień dobry, moje zamówienie jeszcze nie dotarło. Czy mogą Państwo sprawdzić?',
  pt: 'Bom dia, a minha encomenda ainda não chegou. Podem verificar onde está?',
  ru: 'Здравствуйте, мой заказ ещё не пришёл. Не могли бы вы проверить, где он?',
  th: 'สวัสดีค่ะ สินค้าที่สั่งยังไม่ถึง ช่วยตรวจสอบให้หน่อยได้ไหมคะ',
  tr: 'Merhaba, siparişim hâlâ gelmedi. Nerede olduğunu kontrol edebilir misiniz?',
  uk: 'Добрий день, моє замовлення ще не прийшло. Перевірте, будь ласка, де воно.',
  zh: '你好，我的订单还没有到。请帮我查一下现在在哪里好吗？',
};

test('the languages of plain sentences', () => {
  for (const [language, sentence] of Object.entries(sentences)) expect(languageOf(sentence)).toBe(language);
  for (const unclear of [null, '', 'ok', '4711-0815-2342 12.50', '👍👍👍👍👍👍👍👍']) {
    expect(languageOf(unclear)).toBeNull();
  }
});

test('the whole model of eld is read', () => {
  expect([model.codes.length, model.pieces.size, model.weights.length]).toEqual([60, 49_553, 81_138]);
  expect(Math.min(...model.weights)).toBeGreaterThan(53);
});

test('every text has the language that eld gives it', () => {
  const all = Object.values(sentences).join(' ');
  const slice = fc
    .tuple(fc.nat(all.length), fc.nat(60))
    .map(([start, length]) => all.slice(start, start + length));
  const text = fc
    .array(fc.oneof(slice, slice, fc.string({ unit: 'binary' }), fc.webUrl()), { maxLength: 12 })
    .map((parts) => parts.join(' '));
  fc.assert(
    fc.property(fc.oneof(text, slice), (given) => detect(given) === theirs(given)),
    { numRuns: 1_500 },
  );
  for (const sentence of Object.values(sentences)) {
    for (let end = 1; end <= sentence.length; end += 1) {
      const given = sentence.slice(0, end);
      expect(detect(given)).toBe(theirs(given));
    }
  }
});
