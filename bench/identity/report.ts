import type { ChannelReport } from './channels/stage.ts';
import type { LinkageRow } from './linkage.ts';

const percent = (share: number): string => (100 * share).toFixed(2);
const rate = (count: number, seconds: number): string =>
  Math.round(count / Math.max(seconds, 0.001)).toLocaleString('en');

/** A table in Markdown, columns aligned. */
export function markdown(header: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string {
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
      'Splink best: people',
      'best: pairs',
      'p ≥ 0.95: people',
      'p ≥ 0.95: pairs',
      'ours: train + link s',
      'Splink s',
      'ours: records/s',
      'pairs/s',
    ],
    rows.map(({ set, fields, ours, splink }) => [
      set,
      fields,
      percent(ours.people.f1),
      percent(ours.people.precision),
      percent(ours.people.recall),
      percent(ours.pairs.f1),
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

/** What each step makes of the generated channels. */
export function channelTable(report: ChannelReport): string {
  const table = markdown(
    ['step', 'customers', 'precision', 'recall', 'F1', 'false merges per 10,000 people'],
    report.results.map(({ step, customers, quality, falseMerges }) => [
      step,
      String(customers),
      percent(quality.precision),
      percent(quality.recall),
      percent(quality.f1),
      falseMerges.toFixed(1),
    ]),
  );
  return [
    table,
    `${report.people} people, ${report.sightings} records and messages.`,
    `Pairs that matching links by itself: ${report.linkedPairs}, of two people ${report.linkedWrong}.`,
    `Pairs suggested to a person: ${report.suggested}, right ${report.suggestedRight}. Pairs kept apart: ${report.keptApart}.`,
    `Training ${report.trainingSeconds.toFixed(1)} s, matching ${report.matchingSeconds.toFixed(1)} s.`,
  ].join('\n');
}
