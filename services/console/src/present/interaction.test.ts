import { HIGHLIGHT_END, HIGHLIGHT_START } from '@throughline/archive';
import { expect, test } from 'vitest';
import { segmentsOf } from './interaction.ts';

const mark = (text: string) => `${HIGHLIGHT_START}${text}${HIGHLIGHT_END}`;

test('a highlight is cut at its marks', () => {
  expect(segmentsOf(`an ${mark('order')} and ${mark('another')}`)).toEqual([
    { text: 'an ', hit: false },
    { text: 'order', hit: true },
    { text: ' and ', hit: false },
    { text: 'another', hit: true },
  ]);
});

test('broken marks lose no text', () => {
  expect(
    segmentsOf(`a${HIGHLIGHT_START}b`)
      .map(({ text }) => text)
      .join(''),
  ).toBe('ab');
  expect(
    segmentsOf(`a${HIGHLIGHT_END}b`)
      .map(({ text }) => text)
      .join(''),
  ).toBe('ab');
});
