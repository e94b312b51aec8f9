import { expect, test } from 'vitest';
import { CodedError, defineErrors, isRetryable } from './index.ts';

const errors = defineErrors('edge', {
  signatureInvalid: { retryable: false, status: 401, message: 'No.', action: 'Check the secret.' },
  storeAway: { retryable: true, status: 503, message: 'Later.', action: 'Wait.' },
});

test('a code is the family and the key in kebab case', () => {
  const error = errors.signatureInvalid({ detail: { source: 'src_1' } });
  expect(error).toBeInstanceOf(CodedError);
  expect(error.code).toBe('edge.signature-invalid');
  expect(error.status).toBe(401);
  expect(error.detail).toEqual({ source: 'src_1' });
});

test('only what says so is retryable', () => {
  expect(isRetryable(errors.storeAway())).toBe(true);
  expect(isRetryable(errors.signatureInvalid())).toBe(false);
  expect(isRetryable(new Error('x'))).toBe(false);
});

test('definitions are listed by code', () => {
  expect([...errors.definitions.keys()]).toEqual(['edge.signature-invalid', 'edge.store-away']);
});
