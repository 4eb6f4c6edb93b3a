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
  const replay = await deckInPty({ home, args: ['replay', path], env: { TZ: 'UTC' } })
  await replay.sees('REPLAY 16 Nov 14:02:', '×1', 'off we go')
  await replay.press('p').sees('paused')
  await replay.press('g').sees('14:02:00 ×1 paused')
  await replay.press('right').sees('14:02:10 ×1 paused')
  await replay.press('left').sees('14:02:00 ×1 paused')
  await replay.press('+').sees('14:02:00 ×2 paused')
  await replay.press('G').sees('15:42:00 ×2 paused', '✓ 1 new', 'PASS')
  await replay.press('n').sees('this is a replay: nothing is sent')
  await replay.press('enter').sees('show JSON')
  await replay.press('e').sees('⚠ this is a replay: nothing is sent')
  await replay.press('esc').sees('faster')
  expect(await quit(replay)).toMatchObject({ code: 0 })
  expect(existsSync(join(home, 'jobs')) ? readdirSync(join(home, 'jobs')) : []).toEqual([])
})
