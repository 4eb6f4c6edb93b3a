import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { readRegistry } from '../../../src/io/registry/read-registry.ts'
import { registerJob } from '../../../src/io/registry/register-job.ts'
import { setStatus, takeNextSeq } from '../../../src/io/registry/registry.ts'
import { putRecord, recordJson, request, temporaryDir } from '../registry/fixtures.ts'

vi.mock('koffi', () => {
  throw new Error('Cannot find the native Koffi module')
})

describe('where the native lock fails to load', () => {
  it('still reads', async () => {
    const dir = await temporaryDir()
    await putRecord(dir, 'abc12345')
    expect((await readRegistry(dir)).records.size).toBe(1)
  })

  it('refuses every change with the reason, and changes nothing', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345')
    const changes = [() => registerJob(dir, request), () => takeNextSeq(dir, id), () => setStatus(dir, id, 'running')]
    for (const change of changes)
      await expect(change()).rejects.toMatchObject({
        name: 'JobdeckError',
        code: 'config',
        message: expect.stringMatching(/read but not written.*koffi/),
      })
    expect(await readdir(dir)).toEqual(['abc12345.json'])
    expect(await readFile(join(dir, 'abc12345.json'), 'utf8')).toBe(recordJson('abc12345'))
  })
})
