import type { Fetch } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { IMMUTABLE_IDS, urlOf } from '../../microsoft/graph.ts';
import { isConfigured } from '../../microsoft/settings.ts';
import { FOLDER_HEADER, MESSAGE } from './pointer.ts';
import type { Settings } from './settings.ts';

/** What of a message never changes once it was sent. Whether somebody read or flagged it is no business of an archive, and would make it new each time. */
const FIELDS = [
  'id',
  'createdDateTime',
  'receivedDateTime',
  'sentDateTime',
  'hasAttachments',
  'internetMessageId',
  'internetMessageHeaders',
  'subject',
  'importance',
  'conversationId',
  'isDraft',
  'webLink',
  'body',
  'uniqueBody',
  'sender',
  'from',
  'replyTo',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
];

/** Attachments are listed, not brought. */
const QUERY = `$select=${FIELDS.join(',')}&$expand=attachments($select=id,name,contentType,size,isInline)`;

/**
 * GET /users/{mailbox}/messages/{id}: https://learn.microsoft.com/graph/api/message-get. Without OData's annotations, as an etag
 * changes whenever somebody reads the message.
 * @throws platforms.api-not-configured, and as `call`
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  const { mailbox, folder } = pointer.parameters;
  if (!isConfigured(api.settings)) throw platformErrors.apiNotConfigured();
  if (pointer.objectType !== MESSAGE || mailbox === undefined) return { found: false };
  const path = `/v1.0/users/${encodeURIComponent(mailbox)}/messages/${encodeURIComponent(pointer.objectId)}`;
  const url = `${urlOf(api.settings, path)}?${QUERY}`;
  const headers = { accept: 'application/json;odata.metadata=none', prefer: IMMUTABLE_IDS };
  const response = await call(api, { method: 'GET', url, headers });
  if (response === undefined) return { found: false };
  return {
    found: true,
    objects: [
      {
        url,
        headers: {
          'content-type': 'application/json',
          ...(folder === undefined ? {} : { [FOLDER_HEADER]: folder }),
        },
        body: response.body,
      },
    ],
  };
};
