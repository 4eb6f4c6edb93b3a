import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { startJobdeck } from '../support/run-jobdeck.ts'
import type { TmuxPane } from '../support/tmux.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'
import { brokerEnv, deckInTmux, send } from './deck.ts'

/** The seconds that a countdown such as `~59:38 left` shows; NaN when it is not there. */
function secondsLeft(rows: readonly string[], label: 'total' | 'idle'): number {
  const [, minutes, seconds] = /~?(\d+):(\d\d) left/.exec(rows.find((row) => row.includes(`${label} `)) ?? '') ?? []
  return Number(minutes) * 60 + Number(seconds)
}

/** The second of the day that the clock in the status bar shows. */
function clockSeconds(rows: readonly string[]): number {
  const [, hours, minutes, seconds] = /(\d\d):(\d\d):(\d\d) *$/.exec(rows[0] ?? '') ?? []
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
}

needs(
  'mosquitto',
  'mosquitto-clients',
  'tmux',
)('live jobs in tmux, on the real Mosquitto', () => {
  let broker: Mosquitto
  let deck: TmuxPane
  beforeAll(async () => {
    broker = await startMosquitto()
    deck = await deckInTmux({ env: brokerEnv(broker.port), columns: 120, rows: 40 })
    await deck.waitForText('● connected')
  })
  afterAll(() => broker.stop())

  it('shows a job with its first event', async () => {
    await send(broker.port, { job: 'started1', seq: 1, event: 'started', detail: 'reading the issue' })
    await deck.waitForText(/started1[\s\S]*running for[\s\S]*#1 +started +reading the issue/)
  })

  it('turns to "needs you" with the text of the request, and back with the next event', async () => {
    const job = 'needs001'
    await send(broker.port, { job, seq: 1, event: 'started' })
    await send(broker.port, { job, seq: 2, event: 'permission_required', detail: 'run: rm -rf build/' })
    const rows = await deck.waitForText(/NEEDS YOU for 0:\d\d · run: rm -rf build\//)
    expect(rows[0]).toContain('◆ 1 needs you')
    // The most urgent pane comes first.
    expect(rows[1]).toContain('◆ needs001')
    await send(broker.port, { job, seq: 3, event: 'progress', detail: 'permission given' })
    await deck.waitForText(/▶ needs001/)
    expect((await deck.capture()).join('\n')).not.toContain('NEEDS YOU')
  })

  it.concurrent('counts both limits down by one with every second of its clock', async () => {
    const job = 'countdwn'
    const only = await deckInTmux({ env: brokerEnv(broker.port), columns: 80, rows: 24, args: [job] })
    await only.waitForText('● connected')
    await send(broker.port, { job, seq: 1, event: 'started' })
    // The first second is cut short or prolonged by the moment at which the event came.
    await only.waitForText(/59:5\d left/)
    const shown = new Map<number, { readonly total: number; readonly idle: number }>()
    await waitFor(
      async () => {
        const rows = await only.capture()
        // The same twice: no frame that was only half there.
        if (rows.join('\n') !== (await only.capture()).join('\n')) return false
        shown.set(clockSeconds(rows), { total: secondsLeft(rows, 'total'), idle: secondsLeft(rows, 'idle') })
        return shown.size >= 6
      },
      { what: 'six seconds of the clock' },
    )
    const ends = [...shown].map(([clock, left]) =>
      [left.total, left.idle].map((each) => (clock + each) % 86_400).join(),
    )
    expect(ends[0]).toMatch(/^\d+,\d+$/)
    expect(new Set(ends)).toEqual(new Set([ends[0]]))
  })

  it.concurrent('finds a job that completed before it started, and says that the broker had kept the event', async () => {
    const job = 'retained'
    await send(broker.port, { job, seq: 7, event: 'completed', detail: '보고서를 저장했습니다' })
    const later = await deckInTmux({ env: brokerEnv(broker.port), args: [job] })
    await later.waitForText(/✓ retained[\s\S]*completed at[\s\S]*보고서를 저장했습니다/)
    await later.sendKeys('Enter')
    await later.waitForText('newest first')
    await later.sendKeys('Enter')
    await later.waitForText('retained by the broker')
  })

  it.concurrent('works on the embedded broker, which speaks 3.1.1 only, without a setting', async () => {
    const served = startJobdeck(['broker', 'serve'])
    const url = await served.waitForLine('mqtt://')
    const port = Number(new URL(url).port)
    const pane = await deckInTmux({ env: brokerEnv(port) })
    await pane.waitForText('● connected')
    await send(port, { job: 'embedded', seq: 1, event: 'started' })
    await pane.waitForText('▶ embedded')
    served.kill()
    await served.exit
    await pane.waitForText('✗ offline')
  })
})
