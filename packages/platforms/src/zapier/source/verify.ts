export { signShared as sign, verifyShared as verify } from '../../generic/source/shared-secret.ts';
