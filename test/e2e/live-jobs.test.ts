import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { startJobdeck } from '../support/run-jobdeck.ts'
import type { TmuxPane } from '../support/tmux.ts'
import { needs } from '../support/tools.ts'
import { brokerEnv, deckInTmux, send } from './deck.ts'

/** Adds a value that differs from the last one; whether it does. */
function note<T>(values: T[], value: T): boolean {
  if (values.at(-1) === value) return false
  values.push(value)
  return true
}

/** The seconds that a countdown such as `~59:38 left` shows; NaN when it is not there. */
function secondsLeft(rows: readonly string[], label: 'total' | 'idle'): number {
  const [, minutes, seconds] = /~?(\d+):(\d\d) left/.exec(rows.find((row) => row.includes(`${label} `)) ?? '') ?? []
  return Number(minutes) * 60 + Number(seconds)
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

  it('shows a job within 300 ms of its first event', async () => {
    const times: number[] = []
    for (const job of ['started1', 'started2', 'started3']) {
      const before = performance.now()
      await send(broker.port, { job, seq: 1, event: 'started', detail: 'reading the issue' })
      await deck.waitForText(job)
      times.push(performance.now() - before)
    }
    console.info(`from the start of mosquitto_pub to the pane in tmux: ${times.map(Math.round).join(', ')} ms`)
    // The machine may be busy with other tests: then one of three still shows what jobdeck itself takes.
    expect(Math.min(...times)).toBeLessThan(300)
    await deck.waitForText(/started3[\s\S]*running for[\s\S]*#1 +started +reading the issue/)
  })

  it('turns to "needs you" with the text of the request, and back with the next event', async () => {
    const job = 'needs001'
    await send(broker.port, { job, seq: 1, event: 'started' })
    await send(broker.port, { job, seq: 2, event: 'permission_required', detail: 'run: rm -rf build/' })
    const rows = await deck.waitForText(/NEEDS YOU for 0:0\d · run: rm -rf build\//)
    expect(rows[0]).toContain('◆ 1 needs you')
    // The most urgent pane comes first.
    expect(rows[1]).toContain('◆ needs001')
    await send(broker.port, { job, seq: 3, event: 'progress', detail: 'permission given' })
    await deck.waitForText(/▶ needs001/)
    expect((await deck.capture()).join('\n')).not.toContain('NEEDS YOU')
  })

  it.concurrent('counts both limits down by one a second, without a skip or a repeat', async () => {
    const job = 'countdwn'
    const only = await deckInTmux({ env: brokerEnv(broker.port), columns: 80, rows: 24, args: [job] })
    await only.waitForText('● connected')
    await send(broker.port, { job, seq: 1, event: 'started' })
    // The first second is cut short or prolonged by the moment at which the event came.
    await only.waitForText(/59:5\d left/)
    const shown = { total: [] as number[], idle: [] as number[], clock: [] as string[] }
    const changesMs: number[] = []
    const endMs = performance.now() + 6_300
    while (performance.now() < endMs) {
      const rows = await only.capture()
      note(shown.total, secondsLeft(rows, 'total'))
      note(shown.idle, secondsLeft(rows, 'idle'))
      if (note(shown.clock, /(\d\d:\d\d:\d\d) *$/.exec(rows[0] ?? '')?.[1] ?? '')) changesMs.push(performance.now())
      await delay(20)
    }
    for (const countdown of [shown.total, shown.idle]) {
      expect(countdown).toEqual(countdown.map((_, index) => (countdown[0] ?? 0) - index))
      expect(countdown.length).toBeGreaterThanOrEqual(6)
    }
    expect(shown.clock.length).toBe(shown.total.length)
    const seconds = changesMs.slice(2).map((atMs, index) => Math.round(atMs - (changesMs[index + 1] ?? 0)))
    console.info(`a displayed second took ${Math.min(...seconds)} to ${Math.max(...seconds)} ms`)
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
