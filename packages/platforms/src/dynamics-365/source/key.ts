/** Query parameters that carry the key: `code` is what WebhookKey means, `key` the one that we name for HttpQueryString. */
export const KEY_PARAMETERS: ReadonlyArray<string> = ['code', 'key'];

/** The header that we name for HttpHeader. */
export const KEY_HEADER = 'x-webhook-key';
