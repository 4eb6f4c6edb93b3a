import { renameSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { registerJob } from '../../../src/io/registry/register-job.ts'
import { setStatus } from '../../../src/io/registry/registry.ts'
import { waitFor } from '../../support/wait-for.ts'
import { jobId, putRecord, recordJson, request, temporaryDir } from './fixtures.ts'
import { watched } from './watched-registry.ts'

/** Stops the regular checks; each call of the result makes as many as fit into a quarter of a second. */
function stopChecking(): () => void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  return () => void vi.advanceTimersByTime(250)
}

describe('watching the registry', () => {
  it('first reports what is there', async () => {
    const dir = await temporaryDir()
    await putRecord(dir, 'abc12345')
    const { updates } = await watched(dir)
    expect([...(updates[0]?.records.keys() ?? [])]).toEqual(['abc12345'])
  })

  it('shows new, changed and removed records when the system notifies, without regular checks', async () => {
    const dir = await temporaryDir()
    stopChecking()
    const { last } = await watched(dir)
    const id = await registerJob(dir, request)
    await waitFor(() => last().records.has(id), { what: 'the record' })
    await setStatus(dir, id, 'running')
    await waitFor(() => last().records.get(id)?.status === 'running', { what: 'the status' })
    await rm(join(dir, `${id}.json`))
    await waitFor(() => last().records.size === 0, { what: 'the removal' })
  })

  it('notices a directory that is created, removed or replaced by a quarter of a second of checks', async () => {
    const dir = join(await temporaryDir(), 'jobs')
    const check = stopChecking()
    const { last } = await watched(dir)
    const ids = () => [...last().records.keys()].join()
    await putRecord(dir, 'abc12345')
    check()
    await waitFor(() => ids() === 'abc12345', { what: 'the directory' })
    await rm(dir, { recursive: true })
    check()
    await waitFor(() => ids() === '', { what: 'the removal' })
    await putRecord(dir, 'def67890')
    check()
    await waitFor(() => ids() === 'def67890', { what: 'the directory made anew' })
    await rename(dir, `${dir}-old`)
    await putRecord(dir, 'ghi00000')
    check()
    await waitFor(() => ids() === 'ghi00000', { what: 'the directory in its place' })
  })

  it('shows records in a directory that did not exist before, nor did its parent', async () => {
    const dir = join(await temporaryDir(), '.hermes', 'jobs')
    const { last } = await watched(dir)
    expect(last().records.size).toBe(0)
    const id = await registerJob(dir, request)
    await waitFor(() => last().records.has(id), { what: 'the record' })
  })

  it('continues when the directory is removed and recreated', async () => {
    const dir = join(await temporaryDir(), 'jobs')
    await putRecord(dir, 'abc12345')
    const { last } = await watched(dir)
    await rm(dir, { recursive: true })
    await waitFor(() => last().records.size === 0, { what: 'the removal' })
    await putRecord(dir, 'def67890')
    await waitFor(() => last().records.has(jobId('def67890')), { what: 'the directory made anew' })
    await putRecord(dir, 'ghi00000')
    await waitFor(() => last().records.size === 2, { what: 'another record' })
  })

  it('continues when another directory takes its place', async () => {
    const parent = await temporaryDir()
    const dir = join(parent, 'jobs')
    await putRecord(dir, 'abc12345')
    await putRecord(join(parent, 'next'), 'def67890')
    const { last } = await watched(dir)
    await rename(dir, join(parent, 'old'))
    await rename(join(parent, 'next'), dir)
    await waitFor(() => [...last().records.keys()].join() === 'def67890', { what: 'the other directory' })
    await putRecord(dir, 'ghi00000')
    await waitFor(() => last().records.size === 2, { what: 'a record of the other directory' })
  })

  it('keeps the last content of a record while it cannot be read, and says so', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345', recordJson('abc12345', { auth_token: 'token' }))
    const { last } = await watched(dir)
    const before = last().records.get(id)
    await writeFile(join(dir, 'abc12345.json'), '{"schema_version":1,')
    await waitFor(() => last().problems.length === 1, { what: 'the problem' })
    expect(last().records.get(id)).toBe(before)
    await putRecord(dir, 'abc12345', recordJson('abc12345', { auth_token: 'other' }))
    await waitFor(() => last().records.get(id)?.auth_token === 'other', { what: 'the mended record' })
    expect(last().problems).toEqual([])
    await writeFile(join(dir, 'abc12345.json'), '')
    await waitFor(() => last().problems.length === 1, { what: 'the problem' })
    await rm(join(dir, 'abc12345.json'))
    await waitFor(() => last().records.size === 0, { what: 'the removal' })
  })

  it('shows a changed status, and keeps the other records as the same objects', async () => {
    const dir = await temporaryDir()
    await putRecord(dir, 'abc12345')
    const other = await putRecord(dir, 'def67890')
    const { updates, last } = await watched(dir)
    await setStatus(dir, 'abc12345', 'running')
    await waitFor(() => last().records.get(jobId('abc12345'))?.status === 'running', { what: 'the status' })
    expect(last().records.get(other)).toBe(updates[0]?.records.get(other))
  })

  it('shows a record that is written in place, and one that is removed', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345')
    const { last } = await watched(dir)
    await putRecord(dir, 'abc12345', recordJson('abc12345', { prompt: 'another' }))
    await waitFor(() => last().records.get(id)?.prompt === 'another', { what: 'the new prompt' })
    await rm(join(dir, 'abc12345.json'))
    await waitFor(() => last().records.size === 0, { what: 'the removal' })
  })

  it('combines a burst of 1,000 records into one update', async () => {
    const dir = await temporaryDir()
    const { updates, last } = await watched(dir)
    const ready = join(dir, '..', `${dir.split('/').at(-1)}-ready`)
    await mkdir(ready)
    onTestFinished(() => rm(ready, { recursive: true, force: true }))
    const ids = Array.from({ length: 1_000 }, (_, i) => `job${String(i).padStart(5, '0')}`)
    await Promise.all(ids.map((id) => putRecord(ready, id)))
    for (const id of ids) renameSync(join(ready, `${id}.json`), join(dir, `${id}.json`))
    await waitFor(() => last().records.size === 1_000, { what: 'the records' })
    expect(updates).toHaveLength(2)
  })

  it('reports changes that follow each other without a pause', async () => {
    const dir = await temporaryDir()
    const { updates } = await watched(dir)
    for (let n = 0; n < 200 && updates.length === 1; n++) {
      await putRecord(dir, 'abc12345', recordJson('abc12345', { prompt: `change ${n}` }))
      await delay(20)
    }
    expect(updates.length).toBeGreaterThan(1)
  })

  it('does not report locks, logs and temporary files, nor a record that stays the same', async () => {
    const dir = await temporaryDir()
    await putRecord(dir, 'abc12345')
    const { updates, last } = await watched(dir)
    for (const name of ['.lock', '.abc12345.jobdeck-tmp', 'abc12345.events.log']) await writeFile(join(dir, name), 'x')
    await setStatus(dir, 'abc12345', 'pending')
    await putRecord(dir, 'def67890')
    await waitFor(() => last().records.size === 2, { what: 'the new record' })
    expect(updates).toHaveLength(2)
  })

  it('reports a record that breaks, once, and its repair', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345')
    const { updates, last } = await watched(dir)
    await putRecord(dir, 'abc12345', '{"schema_version":')
    await waitFor(() => last().problems.length === 1, { what: 'the problem' })
    expect(last().problems).toMatchObject([{ jobId: id, fault: 'not-json' }])
    await putRecord(dir, 'abc12345')
    await waitFor(() => last().problems.length === 0, { what: 'the mending' })
    expect(last().records.size).toBe(1)
    expect(updates).toHaveLength(3)
  })

  it('is silent once it is closed', async () => {
    const dir = await temporaryDir()
    const { updates, watch } = await watched(dir)
    const { last } = await watched(dir)
    watch.close()
    await putRecord(dir, 'abc12345')
    await waitFor(() => last().records.size === 1, { what: 'the other watch' })
    expect(updates).toHaveLength(1)
  })
})
