import type { Manifest, Platform } from '@throughline/platforms';
import type { TrialCheck } from '../api/trial.ts';
import { adviceOn } from './advice.ts';
import type { Addresses, Landing } from './landing.ts';
import type { Reading } from './reading.ts';
import { silence, strangers } from './sentences.ts';
import type { Signing } from './signing.ts';

type Said = Omit<TrialCheck, 'name' | 'ok' | 'state'>;

type Name = TrialCheck['name'];

const good = (name: Name, said: Said): TrialCheck => ({ name, ok: true, state: 'good', ...said });
const unknown = (name: Name, said: Said): TrialCheck => ({ name, ok: true, state: 'unknown', ...said });
const bad = (name: Name, said: Said): TrialCheck => ({ name, ok: false, state: 'bad', ...said });

/** What the checks are told of. */
export interface Findings extends Addresses {
  readonly platform: Platform;
  readonly settings: unknown;
  readonly signing: Signing;
  readonly landing: Landing;
  readonly reading: Reading;
}

/** Refusals of the edge that mean that the URL does not lead to the source. */
const ofTheUrl = new Set(['edge.source-unknown', 'edge.method-not-allowed']);

function reached({ landing, edgeUrl }: Findings): TrialCheck {
  const { host } = new URL(edgeUrl);
  switch (landing.kind) {
    case 'judged':
      return good('reached', {
        title: 'The edge was reached',
        detail: `${host} took the test delivery in ${Math.ceil(landing.milliseconds)} ms.`,
      });
    case 'silent':
      return bad('reached', silence(landing.code, host));
    case 'foreign':
      return bad('reached', strangers(landing.status, host));
    case 'refused': {
      const { code, message, action } = landing.error;
      if (code === 'edge.source-unknown')
        return bad('reached', {
          title: 'The edge knows no source at this URL',
          detail: `${host} answered ${landing.status}: ${message}`,
          action:
            'Check that edge and console use the same database and key ring; a source that was made this moment is known after a few seconds.',
        });
      if (ofTheUrl.has(code))
        return bad('reached', {
          title: 'The edge does not take this delivery',
          detail: `${landing.status}: ${message}`,
          action,
        });
      return good('reached', {
        title: 'The edge was reached',
        detail: `${host} answered ${landing.status}.`,
      });
    }
  }
}

const vendorAlone = (manifest: Manifest, reason: string): Said => ({
  title: `Only ${manifest.name} can prove a delivery here`,
  detail: `It proves its deliveries with a key that it keeps to itself, so no test of ours can (${reason}). That says nothing against your set-up.`,
  action: `Make something happen in ${manifest.name} and watch for the first real delivery.`,
});

/** Reasons that name what the settings lack, rather than what only the vendor has. */
const isGap = (reason: string): boolean => / (is|are) set$/.test(reason);

function refusal({ platform, signing, publicUrl }: Findings, reason: string): TrialCheck {
  const { manifest } = platform;
  if (signing.kind === 'failed')
    return bad('verified', {
      title: 'The stored settings do not serve to sign',
      detail: 'One of the keys or secrets is not in the form that it has to have.',
      action: 'Enter the keys again, whole, as the vendor’s page shows them.',
    });
  if (signing.kind === 'proven')
    return bad('verified', {
      title: `The edge refuses it: ${reason}`,
      detail: 'The same delivery proves itself here, with the same settings.',
      action: `Check that PUBLIC_URL of the edge is ${publicUrl}, as vendors sign the URL that they call, and that no proxy in between changes URL, headers or body.`,
    });
  if (isGap(signing.reason))
    return bad('verified', {
      title: `Nothing can be verified: ${signing.reason}`,
      detail: 'The settings lack what proves that a delivery comes from the vendor.',
      action: adviceOn(signing.reason),
    });
  return unknown('verified', vendorAlone(manifest, signing.reason));
}

function verified(findings: Findings): TrialCheck {
  const { landing } = findings;
  if (landing.kind === 'judged') {
    const { answer } = landing;
    if (!answer.verified) return refusal(findings, answer.reason ?? 'it gave no reason');
    const how = answer.method === undefined ? '' : ` (${answer.method})`;
    return good('verified', {
      title: 'It proves where it comes from',
      detail: `Signed with the stored settings, and verified by the edge${how}.`,
    });
  }
  if (landing.kind === 'refused') {
    const { status, error } = landing;
    const detail = `${status}: ${error.message}`;
    // A 401 instead of a judgement: the edge has taken the test for a delivery of some stranger.
    if (error.code === 'edge.signature-invalid')
      return bad('verified', {
        title: 'The edge did not know this as a test of ours',
        detail,
        action:
          'Check that console and edge have the same CONNECTIONS_KEYS, that their clocks agree within a minute, and that no proxy removes the header x-throughline-trial.',
      });
    if (error.code === 'edge.keys-away')
      return bad('verified', {
        title: 'The vendor’s public keys could not be fetched',
        detail,
        action: error.action,
      });
  }
  return unknown('verified', { title: 'Not verified', detail: 'The edge did not get that far.' });
}

function answered({ landing }: Findings): TrialCheck {
  if (landing.kind === 'judged' && landing.answer.verified) {
    const { status } = landing.answer;
    return status < 400
      ? good('answered', {
          title: `The vendor would be answered ${status}`,
          detail: 'Which is what it takes for a success.',
        })
      : bad('answered', {
          title: `The vendor would be answered ${status}`,
          detail: 'The edge knows the delivery, and answers with a refusal.',
          action: 'Compare the settings with what the vendor shows.',
        });
  }
  if (
    landing.kind === 'refused' &&
    !ofTheUrl.has(landing.error.code) &&
    landing.error.code !== 'edge.signature-invalid'
  )
    return bad('answered', {
      title: `The vendor would be answered ${landing.status}`,
      detail: landing.error.message,
      action: landing.error.action,
    });
  return unknown('answered', {
    title: 'No answer for the vendor',
    detail: 'What it would be answered shows once a delivery is verified.',
  });
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

function read({ platform, settings, reading }: Findings): TrialCheck {
  if (reading.kind === 'failed')
    return bad('read', {
      title: 'It could not be read',
      detail: reading.error?.message ?? 'The reader failed in a way that nobody foresaw.',
      action: reading.error?.action ?? 'Report it with the name of the platform and of the sample.',
    });
  const { interactions, pointers } = reading;
  if (interactions.length + pointers.length === 0)
    return unknown('read', { title: 'Nothing to read', detail: 'The sample tells of nothing.' });
  if (interactions.length === 0 && platform.source.access?.(settings) === undefined)
    return unknown('read', {
      title: 'It names something that cannot be fetched yet',
      detail: `${platform.manifest.name} only says that something changed; the thing itself is brought by its API.`,
      action: 'Enter the credentials of the vendor’s API in the settings, as the steps say.',
    });
  const told = [
    ...(interactions.length > 0 ? [counted(interactions.length, 'interaction')] : []),
    ...(pointers.length > 0 ? [`${counted(pointers.length, 'object')} to fetch`] : []),
  ];
  return good('read', {
    title: `Read as ${told.join(' and ')}`,
    detail: 'This is what the archive, the scores and your CRM would get.',
  });
}

/** What was found, in the order of a delivery's way. */
export const checksOf = (findings: Findings): TrialCheck[] => [
  reached(findings),
  verified(findings),
  answered(findings),
  read(findings),
];
