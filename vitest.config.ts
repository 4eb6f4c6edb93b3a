import { defineConfig } from 'vitest/config'
import { faultTable } from './test/support/fault-table.ts'
import { skippedReporter } from './test/support/skipped-reporter.ts'
import { testLimitMs } from './test/support/wait-for.ts'

// `.ci/run` names a file here and takes its final numbers from it.
const jsonFile = process.env.JOBDECK_TEST_JSON
const hasFaultTable = process.env.JOBDECK_FAULTS === 'long'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/pattern-equality.ts'],
    reporters: [skippedReporter, 'default', ...(jsonFile ? ['json'] : []), ...(hasFaultTable ? [faultTable] : [])],
    outputFile: jsonFile ? { json: jsonFile } : undefined,
    // Most tests wait for brokers, terminals and clocks, so more of them run than there are cores.
    maxWorkers: 3,
    testTimeout: testLimitMs,
    hookTimeout: testLimitMs,
  },
})
