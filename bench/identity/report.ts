import type { ChannelReport } from './channels/stage.ts';
import { MOST_FALSE_MERGES, verdict } from './goals.ts';
import type { LinkageRow } from './linkage.ts';

const percent = (share: number): string => (100 * share).toFixed(2);
const rate = (count: number, seconds: number): string =>
  Math.round(count / Math.max(seconds, 0.001)).toLocaleString('en');

/** A table in Markdown, columns aligned. */
function markdown(header: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: ReadonlyArray<string>) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** F1 in per cent. Ours at the threshold fixed beforehand; Splink's at its best, chosen on the labels, and at p ≥ 0.95. */
export function linkageTable(rows: ReadonlyArray<LinkageRow>): string {
  return markdown(
    [
      'set',
      'fields',
      'ours: people',
      'precision',
      'recall',
      'ours: pairs',
      'goal',
      '',
      'Splink best: people',
      'best: pairs',
      'p ≥ 0.95: people',
      'p ≥ 0.95: pairs',
      'ours: train + link s',
      'Splink s',
      'ours: records/s',
      'pairs/s',
    ],
    rows.map(({ set, fields, goal, ours, splink }) => [
      set,
      fields,
      percent(ours.people.f1),
      percent(ours.people.precision),
      percent(ours.people.recall),
      percent(ours.pairs.f1),
      goal?.toFixed(1) ?? '',
      verdict(ours.people.f1, goal),
      splink ? percent(splink.bestPeople.f1) : '',
      splink ? percent(splink.bestPairs.f1) : '',
      splink ? percent(splink.people.f1) : '',
      splink ? percent(splink.pairs.f1) : '',
      `${ours.trainingSeconds.toFixed(1)} + ${ours.linkingSeconds.toFixed(1)}`,
      splink ? `${splink.trainingSeconds.toFixed(1)} + ${splink.linkingSeconds.toFixed(1)}` : '',
      rate(ours.records, ours.linkingSeconds),
      rate(ours.compared, ours.linkingSeconds),
    ]),
  );
}

/** What each step makes of the generated channels: a row a seed and step, then all of them. */
export function channelTable(reports: ReadonlyArray<ChannelReport>): string {
  const perTenThousand = (merges: number, people: number) => ((merges * 10_000) / people).toFixed(1);
  const rows = reports.flatMap(({ seed, people, results }) =>
    results.map(({ step, customers, quality, falseMerges }) => [
      String(seed),
      step,
      String(customers),
      percent(quality.precision),
      percent(quality.recall),
      percent(quality.f1),
      String(falseMerges),
      perTenThousand(falseMerges, people),
    ]),
  );
  const sum = (of: (report: ChannelReport) => number) => reports.reduce((total, each) => total + of(each), 0);
  const people = sum((report) => report.people);
  const steps = reports[0]?.results.map(({ step }, index) => {
    const merges = sum(({ results }) => results[index]?.falseMerges ?? 0);
    return `${step} ${perTenThousand(merges, people)} (${merges})`;
  });
  const left = sum(({ results }) => results.at(-1)?.falseMerges ?? 0);
  const isMet = left * 10_000 < MOST_FALSE_MERGES * people;
  return [
    markdown(
      ['seed', 'step', 'customers', 'precision', 'recall', 'F1', 'false merges', 'per 10,000 people'],
      rows,
    ),
    '',
    `${people} people, ${sum((report) => report.sightings)} records and messages. False merges per 10,000 people: ${steps?.join(', ')}.`,
    `Goal: fewer than ${MOST_FALSE_MERGES}: ${isMet ? 'met' : 'missed'}.`,
    `Pairs that matching links by itself: ${sum((report) => report.linkedPairs)}, of two people ${sum((report) => report.linkedWrong)}.`,
    `Pairs suggested to a person: ${sum((report) => report.suggested)}, right ${sum((report) => report.suggestedRight)}. ` +
      `Pairs kept apart: ${sum((report) => report.keptApart)}.`,
    `Training ${sum((report) => report.trainingSeconds).toFixed(1)} s, matching ${sum((report) => report.matchingSeconds).toFixed(1)} s.`,
  ].join('\n');
}
