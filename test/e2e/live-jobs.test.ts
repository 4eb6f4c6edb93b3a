import { afterAll, beforeAll, expect, it } from 'vitest'
import { clockSeconds } from '../support/deck/clock.ts'
import { brokerEnv, deckInTmux } from '../support/deck/open-deck.ts'
import { send } from '../support/deck/send-event.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { startJobdeck } from '../support/run-jobdeck.ts'
import type { Screen } from '../support/terminal/screen.ts'
import type { TmuxPane } from '../support/terminal/tmux.ts'
import { needs } from '../support/tools.ts'

/** The seconds that the idle limit shows, such as `idle ━━━─ ~1:38`; NaN when it is not there. */
function idleSeconds({ text }: Screen): number {
  const [, minutes, seconds] = /idle [━─]+ ~(\d+):(\d\d)/.exec(text) ?? []
  return Number(minutes) * 60 + Number(seconds)
}

needs(
  'mosquitto',
  'mosquitto-clients',
  'tmux',
)('the deck in tmux, on the real Mosquitto', () => {
  let broker: Mosquitto
  let deck: TmuxPane
  beforeAll(async () => {
    broker = await startMosquitto()
    deck = await deckInTmux({ env: brokerEnv(broker.port), columns: 120, rows: 40 })
    await deck.sees('● connected')
  })
  afterAll(() => broker.stop())

  it('shows a job with its first event', async () => {
    await send(broker.port, { job: 'started1', seq: 1, event: 'started', detail: 'reading the issue' })
    await deck.sees(/▶ started1[\s\S]*#1 +started +reading the issue/)
  })

  it('shows that a job needs you, with the text of the request, until its next event', async () => {
    const job = 'needs001'
    await send(broker.port, { job, seq: 1, event: 'started' })
    await send(broker.port, { job, seq: 2, event: 'permission_required', detail: 'run: rm -rf build/' })
    const { rows } = await deck.sees(/asked \d s ago · NEW/, 'run: rm -rf build/')
    expect(rows[0]).toContain('◆ 1 needs you')
    // What needs you comes first.
    expect(rows[1]).toContain('◆ needs001')
    await send(broker.port, { job, seq: 3, event: 'progress', detail: 'permission given' })
    await deck.sees(/[╭┏] ▶ needs001/).seesNot('asked ')
  })

  it.concurrent('counts the idle limit down by one second with each second of its clock, and the total one in minutes', async () => {
    const job = 'countdwn'
    const only = await deckInTmux({ env: brokerEnv(broker.port), columns: 80, rows: 24, args: [job] })
    await only.sees('● connected')
    await send(broker.port, { job, seq: 1, event: 'started' })
    // The first second is cut short or prolonged by the moment at which the event came.
    await only.sees(/total ━+ ~60 min/, /idle [━─]+ ~1:5\d/)
    const shown = new Map<number, number>()
    let last = ''
    await only.seesThat('six seconds of the clock', (screen) => {
      // Only frames seen twice: tmux also shows frames of which it has read only half.
      if (screen.text === last) shown.set(clockSeconds(screen), idleSeconds(screen))
      last = screen.text
      return shown.size >= 6
    })
    const ends = [...shown].map(([clock, left]) => (clock + left) % 86_400)
    expect(ends[0]).toEqual(expect.any(Number))
    expect(ends[0]).not.toBeNaN()
    expect(new Set(ends)).toEqual(new Set([ends[0]]))
  })

  it.concurrent('finds a job that completed before the deck was opened, and says that the broker retained the event', async () => {
    const job = 'retained'
    await send(broker.port, { job, seq: 7, event: 'completed', detail: '보고서를 저장했습니다' })
    const later = await deckInTmux({ env: brokerEnv(broker.port), args: [job] })
    await later.sees(/✓ retained[\s\S]*completed[\s\S]*보고서를 저장했습니다/)
    await later.press('enter').sees('newest first', '⏎ show JSON')
    await later.press('enter').sees('retained by the broker')
  })

  it.concurrent('works with the embedded broker, which speaks only MQTT 3.1.1, without any setting', async () => {
    const served = startJobdeck(['broker', 'serve'])
    const url = await served.waitForLine('mqtt://')
    const port = Number(new URL(url).port)
    const pane = await deckInTmux({ env: brokerEnv(port) })
    await pane.sees('● connected')
    await send(port, { job: 'embedded', seq: 1, event: 'started' })
    await pane.sees('▶ embedded')
    served.kill()
    await served.exit
    await pane.sees('✗ offline')
  })
})
