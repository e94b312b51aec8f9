/**
 * A document's id in OpenSearch: the UUID in base64url. Such ids are kept as the bytes that they stand for, 16 instead of the 27 of the
 * usual form (`Uid.encodeId` in OpenSearch's server), and each write looks one up.
 */
export const idOf = (documentId: string): string =>
  Buffer.from(documentId.replaceAll('-', ''), 'hex').toString('base64url');
