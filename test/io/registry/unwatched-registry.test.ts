import { EventEmitter } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { waitFor } from '../../support/wait-for.ts'
import { putRecord, recordJson, temporaryDir } from './fixtures.ts'
import { watched } from './watched-registry.ts'

/** The system's answer to a request to watch. */
const system = vi.hoisted(() => ({ watch: (): unknown => null }))
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  watch: () => system.watch(),
}))

describe('where the system has no watches left', () => {
  it('regular checks find new records and records written in place; the others stay the same objects', async () => {
    system.watch = () => {
      throw Object.assign(new Error('System limit for number of file watchers reached'), { code: 'ENOSPC' })
    }
    const dir = await temporaryDir()
    const other = await putRecord(dir, 'def67890')
    const { updates } = await watched(dir)
    const id = await putRecord(dir, 'abc12345')
    await waitFor(() => updates.at(-1)?.records.has(id), { what: 'the record' })
    await putRecord(dir, 'abc12345', recordJson('abc12345', { prompt: 'another' }))
    await waitFor(() => updates.at(-1)?.records.get(id)?.prompt === 'another', { what: 'the new prompt' })
    expect(updates).toHaveLength(3)
    expect(updates[2]?.records.get(other)).toBe(updates[0]?.records.get(other))
  })
})

describe("where the system's watch stays silent", () => {
  it('regular checks find new and removed records', async () => {
    system.watch = () => Object.assign(new EventEmitter(), { close: () => {} })
    const dir = await temporaryDir()
    const { updates } = await watched(dir)
    const id = await putRecord(dir, 'abc12345')
    await waitFor(() => updates.at(-1)?.records.has(id), { what: 'the record' })
    await rm(join(dir, 'abc12345.json'))
    await waitFor(() => updates.at(-1)?.records.size === 0, { what: 'the removal' })
  })
})
