import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { registerJob } from '../../../src/io/registry/register-job.ts'
import { putRecord, request, temporaryDir } from './fixtures.ts'

/** The random numbers are eight times 0, then eight times 1, and so on. */
let thrown = 0
vi.mock('node:crypto', async (original) => ({
  ...(await original<typeof import('node:crypto')>()),
  randomInt: () => Math.floor(thrown++ / 8),
}))

it('gives a job an id that neither a record nor the log of an earlier job has', async () => {
  const dir = await temporaryDir()
  await putRecord(dir, '00000000')
  await writeFile(join(dir, '11111111.events.log'), '{}\n')
  expect(await registerJob(dir, request)).toBe('22222222')
})
