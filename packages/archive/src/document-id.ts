const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => UUID.test(text);

/**
 * A document's id in OpenSearch: the UUID in base64url. Such ids are kept as the bytes that they stand for, 16 instead of the 27 of the
 * usual form (`Uid.encodeId` in OpenSearch's server), and each write looks one up.
 * @param documentId a UUID: of anything else only the digits up to the first other character would count
 */
export const idOf = (documentId: string): string =>
  Buffer.from(documentId.replaceAll('-', ''), 'hex').toString('base64url');
