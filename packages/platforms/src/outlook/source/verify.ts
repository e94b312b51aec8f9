/** Outlook proves itself as all of Graph does. */
export { sign, verify } from '../../microsoft/verify.ts';
