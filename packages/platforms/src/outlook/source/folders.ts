import { arrayOf, stringOf } from '../../reading/index.ts';
import { queryOf } from '../../schemes/index.ts';

/** A folder of a mailbox, which is what Graph subscribes to and tells changes of: `support@example.com/inbox`. */
export interface Folder {
  readonly mailbox: string;
  readonly folder: string;
}

/** Their keys, which name subscriptions and feeds alike. */
export function folderKeys(settings: {
  readonly mailboxes?: unknown;
  readonly folders?: unknown;
}): ReadonlyArray<string> {
  const texts = (value: unknown) => arrayOf(value).flatMap((one) => stringOf(one) ?? []);
  return texts(settings.mailboxes).flatMap((mailbox) =>
    texts(settings.folders).map((folder) => `${mailbox}/${folder}`),
  );
}

/** Neither addresses nor ids hold a slash. */
export function folderOf(key: string): Folder {
  const slash = key.indexOf('/');
  return { mailbox: key.slice(0, slash), folder: key.slice(slash + 1) };
}

/** The resource that a subscription names. */
export function resourceOf(key: string): string {
  const { mailbox, folder } = folderOf(key);
  return `users/${mailbox}/mailFolders('${folder.replaceAll("'", "''")}')/messages`;
}

/** The API's path of a folder's messages. */
export function messagesPath(key: string): string {
  const { mailbox, folder } = folderOf(key);
  return `/v1.0/users/${encodeURIComponent(mailbox)}/mailFolders/${encodeURIComponent(folder)}/messages`;
}

const PARAMETER = 'folder';

/**
 * A notification names a message but not its folder, which says whether it was sent. The URL that a folder's subscription is made for
 * says it instead.
 */
export function withFolder(key: string, url: string): string {
  const folder = encodeURIComponent(folderOf(key).folder);
  return `${url}${url.includes('?') ? '&' : '?'}${PARAMETER}=${folder}`;
}

/** The folder that a delivery is of. */
export const folderIn = (url: string): string | undefined => queryOf(url).get(PARAMETER) ?? undefined;
