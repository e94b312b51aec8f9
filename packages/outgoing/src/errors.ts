import { defineErrors } from '@throughline/errors';

/** What may happen to a request that we send to somebody else's server. */
export const outgoingErrors = defineErrors('outgoing', {
  addressRefused: {
    retryable: false,
    status: 422,
    message: 'The address points into a private network, where requests on behalf of a setting may not go.',
    action: 'Use a public address, or allow private addresses in the settings of this installation.',
  },
  invalidUrl: {
    retryable: false,
    status: 422,
    message: 'The address is not an http or https URL.',
    action: 'Correct the address in the connection.',
  },
  notSent: {
    retryable: true,
    status: 502,
    message: 'The server could not be reached; nothing was sent.',
    action: 'Check the address and that the server is up; it is tried again by itself.',
  },
  timedOut: {
    retryable: true,
    status: 504,
    message: 'The server did not answer in time; the request may have had its effect.',
    action:
      'It is tried again by itself where that is safe; check the status page of the server if it lasts.',
  },
  connectionLost: {
    retryable: true,
    status: 502,
    message: 'The connection broke before the answer was complete; the request may have had its effect.',
    action: 'It is tried again by itself where that is safe.',
  },
  answerTooLarge: {
    retryable: false,
    status: 502,
    message: 'The answer is larger than what is accepted.',
    action: 'Ask for less at once, or raise the limit.',
  },
  tooManyRedirects: {
    retryable: false,
    status: 502,
    message: 'The server redirected too often.',
    action: 'Enter the address that the redirects lead to.',
  },
});
