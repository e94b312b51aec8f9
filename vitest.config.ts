import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**', '**/dist/**', '.throughline/**'];

export default defineConfig({
  test: {
    // Chains of real services on two cores: more than two files at once only wait for each other.
    maxWorkers: 2,
    teardownTimeout: 60_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,services,schemas,scripts,bench,deploy}/**/*.test.ts'],
          exclude: [...exclude, '**/*.integration.test.ts', '**/*.browser.test.ts'],
          testTimeout: 15_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts', '**/*.browser.test.ts', 'tests/**/*.test.ts'],
          exclude,
          globalSetup: ['packages/stack/src/vitest-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
