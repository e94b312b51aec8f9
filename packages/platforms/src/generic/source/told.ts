import { attachment } from '../../reading/index.ts';
import type { Told } from '../../reading/interaction.ts';
import type { MappingProblem, Rendered } from './mapping/compile.ts';
import type { Target } from './mapping/targets.ts';
import { consentsOf, namedValues, peopleOf, type Acquaintance } from './people.ts';
import {
  channelOf,
  consentOf,
  directionOf,
  kindOf,
  linkOf,
  namedTextsOf,
  numberOf,
  revisionOf,
  secondsOf,
  stateOf,
  timeOf,
  usualDirection,
} from './values.ts';

export interface Mapped {
  readonly told: Omit<Told, 'account' | 'objectId'>;
  readonly problems: ReadonlyArray<MappingProblem>;
}

const UNFIT = 'platforms.mapping-failed';

/** Reads values and notes those that are not what their field asks for. */
function reader(values: Rendered['values']) {
  const problems: MappingProblem[] = [];
  return {
    problems,
    read<Value>(field: Target, parse: (text: string) => Value | undefined): Value | undefined {
      const text = values[field];
      const value = text === undefined ? undefined : parse(text);
      if (text !== undefined && value === undefined)
        problems.push({ field, code: UNFIT, reason: `not what the field takes: ${text.slice(0, 60)}` });
      return value;
    },
  };
}

const describeProblems = (problems: ReadonlyArray<MappingProblem>): string | undefined =>
  problems.length === 0 ? undefined : problems.map((one) => `${one.field}: ${one.reason}`).join('; ');

/**
 * What the values of a mapping tell. Where a template failed, or no kind that we know was given, it is `other`, with the whole
 * thing as text: it can be found, and read anew once the mapping is right.
 */
export function toldOf({ values, problems }: Rendered, by: Acquaintance, itemText: string): Mapped {
  const { read, problems: unfit } = reader(values);
  const known = read('kind', kindOf);
  const kind = problems.length > 0 ? 'other' : (known ?? 'other');
  const direction = read('direction', directionOf) ?? usualDirection(kind);
  const people = peopleOf(values, by, direction);
  read('consent.state', consentOf);
  read('traits', namedTextsOf);
  const properties = read('properties', namedTextsOf);
  const revision = read('revision', revisionOf);
  const recording = read('recording', linkOf);
  const told: Mapped['told'] = {
    channel: read('channel', channelOf) ?? 'web',
    kind,
    event: (values.event ?? kind).slice(0, 100),
    vendorEvent: values.event ?? values.kind,
    direction,
    state: read('state', stateOf) ?? 'active',
    ...(revision === undefined ? {} : { revision }),
    occurredAt: read('occurredAt', timeOf),
    conversation: values.conversation,
    subject: values.subject,
    text: problems.length > 0 ? itemText : (values.text ?? (kind === 'other' ? itemText : undefined)),
    participants: people,
    consents: consentsOf(values, people, by.trusted),
    attachments: recording === undefined ? [] : [attachment({ name: 'recording', url: recording })],
    link: read('link', linkOf),
    amount: read('amount', numberOf),
    currency: values.currency?.toUpperCase(),
    durationSeconds: read('duration', secondsOf),
  };
  const all = [...problems, ...unfit];
  return {
    told: {
      ...told,
      properties: {
        mapping_problems: describeProblems(all),
        ...properties,
        ...namedValues(values, 'properties'),
      },
    },
    problems: all,
  };
}
