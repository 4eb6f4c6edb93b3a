import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeDelegateLog } from '../../../src/io/registry/delegate-log.ts'
import { listJobLogs } from '../../../src/io/registry/job-logs.ts'
import { jobId, putRecord, recordJson, temporaryDir } from './fixtures.ts'

const id = jobId('abc12345')

/** A registry with one job below `<root>/.mam` or `<root>/.hermes`. */
async function project(registry: string, fields: Readonly<Record<string, unknown>> = {}) {
  const root = await temporaryDir()
  const registryDir = join(root, registry)
  await putRecord(registryDir, id, recordJson(id, fields))
  const logs = join(root, '.mam/delegate_job_logs')
  return { root, registryDir, logs, file: (name: string) => join(logs, id, name) }
}

describe('the log where the wrapper keeps it', () => {
  it.each(['.mam/jobs', '.hermes/jobs'])(
    'is written for a registry in %s, where its directory exists',
    async (registry) => {
      const secrets = { auth_token: 'token-secret', broker: { host: 'h', password: 'geheim', username: 'w' } }
      const { registryDir, logs, file } = await project(registry, { ...secrets, status: 'running', last_seq: 2 })
      await writeDelegateLog(registryDir, id, '{"seq":1}')
      expect(existsSync(logs)).toBe(false)
      mkdirSync(logs, { recursive: true })
      await writeDelegateLog(registryDir, id, null)
      expect(readdirSync(join(logs, id)).toSorted()).toEqual(['meta.json', 'status.json'])
      await writeDelegateLog(registryDir, id, '{"seq":1}')
      await writeDelegateLog(registryDir, id, '{"seq":2}')
      expect(readFileSync(file('events.ndjson'), 'utf8')).toBe('{"seq":1}\n{"seq":2}\n')
      expect(JSON.parse(readFileSync(file('status.json'), 'utf8'))).toEqual({
        ...{ schema_version: 1, job_id: id, status: 'running', last_seq: 2, updated_at: '2026-06-19T09:32:00Z' },
      })
      const meta = readFileSync(file('meta.json'), 'utf8')
      expect(JSON.parse(meta)).toMatchObject({ job_id: id, prompt: 'Migrate the session table', agent: 'codex' })
      expect(meta).not.toMatch(/geheim|token-secret/)
      expect([statSync(join(logs, id)).mode & 0o777, statSync(file('meta.json')).mode & 0o777]).toEqual([0o700, 0o600])
      expect(await listJobLogs(registryDir)).toEqual(new Map([[id, [file('events.ndjson')]]]))
    },
  )

  it('keeps the meta.json of the wrapper, which may know more', async () => {
    const { registryDir, logs, file } = await project('.mam/jobs')
    mkdirSync(join(logs, id), { recursive: true })
    writeFileSync(file('meta.json'), '{"pid":1}')
    await writeDelegateLog(registryDir, id, '{"seq":1}')
    expect(readFileSync(file('meta.json'), 'utf8')).toBe('{"pid":1}')
  })

  it('is not looked for above a registry elsewhere, where anyone may write', async () => {
    const { root, registryDir } = await project('team/jobs')
    mkdirSync(join(root, '.mam/delegate_job_logs'), { recursive: true })
    await writeDelegateLog(registryDir, id, '{"seq":1}')
    expect(readdirSync(join(root, '.mam/delegate_job_logs'))).toEqual([])
  })

  it('is refused behind a link and as a pipe', async () => {
    const { root, registryDir, logs, file } = await project('.mam/jobs')
    mkdirSync(logs, { recursive: true })
    mkdirSync(join(root, 'outside'))
    symlinkSync(join(root, 'outside'), join(logs, id))
    await expect(writeDelegateLog(registryDir, id, '{"seq":1}')).rejects.toMatchObject({ code: 'io' })
    expect(readdirSync(join(root, 'outside'))).toEqual([])
    const other = await project('.mam/jobs')
    mkdirSync(join(other.logs, id), { recursive: true })
    execFileSync('mkfifo', [other.file('events.ndjson')])
    await expect(writeDelegateLog(other.registryDir, id, '{"seq":1}')).rejects.toMatchObject({ code: 'io' })
    expect(existsSync(file('status.json'))).toBe(false)
  })
})
