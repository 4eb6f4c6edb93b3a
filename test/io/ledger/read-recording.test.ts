import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRecording } from '../../../src/io/ledger/read-recording.ts'
import { openRecording } from '../../../src/io/ledger/recording.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { newEvent } from './entries.ts'

async function recorded(count: number): Promise<string> {
  const path = join(temporaryFolder(), 'night.jsonl')
  const recording = await openRecording(path)
  for (let seq = 1; seq <= count; seq++) await recording.append(newEvent('job-1', seq).entry)
  await recording.close()
  return path
}

describe('a recording', () => {
  it('is read as it was written', async () => {
    const { entries, unreadable } = await readRecording(await recorded(3))
    expect(unreadable).toBe(0)
    expect(entries.map(({ payload }) => JSON.parse(payload).seq)).toEqual([1, 2, 3])
  })

  it('is read past what is damaged, and although its end was cut off', async () => {
    const path = await recorded(3)
    appendFileSync(path, `\u0000\u0000\n{"received_at":"2026-`)
    expect(await readRecording(path)).toMatchObject({ entries: { length: 3 }, unreadable: 2 })
  })

  it.each<readonly [string, (path: string) => unknown, string, RegExp]>([
    ['is empty', (path) => writeFileSync(path, ''), 'bad-data', /is empty: nothing to replay/],
    ['is something else', (path) => writeFileSync(path, 'hello\n'), 'bad-data', /is not a recording/],
    [
      'is of a newer version',
      (path) => writeFileSync(path, '{"recording":2}\n{"e":1}\n'),
      'bad-data',
      /by a newer jobdeck/,
    ],
    ['is missing', () => {}, 'io', /\(ENOENT\)/],
    ['is a directory', (path) => mkdirSync(path), 'io', /\(EISDIR\)/],
    ['is a link', (path) => symlinkSync('/dev/null', path), 'io', /\(ELOOP\)/],
    ['is a pipe', (path) => spawnSync('mkfifo', [path]), 'io', /\(ENXIO\)/],
  ])('that %s is named as such', async (_what, make, code, message) => {
    const path = join(temporaryFolder(), 'night.jsonl')
    make(path)
    await expect(readRecording(path)).rejects.toMatchObject({ code, message })
  })
})
