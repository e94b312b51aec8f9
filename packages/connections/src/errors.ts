import { defineErrors } from '@throughline/errors';

export const connectionsErrors = defineErrors('connections', {
  keysInvalid: {
    retryable: false,
    message: 'The keys that protect the credentials are not valid.',
    action:
      'Set CONNECTIONS_KEYS to id:key pairs separated by commas, each key 32 random bytes in base64, the current one first.',
  },
  keyUnknown: {
    retryable: false,
    message: 'Credentials are encrypted with a key that is not in the key ring.',
    action:
      'Put the key with the id named in the detail back into CONNECTIONS_KEYS, or enter the credentials again.',
  },
  undecipherable: {
    retryable: false,
    message: 'Stored credentials cannot be decrypted: the row or the key is not what it was.',
    action:
      'Check that CONNECTIONS_KEYS holds the right key under this id; if so the row was altered: enter the credentials again.',
  },
  settingsInvalid: {
    retryable: false,
    status: 400,
    message: 'The settings are not those that the platform needs.',
    action: 'Correct the settings that the detail names; the platform’s page says where to find each.',
  },
  nameInvalid: {
    retryable: false,
    status: 400,
    message: 'A connection needs a name of 1 to 200 characters.',
    action: 'Give it a name by which people will know it.',
  },
  notFound: {
    retryable: false,
    status: 404,
    message: 'There is no such connection.',
    action: 'Check its id; it may have been deleted.',
  },
});
