import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './run/longest-first.ts'
import { suites } from './run/suites.ts'

const kit = (file: string): string => join(import.meta.dirname, 'kit', file)

export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    maxWorkers: 2,
    // A worker may have a whole network to end.
    teardownTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    projects: suites.map(({ name, include, exclude = [], oneProgram, needs }) => ({
      extends: true,
      test: {
        name,
        isolate: oneProgram !== true,
        include: [...include],
        exclude: ['**/node_modules/**', '**/dist/**', ...exclude],
        setupFiles: [kit('seed.setup.ts')],
        globalSetup: [...needs.map((server) => kit(`${server}.setup.ts`)), kit('figures.setup.ts')],
        testTimeout: 40_000,
        hookTimeout: 60_000,
      },
    })),
  },
})
