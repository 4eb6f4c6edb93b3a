import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRegistry } from '../../../src/io/registry/read-registry.ts'
import { RecordCache } from '../../../src/io/registry/record-cache.ts'
import { readRecord, setStatus, takeNextSeq } from '../../../src/io/registry/registry.ts'
import { jobId, putRecord, recordJson, temporaryDir } from './fixtures.ts'

const wrongIds = ['', '../abc', 'a/b', '..', 'a+', 'a#', 'a.json', 'x'.repeat(65), 'é', 'a\n', 'a\0b']

describe('reading the registry', () => {
  it('finds nothing in a directory that does not exist, and does not create it', async () => {
    const dir = join(await temporaryDir(), 'jobs')
    expect(await readRegistry(dir)).toEqual({ records: new Map(), problems: [] })
    expect(await readRecord(dir, 'abc12345')).toBeNull()
    await expect(stat(dir)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('reads the records by id and skips other files', async () => {
    const dir = await temporaryDir()
    await putRecord(dir, 'bbbb0000')
    await putRecord(dir, 'aaaa0000')
    for (const name of [
      '.lock',
      '.aaaa0000.jobdeck-tmp',
      '.hidden.json',
      'aaaa0000.events.log',
      'aaaa0000.json.tmp',
      'README',
    ])
      await writeFile(join(dir, name), 'x')
    const { records, problems } = await readRegistry(dir)
    expect([...records.keys()]).toEqual(['aaaa0000', 'bbbb0000'])
    expect(problems).toEqual([])
  })

  it('reports each file that cannot be used, and reads the others', async () => {
    const dir = await temporaryDir()
    await putRecord(dir, 'good0000')
    await putRecord(dir, 'broken00', '{"schema_version":1,')
    await putRecord(dir, 'empty000', '')
    await putRecord(dir, 'other000', recordJson('other000', { schema_version: 2 }))
    await putRecord(dir, 'renamed0', recordJson('good0000'))
    await writeFile(join(dir, 'latin100.json'), Buffer.from([0x7b, 0xe9, 0x7d]))
    await writeFile(join(dir, 'not an id\u001b[2J.json'), '{}')
    await writeFile(join(dir, 'large000.json'), '')
    await truncate(join(dir, 'large000.json'), 1024 * 1024 + 1)
    await mkdir(join(dir, 'folder00.json'))
    await symlink('good0000.json', join(dir, 'linked00.json'))
    execFileSync('mkfifo', [join(dir, 'piped000.json')])
    const { records, problems } = await readRegistry(dir)
    expect([...records.keys()]).toEqual(['good0000'])
    expect(problems.map(({ jobId, fault }) => [jobId, fault])).toEqual([
      ['broken00', 'not-json'],
      ['empty000', 'not-json'],
      ['folder00', 'not-a-file'],
      ['large000', 'too-large'],
      ['latin100', 'not-json'],
      ['linked00', 'not-a-file'],
      [null, 'bad-name'],
      ['other000', 'other-schema'],
      ['piped000', 'not-a-file'],
      ['renamed0', 'wrong-id'],
    ])
    expect(problems.map((problem) => problem.file).join()).not.toContain('\u001b')
  })

  it('reports a registry that is not a directory', async () => {
    const file = join(await temporaryDir(), 'jobs')
    await writeFile(file, '')
    const { problems } = await readRegistry(file)
    expect(problems).toMatchObject([{ file, jobId: null, explanation: expect.stringContaining('ENOTDIR') }])
  })

  it('withdraws that report once it has become a directory, even an empty one', async () => {
    const path = join(await temporaryDir(), 'jobs')
    await writeFile(path, '')
    const cache = new RecordCache(path)
    expect(await cache.refreshAll()).toBe(true)
    await rm(path)
    await mkdir(path)
    expect(await cache.refreshAll()).toBe(true)
    expect(cache.snapshot()).toEqual({ records: new Map(), problems: [] })
    expect(await cache.refreshAll()).toBe(false)
  })
})

describe('taking the next seq', () => {
  it('counts on from last_seq and stores it before it is used', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345', recordJson('abc12345', { last_seq: 41 }))
    expect(await takeNextSeq(dir, id)).toBe(42)
    expect((await readRecord(dir, id))?.last_seq).toBe(42)
    expect(await takeNextSeq(dir, id)).toBe(43)
  })

  it('begins with 1 when a record has no counter yet', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345', recordJson('abc12345', { last_seq: undefined }))
    expect(await takeNextSeq(dir, id)).toBe(1)
  })

  it('exceeds the seqs seen from publishers that skip the registry', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345', recordJson('abc12345', { last_seq: 4 }))
    expect(await takeNextSeq(dir, id, { above: 16 })).toBe(17)
    expect((await readRecord(dir, id))?.last_seq).toBe(17)
    expect(await takeNextSeq(dir, id, { above: 3 })).toBe(18)
  })

  it('changes the counter and updated_at, and not another byte', async () => {
    const dir = await temporaryDir()
    const text = `{\n\t"zeta": 12345678901234567890, "10": 1.0,\n\t${recordJson('abc12345', { last_seq: 9, '9': [] }).slice(1)}\n\n`
    const id = await putRecord(dir, 'abc12345', text)
    await takeNextSeq(dir, id)
    const after = await readFile(join(dir, 'abc12345.json'), 'utf8')
    const [stamp] = /(?<="updated_at":")[^"]*/.exec(after) ?? []
    expect(stamp).not.toBe('2026-06-19T09:32:00Z')
    expect(after).toBe(text.replace('"last_seq":9', '"last_seq":10').replace('2026-06-19T09:32:00Z', String(stamp)))
  })

  it('closes the record to others, whatever mode it had', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345')
    await takeNextSeq(dir, id)
    expect((await stat(join(dir, 'abc12345.json'))).mode & 0o777).toBe(0o600)
  })

  it('gives each of many callers in one process a different seq', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345')
    const seqs = await Promise.all(Array.from({ length: 200 }, () => takeNextSeq(dir, id)))
    expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  })

  it('refuses a job without a record and leaves no trace', async () => {
    const dir = join(await temporaryDir(), 'jobs')
    await expect(takeNextSeq(dir, 'abc12345')).rejects.toMatchObject({
      code: 'bad-data',
      message: expect.stringContaining(dir),
    })
    await expect(stat(dir)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.each([
    ['broken', '{"schema_version":1,"last_seq":1'],
    ['empty', ''],
    ['of another schema', recordJson('abc12345', { schema_version: 2 })],
    ["another job's", recordJson('other')],
  ])('never overwrites a record that is %s', async (_name, text) => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345', text)
    const path = join(dir, 'abc12345.json')
    for (const change of [() => takeNextSeq(dir, id), () => setStatus(dir, id, 'completed', { onEnded: 'overrule' })])
      await expect(change()).rejects.toMatchObject({ code: 'bad-data', message: expect.stringContaining(path) })
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('distinguishes an unreadable record from a broken one', async () => {
    const dir = join(await temporaryDir(), 'x'.repeat(300))
    for (const touch of [() => readRecord(dir, 'abc12345'), () => takeNextSeq(dir, 'abc12345')])
      await expect(touch()).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('ENAMETOOLONG') })
  })

  it('does not follow a link, either to read or to write', async () => {
    const dir = await temporaryDir()
    const outside = await temporaryDir()
    await putRecord(outside, 'abc12345')
    await symlink(join(outside, 'abc12345.json'), join(dir, 'abc12345.json'))
    await expect(readRecord(dir, 'abc12345')).rejects.toMatchObject({ code: 'bad-data' })
    await expect(takeNextSeq(dir, 'abc12345')).rejects.toMatchObject({ code: 'bad-data' })
    expect(await readFile(join(outside, 'abc12345.json'), 'utf8')).toBe(recordJson('abc12345'))
  })

  it.each(wrongIds)('refuses the id %j before it becomes a path', async (id) => {
    const dir = await temporaryDir()
    for (const touch of [() => takeNextSeq(dir, id), () => setStatus(dir, id, 'running'), () => readRecord(dir, id)])
      await expect(touch()).rejects.toMatchObject({
        code: 'bad-data',
        message: expect.stringContaining('is not a valid job id'),
      })
    expect(await readdir(dir)).toEqual([])
  })
})

describe('setting the status', () => {
  it.each([
    ['pending', 'running', 'running'],
    ['pending', 'completed', 'completed'],
    ['pending', 'cancelled', 'cancelled'],
    ['running', 'error', 'error'],
    ['running', 'cancelled', 'cancelled'],
    ['running', 'running', 'running'],
    ['running', 'pending', 'running'],
    ['completed', 'error', 'completed'],
    ['error', 'completed', 'error'],
    ['completed', 'running', 'completed'],
    ['cancelled', 'completed', 'cancelled'],
  ] as const)('makes of %s with %s: %s', async (before, asked, after) => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345', recordJson('abc12345', { status: before }))
    expect(await setStatus(dir, id, asked)).toBe(after)
    expect((await readRecord(dir, id))?.status).toBe(after)
  })

  it('writes nothing when nothing changes', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345', recordJson('abc12345', { status: 'completed' }))
    const before = await stat(join(dir, 'abc12345.json'))
    await setStatus(dir, id, 'error')
    await setStatus(dir, id, 'completed')
    expect((await stat(join(dir, 'abc12345.json'))).ino).toBe(before.ino)
  })

  it('overrules an end only when asked to', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345', recordJson('abc12345', { status: 'error' }))
    expect(await setStatus(dir, id, 'completed', { onEnded: 'overrule' })).toBe('completed')
    expect((await readRecord(dir, jobId('abc12345')))?.status).toBe('completed')
  })
})
