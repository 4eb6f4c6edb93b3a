import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { send } from '../support/deck/send-event.ts'
import { jobdeckBin, temporaryFolder } from '../support/jobdeck-home.ts'
import { startInTmux } from '../support/terminal/tmux.ts'
import { needs } from '../support/tools.ts'

/** How each fate shows on a pane. */
const fates: Readonly<Record<string, RegExp>> = {
  completed: /✓ [\w-]+ .* new · took/,
  error: /✗ [\w-]+ .* failed [\s\S]*9 tests fail/,
  'needs you': /◆ [\w-]+ .* asked \d+ s ago[\s\S]*run: rm -rf build\//,
  'goes on after that': /permission given, building/,
  'idle time-out': /◷ [\w-]+ .* last heard/,
  'total time-out': /◷ [\w-]+ .* time ran out/,
  'a gap in seq': /⚠ 1 missed/,
  'a duplicate': /1 repeated/,
  'a Korean prompt': /정렬 문제 10개를 만들어/,
  'an emoji': /🚀 Draft the release notes/,
}

function allOf(names: object): Record<string, unknown> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, expect.any(Number)]))
}

needs('mosquitto-clients', 'tmux')('jobdeck demo', () => {
  it('shows every fate of a job, accepts events of mosquitto_pub, and leaves nothing behind', async () => {
    const home = temporaryFolder()
    const scratch = join(home, 'tmp')
    mkdirSync(scratch)
    const demo = [process.execPath, jobdeckBin, 'demo', '--speed', '10', '--agents', '8']
    const deck = await startInTmux({
      command: ['/bin/sh', '-c', '"$@"; echo "status $?"; read -r _', 'sh', ...demo],
      env: { TMPDIR: scratch },
      columns: 200,
      rows: 60,
    })
    await deck.sees('? help')
    const startMs = performance.now()
    const seenAfterSec: Record<string, number> = {}
    await deck.seesThat('every fate', ({ text }) => {
      for (const [fate, look] of Object.entries(fates))
        if (look.test(text)) seenAfterSec[fate] ??= Math.round((performance.now() - startMs) / 100) / 10
      expect(seenAfterSec).toEqual(expect.objectContaining(allOf(fates)))
      return true
    })
    console.info('seconds after the first frame:', JSON.stringify(seenAfterSec))

    const [, port] = /mqtt:\/\/127\.0\.0\.1:(\d+)/.exec((await deck.screen()).rows[0] ?? '') ?? []
    await send(Number(port), { job: 'joined01', seq: 1, event: 'permission_required', detail: 'may I join in?' })
    await deck.sees(/◆ joined01[\s\S]*may I join in\?/)

    expect(readdirSync(scratch)).toEqual([expect.stringMatching(/^jobdeck-demo-/)])
    await deck.press('q').sees('status 0')
    expect(readdirSync(scratch)).toEqual([])
  })
})
