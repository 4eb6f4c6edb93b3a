import { chmod, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRegistry } from '../../../src/io/registry/read-registry.ts'
import { readRecord } from '../../../src/io/registry/registry.ts'
import { waitFor } from '../../support/wait-for.ts'
import { outputOf, putRecord, recordJson, startProgram, temporaryDir } from './fixtures.ts'

/** The user id of nobody, because permissions do not restrict root. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534 } : {}

describe('a write that fails', () => {
  it('says that the disk is full, and leaves the record unchanged', async () => {
    const dir = await temporaryDir()
    const text = recordJson('abc12345', { prompt: 'y'.repeat(4_000) })
    await putRecord(dir, 'abc12345', text)
    const { stdout, stderr } = await outputOf(startProgram('change', [dir, 'abc12345'], { shell: 'ulimit -f 1' }))
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^register: JobdeckError io cannot write .*\.json \(EFBIG\): the limit/m)
    expect(stdout).toMatch(/^seq: JobdeckError io cannot write .*abc12345\.json \(EFBIG\)/m)
    expect(stdout).toMatch(/^status: JobdeckError io cannot write .*abc12345\.json \(EFBIG\)/m)
    expect(stdout).toMatch(/^log: JobdeckError io the disk is full: cannot append to .*abc12345\.events\.log/m)
    expect(await readFile(join(dir, 'abc12345.json'), 'utf8')).toBe(text)
    expect((await readdir(dir)).sort()).toEqual(['.lock', 'abc12345.events.log', 'abc12345.json'])
  })

  it('names the file and the fix in a directory without write permission', async () => {
    const dir = await temporaryDir()
    await putRecord(dir, 'abc12345')
    await chmod(join(dir, 'abc12345.json'), 0o644)
    await chmod(dir, 0o555)
    const { stdout, stderr } = await outputOf(startProgram('change', [dir, 'abc12345'], unprivileged))
    await chmod(dir, 0o755)
    expect(stderr).toBe('')
    for (const change of ['register', 'seq', 'status', 'log'])
      expect(stdout).toMatch(new RegExp(`^${change}: JobdeckError io .*${dir}.* \\(EACCES\\): check its owner`, 'm'))
    expect(await readdir(dir)).toEqual(['abc12345.json'])
    expect(await readFile(join(dir, 'abc12345.json'), 'utf8')).toBe(recordJson('abc12345'))
  })
})

describe('a writer that is killed', () => {
  it('never leaves a broken or empty record, nor takes a seq back', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345', recordJson('abc12345', { prompt: 'z'.repeat(200_000), last_seq: 0 }))
    let highest = 0
    for (let round = 0; round < 12; round++) {
      const writer = startProgram('take-seqs', [dir, id, '0'])
      let printed = ''
      writer.stdout.on('data', (chunk) => {
        printed += chunk
      })
      const ended = new Promise((resolve) => writer.on('close', resolve))
      await waitFor(() => printed.split('\n').length > 2 + round, { what: 'the writer to write' })
      writer.kill('SIGKILL')
      await ended
      const { problems } = await readRegistry(dir)
      expect(problems).toEqual([])
      const record = await readRecord(dir, id)
      const taken = printed.split('\n').slice(0, -1).map(Number)
      expect(taken[0]).toBeGreaterThan(highest)
      expect(record?.prompt).toHaveLength(200_000)
      expect(record?.last_seq).toBeGreaterThanOrEqual(Math.max(...taken))
      highest = record?.last_seq ?? 0
    }
  })
})
