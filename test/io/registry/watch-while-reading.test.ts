import { watch } from 'node:fs'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { RegistrySnapshot } from '../../../src/io/registry/record-cache.ts'
import { watchRegistry } from '../../../src/io/registry/watch-registry.ts'
import { waitFor } from '../../support/wait-for.ts'
import { putRecord, temporaryDir } from './fixtures.ts'

/** Reading the record of this job takes until the test lets it continue. */
const slow = vi.hoisted(() => ({ id: 'slow0001', begun: 0, held: Promise.withResolvers<void>() }))
vi.mock('../../../src/io/registry/record-file.ts', async (original) => {
  const real = await original<typeof import('../../../src/io/registry/record-file.ts')>()
  const readRecordFile: typeof real.readRecordFile = async (dir, id, known) => {
    if (id === slow.id && slow.begun++ === 0) await slow.held.promise
    return await real.readRecordFile(dir, id, known)
  }
  return { ...real, readRecordFile }
})

it('changes during a read of the registry are read after it', async () => {
  const dir = await temporaryDir()
  const updates: RegistrySnapshot[] = []
  const registry = watchRegistry(dir, (snapshot) => updates.push(snapshot))
  onTestFinished(() => registry.close())
  await waitFor(() => updates.length > 0, { what: 'the first update' })
  // A watch that was started later is notified later.
  const told: (string | null)[] = []
  const witness = watch(dir, (_kind, name) => told.push(name))
  onTestFinished(() => witness.close())
  await putRecord(dir, slow.id)
  await waitFor(() => slow.begun > 0, { what: 'the reading' })
  const late = await putRecord(dir, 'late0001')
  await waitFor(() => told.includes('late0001.json'), { what: 'the notification' })
  slow.held.resolve()
  await waitFor(() => updates.at(-1)?.records.has(late), { what: 'the record that came meanwhile' })
  expect(updates.at(-1)?.records.size).toBe(2)
})
