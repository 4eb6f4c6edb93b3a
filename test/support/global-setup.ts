// Runs once before all tests and names the missing tools, so that no test is skipped silently.
import type { TestProject } from 'vitest/node'
import { findTools } from './tools.ts'

export function setup(project: TestProject): void {
  // Debian keeps mosquitto outside of a user's PATH; the workers inherit this.
  process.env.PATH = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`
  const { missing, python } = findTools()
  project.provide('missingTools', missing)
  project.provide('python', python)
  if (missing.length === 0) return
  const names = missing.join(', ')
  if (process.env.CI) throw new Error(`CI is set, and these tools are missing: ${names} (names of Debian packages)`)
  process.stderr.write(`\nMissing (names of Debian packages): ${names}. The tests that need them are skipped.\n`)
}
