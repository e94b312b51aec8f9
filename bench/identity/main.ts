/** `npm run bench:identity`: how well people are told apart, beside Splink on the same sets and machine. */
import { parseArgs } from 'node:util';
import { channelStage } from './channels/stage.ts';
import { columnsOf, fieldSets, readFebrl } from './febrl.ts';
import type { FieldSet } from './febrl.ts';
import { compareOn } from './linkage.ts';
import type { LinkageRow } from './linkage.ts';
import { preparePython } from './python.ts';
import { channelTable, linkageTable } from './report.ts';

const HELP = `npm run bench:identity -- [febrl] [channels] [--sets 1,2,3,4] [--seeds 1,2,3] [--without-splink]
                             [--people 5000] [--channel-seeds 101,102,103,104] [--nameless-mailboxes]

febrl: public record linkage sets, beside Splink; wants python3 with venv, and installs what it needs in the user's cache folder
channels: generated people on several channels; with --nameless-mailboxes no family's mailbox is called after it
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sets: { type: 'string', default: '1,2,3,4' },
    seeds: { type: 'string', default: '1,2,3' },
    people: { type: 'string', default: '5000' },
    'channel-seeds': { type: 'string', default: '101,102,103,104' },
    'nameless-mailboxes': { type: 'boolean', default: false },
    'without-splink': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const begun = Date.now();
const say = (line: string) =>
  process.stderr.write(`[${((Date.now() - begun) / 1000).toFixed(0).padStart(5)} s] ${line}\n`);
const numbers = (list: string) => list.split(',').map(Number);

async function febrlStage(): Promise<void> {
  const python = await preparePython(say);
  const rows: LinkageRow[] = [];
  for (const fields of Object.keys(fieldSets) as FieldSet[]) {
    for (const number of numbers(values.sets)) {
      say(`FEBRL ${number}, ${columnsOf(fields).length} fields`);
      const set = await readFebrl(python, number);
      rows.push(await compareOn(python, set, fields, numbers(values.seeds), !values['without-splink']));
    }
  }
  process.stdout.write(`${linkageTable(rows)}\n`);
}

function channelsStage(): void {
  const mailboxes = values['nameless-mailboxes'] ? 'nobody' : 'family';
  const reports = numbers(values['channel-seeds']).map((seed) => {
    say(`${values.people} people on their channels, seed ${seed}`);
    const report = channelStage(Number(values.people), seed, { mailboxes });
    say(`false merges, step by step: ${report.results.map(({ falseMerges }) => falseMerges).join(', ')}`);
    return report;
  });
  process.stdout.write(`${channelTable(reports)}\n`);
}

if (values.help) process.stdout.write(HELP);
else {
  const stages = positionals.length > 0 ? positionals : ['febrl', 'channels'];
  if (stages.includes('febrl')) await febrlStage();
  if (stages.includes('channels')) channelsStage();
}
