export * from './body-token.ts';
export * from './compare.ts';
export * from './ecdsa.ts';
export * from './hmac.ts';
export * from './path-secret.ts';
export * from './request.ts';
export * from './secret.ts';
export * from './standard-webhooks.ts';
