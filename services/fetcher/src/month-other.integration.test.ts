import { testStack } from '@throughline/stack/testing';
import { afterAll } from 'vitest';
import { testMonths } from './testing-month.ts';

const stack = await testStack();
afterAll(() => stack.cleanUp());

testMonths(stack, true);
