/** Values that name nobody. People who merged on `undefined` cannot be told apart again, so these never enter the graph. */

const placeholders = new Set(
  (
    'undefined null none nil nan na n/a anonymous unknown unavailable guest anon user customer test tester testing ' +
    'true false default example sample dummy foo bar string [object object] not set notset not available restricted private blocked ' +
    'withheld no-email noemail -1 - _ . ?'
  ).split(' '),
);
placeholders.add('[object object]').add('not set').add('not available');

/** Local parts behind which sits a machine, or somebody trying things out. */
const machineMailboxes =
  /^(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?|test|tester|undefined|null|none|nobody|noemail|no-?email|anonymous|unknown)([+._-].*)?$/;

/** Local parts that a company's people share. */
const roleMailboxes = new Set(
  (
    'info contact office mail email hello hi sales support help helpdesk service kundenservice admin administrator billing accounts ' +
    'accounting invoices invoice orders order team hr jobs marketing press enquiries inquiries reception webmaster abuse security ' +
    'privacy legal newsletter feedback booking bookings reservations customerservice'
  ).split(' '),
);

const allZeros = /^[0+\-\s().:]*$/;
const sameDigit = /^\+?\d{0,3}?(\d)\1{6,}$/;
const MAXIMUM_LENGTH = 512;

function emailReason(value: string): string | undefined {
  const at = value.lastIndexOf('@');
  if (at < 1 || at === value.length - 1) return 'malformed';
  return machineMailboxes.test(value.slice(0, at).toLowerCase()) ? 'machine' : undefined;
}

function phoneReason(value: string): string | undefined {
  const digits = value.replaceAll(/\D/g, '');
  // Short codes and extensions are a company's, and so are numbers that withhold themselves.
  if (digits.length < 6) return 'short';
  return sameDigit.test(value) ? 'placeholder' : undefined;
}

/** Control characters cannot be typed, nor can PostgreSQL keep NUL; a value with one was not read right. */
// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f]/;

/**
 * Why a value identifies nobody, or undefined where it does.
 * @returns `empty`, `oversized`, `malformed`, `placeholder`, `zeros`, `machine` or `short`
 */
export function blockedReason(type: string, value: string): string | undefined {
  const text = value.trim().toLowerCase();
  if (text === '' || type === '') return 'empty';
  if (value.length > MAXIMUM_LENGTH || type.length > 64) return 'oversized';
  if (control.test(value) || /[^\w.-]/.test(type)) return 'malformed';
  if (placeholders.has(text)) return 'placeholder';
  if (allZeros.test(text)) return 'zeros';
  if (type === 'email') return emailReason(text);
  if (type === 'phone') return phoneReason(text);
  return undefined;
}

/** Whether a value is many people's by its very form: it may hold interactions, as a customer of its own, but never links. */
export function sharedByRule(type: string, value: string): boolean {
  if (type !== 'email') return false;
  const local = value.slice(0, value.lastIndexOf('@')).toLowerCase();
  return roleMailboxes.has(local.split('+', 1)[0] ?? local);
}
