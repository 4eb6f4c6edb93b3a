import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, renameSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogMark } from '../../../src/domain/jobs/log-mark.ts'
import { readJobLog } from '../../../src/io/registry/read-job-log.ts'
import { payloadOf } from '../../app/deck/messages.ts'
import { jobId, temporaryDir } from './fixtures.ts'

const id = jobId('abc12345')
const line = (seq: number, fields: Readonly<Record<string, unknown>> = {}) =>
  `${payloadOf('abc12345', seq, 'progress', fields)}\n`

async function logWith(content: string | Buffer): Promise<string> {
  const path = join(await temporaryDir(), 'abc12345.events.log')
  writeFileSync(path, content)
  return path
}

async function read(path: string, known: LogMark | null = null) {
  const reading = await readJobLog(path, id, known)
  return { ...reading, seqs: reading?.events.map(({ event }) => event.seq), isUnchanged: reading === null }
}

describe('a log of a job', () => {
  it('is read once, then only what was appended', async () => {
    const path = await logWith(line(1) + line(2))
    const first = await read(path)
    expect(first).toMatchObject({ seqs: [1, 2], fault: null })
    expect(await read(path, first.mark)).toMatchObject({ isUnchanged: true })
    appendFileSync(path, line(3))
    const second = await read(path, first.mark)
    expect(second.seqs).toEqual([3])
    expect(await read(path, second.mark)).toMatchObject({ isUnchanged: true })
  })

  it('keeps the text of each line, as it was signed', async () => {
    const text = '{ "schema_version" : 1, "seq":1, "job_id":"abc12345", "event":"started", "detail":"한\\u001b" }'
    const { events } = await read(await logWith(`${text}\r\n\n`))
    expect(events?.map((event) => event.text)).toEqual([text])
  })

  it('reads an unfinished last line when it is whole, and again when it has grown', async () => {
    const path = await logWith(line(1) + line(2).slice(0, 30))
    const first = await read(path)
    expect(first).toMatchObject({ seqs: [1], fault: null })
    appendFileSync(path, line(2).slice(30).trimEnd())
    const second = await read(path, first.mark)
    expect(second).toMatchObject({ seqs: [2], fault: null })
    appendFileSync(path, `\n${line(3)}`)
    expect(await read(path, second.mark)).toMatchObject({ seqs: [2, 3] })
  })

  it('is read anew when it was replaced, cut or written over', async () => {
    const path = await logWith(line(1) + line(2))
    const { mark } = await read(path)
    writeFileSync(`${path}.new`, line(1) + line(2) + line(3))
    renameSync(`${path}.new`, path)
    const replaced = await read(path, mark ?? null)
    expect(replaced.seqs).toEqual([1, 2, 3])
    truncateSync(path, line(1).length)
    const cut = await read(path, replaced.mark)
    expect(cut.seqs).toEqual([1])
    writeFileSync(path, line(11, { detail: 'longer than what was there' }) + line(12))
    expect(await read(path, cut.mark)).toMatchObject({ seqs: [11, 12] })
  })

  it.each<[string, string | Buffer]>([
    ['is not JSON', '{"seq":2\n'],
    ['is of another job', `${payloadOf('other000', 2, 'progress')}\n`],
    ['has another schema', line(2, { schema_version: 2 })],
    ['is not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a])],
    ['is too long', line(2, { detail: 'x'.repeat(300_000) })],
    ['nests too deeply', line(2, { data: JSON.parse(`${'{"a":'.repeat(80)}1${'}'.repeat(80)}`) })],
  ])('leaves out and counts a line that %s', async (_what, broken) => {
    const content = Buffer.concat([Buffer.from(line(1)), Buffer.from(broken), Buffer.from(line(3))])
    const { seqs, mark, fault } = await read(await logWith(content))
    expect(seqs).toEqual([1, 3])
    expect(mark).toMatchObject({ unreadable: 1, offset: content.length })
    expect(fault).not.toBeNull()
  })

  it('counts all broken lines, over several readings', async () => {
    const path = await logWith(`x\n${line(1)}y\n`)
    const first = await read(path)
    expect(first.fault?.explanation).toMatch(/, and 1 more$/)
    appendFileSync(path, 'z\n')
    expect((await read(path, first.mark)).mark).toMatchObject({ unreadable: 3 })
  })

  it('keeps a lone surrogate as it was escaped', async () => {
    const { events } = await read(await logWith(`${line(1).trimEnd().replace('progress 1', '\\ud83d')}\n`))
    expect(events?.[0]?.event.detail).toBe('\ud83d')
  })

  it('is read from its end when it is huge', async () => {
    const path = await logWith(Buffer.concat([Buffer.alloc(9 * 1024 * 1024, 'x'), Buffer.from(`\n${line(8)}`)]))
    expect(await read(path)).toMatchObject({ seqs: [8], fault: { reason: 'too-large' } })
  })

  it('says when each event was written: as the publisher says, within what is possible', async () => {
    const at = (second: number) => `2026-06-19T09:30:${String(second).padStart(2, '0')}Z`
    const stamps = [at(10), at(5), '2999-01-01T00:00:00Z', at(20)]
    const path = await logWith(stamps.map((timestamp, index) => line(index + 1, { timestamp })).join(''))
    const changed = Date.parse(at(40))
    utimesSync(path, changed / 1000, changed / 1000)
    const { events } = await read(path)
    expect(events?.map(({ writtenAtMs }) => writtenAtMs)).toEqual([at(10), at(10), at(40), at(40)].map(Date.parse))
  })

  it('that does not exist is not there', async () => {
    expect(await read(join(await temporaryDir(), 'abc12345.events.log'))).toMatchObject({ isUnchanged: true })
  })

  it('is refused as a pipe, a directory, a link or in a linked directory, and said once', async () => {
    const dir = await temporaryDir()
    const path = (name: string) => join(dir, name)
    writeFileSync(path('outside'), line(1))
    execFileSync('mkfifo', [path('pipe')])
    mkdirSync(path('directory'))
    symlinkSync(path('outside'), path('link'))
    mkdirSync(path('real'))
    writeFileSync(path('real/events.ndjson'), line(1))
    symlinkSync(path('real'), path('linked'))
    const places = ['pipe', 'directory', 'link', 'linked/events.ndjson'].map(path)
    for (const place of places) {
      const { seqs, fault, mark } = await read(place)
      expect([seqs, fault?.reason]).toEqual([[], 'bad-log'])
      expect(await read(place, mark)).toMatchObject({ isUnchanged: true })
    }
  })

  it('gives the same events whatever parts it is read in', async () => {
    const content = Buffer.from(Array.from({ length: 8 }, (_, index) => line(index + 1)).join(''))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: content.length }), { maxLength: 6 }), async (cuts) => {
        const path = await logWith('')
        let mark: LogMark | null = null
        const seqs = new Set<number>()
        for (const end of [...cuts.toSorted((a, b) => a - b), content.length]) {
          appendFileSync(path, content.subarray(mark?.size ?? 0, end))
          const reading = await readJobLog(path, id, mark)
          mark = reading?.mark ?? mark
          for (const { event } of reading?.events ?? []) seqs.add(event.seq)
        }
        expect([...seqs]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
        expect(mark).toMatchObject({ unreadable: 0, size: content.length })
      }),
      { numRuns: 30 },
    )
  })
})
