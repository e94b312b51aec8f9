import type { Pointer } from '../../contract.ts';
import { changeOf } from '../../microsoft/notification.ts';
import { objectOf, stringOf, type Json } from '../../reading/index.ts';
import { folderIn } from './folders.ts';

export const MESSAGE = 'message';

/** Kept beside a fetched message: the folder that it was told of in. */
export const FOLDER_HEADER = 'x-graph-folder';

/** A message of a mailbox. Its id is unique beyond the mailbox, and stays when it moves between folders. */
export const messagePointer = (
  place: { readonly mailbox: string; readonly folder?: string | undefined },
  id: string,
  change: Pointer['change'],
): Pointer => ({
  pointer: true,
  objectType: MESSAGE,
  objectId: id,
  change,
  parameters: { mailbox: place.mailbox, ...(place.folder === undefined ? {} : { folder: place.folder }) },
});

/**
 * `Users/{user}@{tenant}/Messages/{id}`, in whatever case: the resource of a notification, whichever folder was subscribed to.
 */
const RESOURCE = /^\/?users\/([^/?#]+)\/(?:mailfolders(?:\/[^/?#]+|\('[^/?#]+'\))\/)?messages\/([^/?#]+)$/i;

/** Graph tells ids of users as `{user}@{tenant}` there; its paths take the user alone. */
const userOf = (text: string): string => /^([0-9a-f-]{36})@[0-9a-f-]{36}$/i.exec(text)?.[1] ?? text;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

export function pointerOf(item: Json, url: string): Pointer | undefined {
  const [, user, idInPath] = RESOURCE.exec(stringOf(item['resource']) ?? '') ?? [];
  // Dots alone would climb up in the API's path.
  if (user === undefined || idInPath === undefined || /^\.+$/.test(decoded(user))) return undefined;
  const id = stringOf(objectOf(item['resourceData'])['id']) ?? decoded(idInPath);
  return messagePointer({ mailbox: userOf(decoded(user)), folder: folderIn(url) }, id, changeOf(item));
}
