import { defineErrors } from '@throughline/errors';

export const eightByEightErrors = defineErrors('8x8', {
  notConfigured: {
    retryable: false,
    message: 'The source lacks what the 8x8 CRM API needs.',
    action: 'Set cluster URL, tenant, user name and password in the source’s settings, then retry the fetch.',
  },
  refused: {
    retryable: false,
    message: 'The 8x8 CRM API refused the request.',
    action:
      'Check the API’s user name, password and access rights in Configuration Manager, then retry the fetch.',
  },
  away: {
    retryable: true,
    message: 'The 8x8 CRM API does not answer as it should.',
    action: 'Nothing: it is tried again. If it stays so, look at the vendor’s status page.',
  },
});
