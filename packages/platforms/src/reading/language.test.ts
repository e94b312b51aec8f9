import { eld } from 'eld/extrasmall';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { languageOf } from './language.ts';

const TEXTS = {
  en: 'Hello, I have not received my order yet and I would like a refund please',
  de: 'Guten Tag, meine Bestellung ist noch nicht angekommen, bitte um Rückmeldung',
  es: 'Hola, mi pedido no ha llegado todavía y quisiera saber dónde está',
  fr: "Bonjour, je n’ai pas encore reçu ma commande, pourriez-vous m'aider à l'obtenir ?",
  it: "Buongiorno, l'ordine non è ancora arrivato: dov’è il mio pacco?",
  pt: 'Olá, a minha encomenda ainda não chegou, podem dizer-me onde está?',
  pl: 'Dzień dobry, moje zamówienie jeszcze nie dotarło, proszę o informację',
  cs: 'Dobrý den, moje objednávka ještě nedorazila, prosím o zprávu',
  tr: 'Merhaba, siparişim hâlâ gelmedi, ne zaman ulaşacağını öğrenmek istiyorum. İyi günler',
  fi: 'Hei, tilaukseni ei ole vielä saapunut, voisitteko kertoa missä se on?',
  vi: 'Xin chào, đơn hàng của tôi chưa đến, xin cho biết khi nào tôi nhận được',
  el: 'Καλημέρα σας, η παραγγελία μου δεν έχει φτάσει ακόμα, πότε θα την παραλάβω;',
  ru: 'Здравствуйте, мой заказ ещё не пришёл, подскажите, пожалуйста, где он',
  uk: 'Доброго дня, моє замовлення ще не надійшло, підкажіть, будь ласка, де воно',
  he: 'שלום, ההזמנה שלי עדיין לא הגיעה, מתי אקבל אותה?',
  ar: 'مرحبا، لم يصل طلبي بعد، متى يمكنني استلامه من فضلكم؟',
  hi: 'नमस्ते, मेरा ऑर्डर अभी तक नहीं आया है, कृपया बताएं कि वह कहाँ है',
  th: 'สวัสดีครับ ฉันยังไม่ได้รับสินค้าที่สั่งไป กรุณาตรวจสอบให้ด้วย',
  ko: '안녕하세요, 주문한 상품이 아직 도착하지 않았습니다. 언제 받을 수 있나요?',
  ja: 'こんにちは、注文した商品がまだ届いていません。いつ届きますか？',
  zh: '您好，我的订单还没有到，请问什么时候可以收到？',
};

test.each(Object.entries(TEXTS))('%s is told', (language, text) => {
  expect(languageOf(text)).toBe(language);
});

test('what is too short to tell is unknown', () => {
  expect(languageOf('ok')).toBeNull();
  expect(languageOf(null)).toBeNull();
  expect(languageOf('1234567890123')).toBeNull();
});

/** As eld itself tells it. */
function byEld(text: string): string | null {
  if (text.length < 12) return null;
  const result = eld.detect(text.slice(0, 400));
  return result.language !== '' && result.isReliable() ? result.language : null;
}

test('every text is told as eld tells it', () => {
  const all = Object.values(TEXTS);
  const piece = fc
    .tuple(fc.constantFrom(...all), fc.nat(60), fc.nat(80), fc.constantFrom('same', 'upper', 'title'))
    .map(([text, start, length, letters]) => {
      const part = text.slice(start, start + length);
      // Of a capital sigma, its place among the letters around it decides; eld sees it once separators are gone.
      if (letters === 'upper' && !/\p{Script=Greek}/u.test(part)) return part.toUpperCase();
      return letters === 'title' ? part.slice(0, 1).toUpperCase() + part.slice(1) : part;
    });
  const separator = fc.constantFrom(
    ' ',
    '',
    ', ',
    ' – ',
    "'",
    '’',
    " '",
    "' ",
    '\n> ',
    ' 42 ',
    '😀',
    '\ud83d',
    'İ',
  );
  const text = fc
    .array(fc.tuple(fc.oneof({ weight: 5, arbitrary: piece }, fc.string({ unit: 'binary' })), separator), {
      maxLength: 8,
    })
    .map((parts) => parts.flat().join(''));
  fc.assert(
    fc.property(text, (one) => {
      expect(languageOf(one)).toBe(byEld(one));
    }),
    { numRuns: 500 },
  );
});
