import type { Sample } from '../contract.ts';

const trigger = (title: string, path: string): Sample => ({
  title,
  method: 'GET',
  path,
  headers: {},
  body: '',
});

/** The ids are those that the simulator knows from the start. */
export const samples = (): ReadonlyArray<Sample> => [
  trigger('An agent edits a customer', '/customer/edited?AccountID=10000052'),
  trigger('An agent opens a case', '/case/created?AccountID=10000052&CaseID=67890'),
  trigger('An agent adds a follow-up', '/followup/created?AccountID=10000052&CaseID=67890&FollowupID=501'),
  trigger('An agent creates a task', '/task/created?AccountID=10000052&TaskID=77'),
];
