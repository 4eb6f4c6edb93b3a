// A recording as a person watches it: marked as a replay, paused, moved through, and deaf to every key that would act.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { toJsonLine } from '../../src/io/ledger/json-line.ts'
import { recordedAt } from '../app/deck/replay/recordings.ts'
import { deckInPty, quit } from '../support/deck/open-deck.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'

function recordingIn(home: string): string {
  const path = join(home, 'night.jsonl')
  const entries = [
    recordedAt(0, 'aaaa1111', 1, 'started', 'off we go'),
    recordedAt(3_000, 'bbbb2222', 1, 'permission_required', 'may I delete it?'),
    recordedAt(6_000, 'bbbb2222', 2, 'completed', 'PASS'),
  ]
  writeFileSync(path, entries.map((entry) => `${toJsonLine(entry)}\n`).join(''))
  return path
}

it('shows a recording, and takes nothing of it for the present', async () => {
  const home = temporaryFolder()
  const path = recordingIn(home)
  const replay = await deckInPty({ home, args: ['replay', path, '--speed', '100'], env: { TZ: 'UTC' } })
  await replay.sees('REPLAY 16 Nov 14:0', '×100', 'off we go')
  await replay.press(' ').sees('paused')
  await replay.press('G').sees('14:42:00 ×100 paused'.replace('14:42', '15:42'), '✓ 1 new', 'PASS')
  await replay.press('g').sees('14:02:00 ×100 paused', 'off we go')
  await replay.press('right').sees('14:18:40')
  await replay.press('+').sees('×200')
  await replay.press('right').sees('14:52:00', '◆ 1 needs you', 'may I delete it?')
  await replay.press('n').sees('this is a replay: nothing is sent')
  await replay.press('enter').sees('may I delete it?', 'show JSON')
  await replay.press('e').sees('this is a replay: nothing is sent')
  await replay.press('esc').sees('faster')
  await replay.press('left').sees('14:18:40')
  expect(await quit(replay)).toMatchObject({ code: 0 })
  expect(existsSync(join(home, 'jobs')) ? readdirSync(join(home, 'jobs')) : []).toEqual([])
})
