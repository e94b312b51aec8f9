import type { RunResult } from './run.ts';

/** What the two runs have to have in common; each entry is a broken promise. */
export function brokenPromises(calm: RunResult, stormy: RunResult): string[] {
  const broken: string[] = [];
  for (const id of stormy.expected) {
    const documents = stormy.archived.documents.get(id) ?? 0;
    if (documents !== 1) broken.push(`interaction ${id} is ${documents} documents`);
  }
  for (const id of stormy.archived.documents.keys()) {
    if (!stormy.expected.has(id)) broken.push(`interaction ${id} was never delivered`);
  }
  for (const digest of stormy.archived.missingRaw) broken.push(`raw record ${digest} is cited and missing`);
  for (const creation of stormy.crm.secondCreations)
    broken.push(`the CRM was asked to create ${creation} again`);
  for (const [type, count] of Object.entries(calm.crm.creations)) {
    // How many contacts there are depends on who was written before they were known to be the same person; that no contact is made
    // twice is what `secondCreations` says.
    if (type === 'contacts') continue;
    const created = stormy.crm.creations[type] ?? 0;
    if (created !== count) broken.push(`${created} ${type} were created, ${count} in the undisturbed run`);
  }
  for (const [email, score] of calm.scores) {
    const other = stormy.scores.get(email);
    if (other !== score) broken.push(`a score is ${other}, ${score} in the undisturbed run`);
  }
  if (calm.scores.size !== stormy.scores.size) {
    broken.push(`${stormy.scores.size} scores, ${calm.scores.size} in the undisturbed run`);
  }
  return broken;
}
