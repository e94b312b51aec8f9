/** A vendor's object by one name: `<type>/<id>`, or the id alone where the platform gives no type. */
export const objectKey = (objectType: string, objectId: string): string =>
  objectType === '' ? objectId : `${objectType}/${objectId}`;
