import type { HttpRequest, Verification } from '../../../../packages/platforms/src/contract.ts';
import { equalInConstantTime, header, refused } from '../../../../packages/platforms/src/schemes/index.ts';
import type { Settings } from './settings.ts';

const SECRET = 'x-webhook-secret';

export const verify = (request: HttpRequest, { secret }: Settings): Verification =>
  equalInConstantTime(header(request, SECRET) ?? '', secret)
    ? { ok: true }
    : refused('the secret in the header does not match');

export const sign = (request: HttpRequest, { secret }: Settings): HttpRequest => ({
  ...request,
  headers: { ...request.headers, [SECRET]: secret },
});
