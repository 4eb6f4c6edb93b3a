import { defineConfig } from 'vitest/config'

// Real agents, in a network namespace with nothing but loopback: `npm run test:agents` (scripts/test-agents.sh).
export default defineConfig({
  test: {
    include: ['test/agents/**/*.agents.ts'],
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
