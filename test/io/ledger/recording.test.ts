import { execFileSync } from 'node:child_process'
import { chownSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeError } from '../../../src/domain/failure.ts'
import { parseJsonLine } from '../../../src/io/ledger/json-line.ts'
import { openRecording } from '../../../src/io/ledger/recording.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { entryOf, recorded } from './entries.ts'

describe('a recording', () => {
  it('gives back every payload as it was sent, and holds nothing that acts on a terminal', async () => {
    const path = join(temporaryFolder(), 'tape')
    const entry = entryOf('t/job-1/events', '{"detail":"\u009b2J \u202e \\ud800 \\u0000 한글"}')
    const recording = await openRecording(path)
    await recording.append(entry)
    await recording.close()
    const text = readFileSync(path, 'utf8')
    expect(text).toMatch(/^[ -~가-힣]*\n$/)
    expect(parseJsonLine(text.trimEnd())).toEqual(recorded(entry))
  })

  it.each([
    ['a link', (path: string) => symlinkSync('elsewhere', path), /ELOOP.*symbolic link/],
    ['a pipe', (path: string) => execFileSync('mkfifo', [path]), /ENXIO.*a pipe/],
    ['a directory', (path: string) => mkdirSync(path), /EISDIR/],
    ['a file that is not a recording', (path: string) => writeFileSync(path, 'alias ll=ls\n'), /is not a recording/],
    ['a short file that is not one', (path: string) => writeFileSync(path, '\n'), /is not a recording/],
  ])('is never written to %s, which stays as it is', async (_, make, message) => {
    const folder = temporaryFolder()
    const path = join(folder, 'tape')
    make(path)
    const before = lstatSync(path)
    const error = await openRecording(path).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'io' })
    expect(describeError(error)).toMatch(message)
    expect(lstatSync(path)).toMatchObject({ mode: before.mode, size: before.size })
    expect(readdirSync(folder)).toEqual(['tape'])
  })

  it.runIf(process.geteuid?.() === 0)('is never written to a file of another user', async () => {
    const path = join(temporaryFolder(), 'tape')
    writeFileSync(path, '')
    chownSync(path, 12_345, 12_345)
    await expect(openRecording(path)).rejects.toMatchObject({ code: 'io', message: /belongs to another user/ })
  })
})
