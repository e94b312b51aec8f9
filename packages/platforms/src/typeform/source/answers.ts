import { arrayOf, attachment, objectOf, stringOf, type Json } from '../../reading/index.ts';

/** An answer with its question. */
export interface Answer {
  readonly id: string;
  /** The author’s own name of the field, which stays when its title changes. */
  readonly ref: string | undefined;
  readonly title: string;
  /** Of the field: `short_text`, `email`, `contact_info`, … */
  readonly fieldType: string;
  /** Of the answer: `text`, `choices`, … */
  readonly type: string;
  /** In contact information: `first_name`, `email`, … */
  readonly subfield: string | undefined;
  readonly text: string;
}

const join = (values: ReadonlyArray<unknown>): string =>
  values.flatMap((one) => stringOf(one) ?? []).join(', ');

/** https://www.typeform.com/developers/responses/JSON-response-explanation/ */
function textOfAnswer(answer: Json, type: string): string {
  const value = answer[type];
  switch (type) {
    case 'choice':
      return join([objectOf(value)['label'], objectOf(value)['other']]);
    case 'choices':
      return join([...arrayOf(objectOf(value)['labels']), objectOf(value)['other']]);
    case 'boolean':
      return value === true ? 'yes' : 'no';
    case 'payment':
      return join([objectOf(value)['amount'], objectOf(value)['name']]);
    default:
      return stringOf(value) ?? (value === undefined || value === null ? '' : JSON.stringify(value));
  }
}

interface Question {
  readonly title: string | undefined;
  readonly subfield: string | undefined;
}

/** Groups and contact information hold fields of their own. */
function questionsOf(fields: ReadonlyArray<unknown>, depth = 0): ReadonlyArray<readonly [string, Question]> {
  return fields.map(objectOf).flatMap((field) => {
    const id = stringOf(field['id']);
    const inner = depth < 5 ? questionsOf(arrayOf(objectOf(field['properties'])['fields']), depth + 1) : [];
    const question = {
      title: stringOf(field['title'])?.replace(/\s+/g, ' ').trim(),
      subfield: stringOf(field['subfield_key']),
    };
    return id === undefined ? inner : [[id, question] as const, ...inner];
  });
}

/** The answers of a response; one without a question in the definition is named by its ref. */
export function answersOf(response: Json): ReadonlyArray<Answer> {
  const questions = new Map(questionsOf(arrayOf(objectOf(response['definition'])['fields'])));
  return arrayOf(response['answers'])
    .map(objectOf)
    .map((answer) => {
      const field = objectOf(answer['field']);
      const id = stringOf(field['id']) ?? '';
      const ref = stringOf(field['ref']);
      const type = stringOf(answer['type']) ?? '';
      const question = questions.get(id);
      return {
        id,
        ref,
        title: question?.title ?? ref ?? id,
        fieldType: stringOf(field['type']) ?? '',
        type,
        subfield: question?.subfield,
        text: textOfAnswer(answer, type),
      };
    });
}

/** The name under which Typeform’s file links end. */
const nameOf = (url: string): string | null => {
  try {
    return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') || null;
  } catch {
    return null;
  }
};

export const filesOf = (answers: ReadonlyArray<Answer>) =>
  answers
    .filter((answer) => answer.type === 'file_url' && answer.text !== '')
    .map((answer) => attachment({ url: answer.text, name: nameOf(answer.text) }));

/** Refs that Typeform made up, because the author chose none. */
const MADE_UP = /^[0-9a-f]{16}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The author’s name of the field where there is one, else its question. */
export const nameOfAnswer = ({ ref, title }: Answer): string =>
  ref === undefined || MADE_UP.test(ref) ? title : ref;
