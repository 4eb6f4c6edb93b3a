import type { MqttClient } from 'mqtt'
import { describe, expect, it } from 'vitest'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { linkKeepalive } from '../../../src/io/mqtt/link-keepalive.ts'

function meet({ keepaliveSec = 10, isHeld = (): boolean => false } = {}) {
  const clock = new SimulatedClock(1_000_000)
  const pingsMs: number[] = []
  const silencesMs: number[] = []
  const sinceStart = () => clock.monotonicMs() - 1_000_000
  const client = { keepalive: keepaliveSec, sendPing: () => pingsMs.push(sinceStart()) }
  const keepalive = linkKeepalive(client as unknown as MqttClient, {
    clock,
    isHeld,
    onSilence: () => silencesMs.push(sinceStart()),
  })
  keepalive.start()
  return { clock, keepalive, pingsMs, silencesMs }
}

/** Lets time pass in steps, with a packet after each. */
function receiveEvery(ms: number, times: number, { clock, keepalive }: ReturnType<typeof meet>): void {
  for (let n = 0; n < times; n++) {
    clock.advance(ms)
    keepalive.onPacket(clock.monotonicMs())
  }
}

describe('the keepalive of a link', () => {
  it('pings every ten seconds', () => {
    const met = meet()
    receiveEvery(1_000, 35, met)
    expect(met.pingsMs).toEqual([10_000, 20_000, 30_000])
    expect(met.silencesMs).toEqual([])
  })

  it('notices silence after 10 to 15 seconds, once', () => {
    for (const heardUntilMs of [0, 100, 4_900, 5_100, 9_900]) {
      const met = meet()
      met.clock.advance(heardUntilMs)
      met.keepalive.onPacket(met.clock.monotonicMs())
      met.clock.advance(60_000)
      expect(met.silencesMs).toHaveLength(1)
      const silentMs = (met.silencesMs[0] ?? 0) - heardUntilMs
      expect(silentMs).toBeGreaterThanOrEqual(10_000)
      expect(silentMs).toBeLessThanOrEqual(15_000)
    }
  })

  it('takes every packet for life, when the answers to pings are stuck behind others', () => {
    const met = meet()
    receiveEvery(9_000, 20, met)
    expect(met.silencesMs).toEqual([])
  })

  it('does not count silence while the link does not read', () => {
    let isHeld = true
    const met = meet({ isHeld: () => isHeld })
    met.clock.advance(120_000)
    expect(met.silencesMs).toEqual([])
    isHeld = false
    met.clock.advance(15_000)
    expect(met.silencesMs).toHaveLength(1)
  })

  it('keeps to a shorter interval that the broker asks for', () => {
    const { clock, pingsMs } = meet({ keepaliveSec: 4 })
    clock.advance(4_500)
    expect(pingsMs).toEqual([4_000])
  })

  it('knows when it last heard anything, and stops with the link', () => {
    const { clock, keepalive, pingsMs, silencesMs } = meet()
    expect(keepalive.lastHeardMs()).toBeNull()
    clock.advance(1_234)
    keepalive.onPacket(clock.monotonicMs())
    expect(keepalive.lastHeardMs()).toBe(1_001_234)
    keepalive.stop()
    clock.advance(60_000)
    expect(pingsMs).toEqual([])
    expect(silencesMs).toEqual([])
  })
})
