import type { Sample } from '../contract.ts';
import { sha256 } from '../reading/index.ts';

const PAGE = '682498302938465';
const PERSON = '7001234567890123';

/** Message ids follow from the moment, so that each call shows new messages. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const timestamp = now.getTime();
  const mid = (name: string) => `m_${sha256(`${name}${timestamp}`).slice(0, 40)}`;
  const delivery = (title: string, event: object): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      object: 'page',
      entry: [{ id: PAGE, time: timestamp, messaging: [event] }],
    }),
  });
  const fromPerson = { sender: { id: PERSON }, recipient: { id: PAGE }, timestamp };
  return [
    delivery('A message comes in', {
      ...fromPerson,
      message: { mid: mid('question'), text: 'Do you have the blue one in size 42?' },
    }),
    delivery('The page answers', {
      sender: { id: PAGE },
      recipient: { id: PERSON },
      timestamp,
      message: { mid: mid('answer'), is_echo: true, text: 'We do. Shall we put one aside for you?' },
    }),
    delivery('A button is pressed', {
      ...fromPerson,
      postback: { mid: mid('button'), title: 'Yes, please', payload: 'RESERVE' },
    }),
    delivery('The answer was read', { ...fromPerson, read: { watermark: timestamp } }),
  ];
}
