import { readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { appendEventLog } from '../../../src/io/registry/event-log.ts'
import { jobId, temporaryDir } from './fixtures.ts'

const id = jobId('abc12345')

describe('the log of published events', () => {
  it('grows by one line per call, readable only by its owner', async () => {
    const dir = await temporaryDir()
    await appendEventLog(dir, id, '{"seq":1}')
    await appendEventLog(dir, id, '{"seq":2}')
    const path = join(dir, 'abc12345.events.log')
    expect(await readFile(path, 'utf8')).toBe('{"seq":1}\n{"seq":2}\n')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('ends a line that a killed writer left unfinished', async () => {
    const dir = await temporaryDir()
    const path = join(dir, 'abc12345.events.log')
    await writeFile(path, '{"seq":1}\n{"se')
    await appendEventLog(dir, id, '{"seq":2}')
    expect(await readFile(path, 'utf8')).toBe('{"seq":1}\n{"se\n{"seq":2}\n')
  })

  it('keeps lines of many writers whole', async () => {
    const dir = await temporaryDir()
    const lines = Array.from({ length: 100 }, (_, seq) => JSON.stringify({ seq, detail: 'x'.repeat(5_000) }))
    await appendEventLog(dir, id, lines[0] ?? '')
    await Promise.all(lines.slice(1).map((line) => appendEventLog(dir, id, line)))
    const written = (await readFile(join(dir, 'abc12345.events.log'), 'utf8')).trimEnd().split('\n')
    expect(written.sort()).toEqual(lines.sort())
  })

  it('refuses a symbolic link, and says so', async () => {
    const dir = await temporaryDir()
    const outside = join(await temporaryDir(), 'file')
    await writeFile(outside, '')
    await symlink(outside, join(dir, 'abc12345.events.log'))
    await expect(appendEventLog(dir, id, '{}')).rejects.toMatchObject({
      code: 'io',
      hint: expect.stringContaining('link'),
    })
    expect(await readFile(outside, 'utf8')).toBe('')
  })
})
