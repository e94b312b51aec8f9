export { isLife, lifeName, plainOf } from '@throughline/schemas';
