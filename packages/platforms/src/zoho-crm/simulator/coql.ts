/** The little of COQL that the source speaks; anything else is a syntax error here. */
export interface Coql {
  readonly module: string;
  readonly field: string;
  readonly limit: number;
  matches(time: number, id: bigint): boolean;
}

const TIME = `'(?:\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+00:00)'`;
const QUERY = new RegExp(
  `^select id, (?<field>\\w+) from (?<module>\\w+) where \\(` +
    `(?:\\k<field> >= (?<since>${TIME})|\\(\\k<field> > (?<after>${TIME}) or \\(\\k<field> = \\k<after> and id > (?<id>\\d+)\\)\\))` +
    ` and \\k<field> < (?<until>${TIME})\\) order by \\k<field> asc, id asc limit (?<limit>\\d+)$`,
);

const timeOf = (literal: string): number => Date.parse(literal.replaceAll("'", ''));

export function readCoql(text: string): Coql | undefined {
  const groups = QUERY.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { field = '', module = '', since, after, id = '0', until = '', limit } = groups;
  const from = timeOf(since ?? after ?? '');
  const to = timeOf(until);
  if (Number(limit) > 2000) return undefined;
  return {
    field,
    module,
    limit: Number(limit),
    matches: (time, own) =>
      time < to && (after === undefined ? time >= from : time > from || (time === from && own > BigInt(id))),
  };
}
