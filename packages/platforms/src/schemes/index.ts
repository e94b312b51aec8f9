export * from './compare.ts';
export * from './hmac.ts';
export * from './request.ts';
export * from './secret.ts';
