import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const exclude = ['**/node_modules/**', '**/dist/**', '.throughline/**'];

/** What takes minutes begins first, so that no worker is left alone with it at the end. */
const longest = ['services/fetcher/src/month-', 'tests/chaos/', '.browser.test.', '/tests/'];
const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = longest.findIndex((part) => moduleId.includes(part));
  return place < 0 ? longest.length : place;
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
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
