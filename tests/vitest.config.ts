import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))
const never = ['**/node_modules/**', 'tests/e2e/**']
const built = ['tests/budgets/**', 'tests/quality/**']
const foreign = ['tests/samples/**', 'tests/receivers/**']
const redis = ['tests/redis/**']

/**
 * `unit` needs nothing but the sources; `samples` runs programs of other languages where their toolchains are there,
 * `redis` a Redis server where there is one;
 * `budgets` and `quality` read what `npm run build` made.
 */
export default defineConfig({
  root,
  test: {
    environment: 'node',
    // by default one core is left idle, which on two cores is half of the machine
    maxWorkers: '100%',
    testTimeout: 30_000,
    // reading the whole catalog takes seconds
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['**/*.test.ts'], exclude: [...never, ...built, ...foreign, ...redis] },
      },
      { extends: true, test: { name: 'samples', include: foreign.map((folder) => `${folder}/*.test.ts`) } },
      { extends: true, test: { name: 'redis', include: redis.map((folder) => `${folder}/*.test.ts`) } },
      { extends: true, test: { name: 'budgets', include: ['tests/budgets/**/*.test.ts'] } },
      { extends: true, test: { name: 'quality', include: ['tests/quality/**/*.test.ts'] } },
    ],
  },
})
