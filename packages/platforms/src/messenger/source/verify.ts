export { handshake } from '../../meta/handshake.ts';
export { sign, verify } from '../../meta/signature.ts';
