import { defineErrors } from '@throughline/errors';

export const consoleErrors = defineErrors('console', {
  notSignedIn: {
    retryable: false,
    status: 401,
    message: 'This needs a signed-in user or an API token.',
    action: 'Sign in, or send a valid token in the Authorization header.',
  },
  wrongCredentials: {
    retryable: false,
    status: 401,
    message: 'The name or the password is wrong.',
    action: 'Check both and try again.',
  },
  tooManySignIns: {
    retryable: true,
    status: 429,
    message: 'There were too many failed attempts to sign in.',
    action: 'Wait for the time that Retry-After names.',
  },
  tooManyRequests: {
    retryable: true,
    status: 429,
    message: 'This caller has sent too many requests.',
    action: 'Wait for the time that Retry-After names.',
  },
  roleMissing: {
    retryable: false,
    status: 403,
    message: 'Your role does not allow this.',
    action: 'Ask an administrator for a role that does.',
  },
  foreignOrigin: {
    retryable: false,
    status: 403,
    message: 'The request did not come from the console.',
    action:
      'Open the console at its own address and try again; scripts use an API token instead of a session.',
  },
  requestInvalid: {
    retryable: false,
    status: 400,
    message: 'The request is not as the API describes it.',
    action: 'Compare the named fields with /api/v1/openapi.json.',
  },
  bodyInvalid: {
    retryable: false,
    status: 400,
    message: 'The body cannot be read as JSON.',
    action: 'Send valid JSON in UTF-8 with the content type application/json.',
  },
  bodyTooLarge: {
    retryable: false,
    status: 413,
    message: 'The body is larger than the API accepts.',
    action: 'Send less than 256 kB.',
  },
  notFound: {
    retryable: false,
    status: 404,
    message: 'There is nothing under this address.',
    action: 'Check the id and the path.',
  },
  keyInvalid: {
    retryable: false,
    status: 400,
    message: 'The Idempotency-Key cannot name a request.',
    action: 'Send 8 to 200 visible ASCII characters, such as a UUID, or leave the header out.',
  },
  keyReused: {
    retryable: false,
    status: 409,
    message: 'Another order was given under this Idempotency-Key.',
    action: 'Give every order a key of its own; repeat the same order under the same key only.',
  },
  stopping: {
    retryable: true,
    status: 503,
    message: 'The console was stopped while it applied rules.',
    action: 'Order the same rules again under the same Idempotency-Key: they go on.',
  },
  rulesSuperseded: {
    retryable: false,
    status: 409,
    message: 'Other rules were ordered before these were applied everywhere.',
    action: 'Nothing, unless these are wanted after all: then order them anew.',
  },
  rulesBusy: {
    retryable: true,
    status: 409,
    message: 'Other rules are being applied now.',
    action: 'Wait until they hold everywhere: GET /api/v1/identity/rules says how far they are.',
  },
  nameTaken: {
    retryable: false,
    status: 409,
    message: 'Somebody has this name already.',
    action: 'Choose another name.',
  },
  platformUnknown: {
    retryable: false,
    status: 400,
    message: 'There is no platform of this name.',
    action: 'Choose one that GET /api/v1/platforms lists.',
  },
  settingsInvalid: {
    retryable: false,
    status: 400,
    message: 'The settings are not what this platform needs.',
    action: 'Compare the named settings with the platform’s page.',
  },
  sampleUnknown: {
    retryable: false,
    status: 400,
    message: 'The platform has no such sample.',
    action: 'Choose one of those that GET /api/v1/platforms names.',
  },
  internal: {
    retryable: true,
    status: 500,
    message: 'Something went wrong on our side.',
    action: 'Try again; if it stays, give the request id to your administrator.',
  },
});
