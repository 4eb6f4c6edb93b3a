import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Hearing } from '../../../src/app/deck/hearing.ts'

const startMs = 1_000_000

/** A hearing at `startMs`, told what the connection heard last. */
function hearingOf(session: 'resumed' | 'new' = 'resumed') {
  const connection: { heardMs: number | null } = { heardMs: null }
  const again: (readonly [deafSinceMs: number, nowMs: number])[] = []
  const onHeardAgain = (...span: readonly [number, number]) => again.push(span)
  const isResumed = () => session === 'resumed'
  const hearing = new Hearing({ lastHeardMs: () => connection.heardMs, onHeardAgain, isResumed }, startMs)
  /** Listens every second from one moment to another, both in seconds after the start. */
  const listen = (fromSec: number, toSec: number, heard: 'always' | 'no-longer' | 'never' = 'always') => {
    let state = hearing.listen(startMs + fromSec * 1000)
    for (let sec = fromSec; sec <= toSec; sec++) {
      if (heard === 'always') connection.heardMs = startMs + sec * 1000
      if (heard === 'never') connection.heardMs = null
      state = hearing.listen(startMs + sec * 1000)
    }
    const { judgedMs, deafSinceMs } = state
    return { judged: (judgedMs - startMs) / 1000, deafSince: deafSinceMs && (deafSinceMs - startMs) / 1000 }
  }
  return { hearing, connection, again, listen }
}

describe('what limits are judged for', () => {
  it('is the start until the broker is heard, without calling that deaf', () => {
    expect(hearingOf().listen(0, 50, 'never')).toEqual({ judged: 0, deafSince: null })
  })

  it('is the present while the broker is heard, and the last packet while it is quiet', () => {
    const { listen } = hearingOf()
    expect(listen(0, 20)).toEqual({ judged: 20, deafSince: null })
    expect(listen(21, 30, 'no-longer')).toEqual({ judged: 20, deafSince: null })
    expect(listen(31, 32)).toEqual({ judged: 32, deafSince: null })
  })

  it.each(['never', 'no-longer'] as const)('stands still while the broker is out of reach: heard %s', (heard) => {
    const { listen, again } = hearingOf()
    listen(0, 20)
    expect(listen(21, 140, heard)).toEqual({ judged: 20, deafSince: 20 })
    expect(again).toHaveLength(1)
  })

  it('moves on once what had waited is in: after three seconds, and one without a message', () => {
    const { hearing, listen, again } = hearingOf()
    listen(0, 20)
    listen(21, 140, 'never')
    expect(listen(141, 143)).toEqual({ judged: 20, deafSince: null })
    expect(again.at(-1)).toEqual([startMs + 20_000, startMs + 141_000])
    expect(hearing.receive(startMs + 143_500)).toBe(startMs + 20_000)
    expect(hearing.isCatchingUp).toBe(true)
    expect(listen(144, 144)).toMatchObject({ judged: 20 })
    expect(listen(145, 145)).toMatchObject({ judged: 145 })
    expect(hearing.isCatchingUp).toBe(false)
    expect(hearing.receive(startMs + 145_500)).toBe(startMs + 145_500)
  })

  it.each([
    { session: 'resumed', mostSec: 60 },
    { session: 'new', mostSec: 10 },
  ] as const)(
    'moves on after $mostSec s at the latest with a $session session: some brokers are never quiet',
    (row) => {
      const { hearing, listen } = hearingOf(row.session)
      listen(0, 20)
      listen(21, 140, 'never')
      for (let sec = 141; sec <= 210; sec++) {
        listen(sec, sec)
        for (const afterMs of [sec * 1000 + 300, sec * 1000 + 700]) {
          expect(hearing.receive(startMs + afterMs)).toBe(startMs + (sec < 141 + row.mostSec ? 20_000 : afterMs))
        }
      }
    },
  )

  it('begins with what an earlier run has heard', () => {
    const { hearing, listen, again } = hearingOf()
    hearing.restore(startMs - 3_600_000)
    expect(listen(0, 5, 'never')).toEqual({ judged: -3600, deafSince: -3600 })
    listen(6, 10)
    expect(again).toEqual([[startMs - 3_600_000, startMs + 6_000]])
  })

  it('counts a process that did not run as one that heard nothing, though its connection stands', () => {
    const { hearing, connection, listen, again } = hearingOf()
    listen(0, 20)
    connection.heardMs = startMs + 28_000
    // The first packet after the stop is looked at before the clock ticks.
    expect(hearing.receive(startMs + 28_000)).toBe(startMs + 20_000)
    expect(again.at(-1)).toEqual([startMs + 20_000, startMs + 28_000])
    expect(listen(29, 40)).toEqual({ judged: 40, deafSince: null })
  })
})

it('never judges for a moment that the broker has not been heard after, and never goes back, whatever happens', () => {
  const step = fc.record({
    afterMs: fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 200_000 })),
    what: fc.constantFrom('tick', 'packet', 'message', 'down', 'down', 'up'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const { hearing, connection, again } = hearingOf()
      let [nowMs, lastMs, isUp, everHeardMs] = [startMs, startMs, false, startMs]
      for (const { afterMs, what } of steps) {
        nowMs += afterMs
        if (what === 'down') isUp = false
        if (what === 'up') isUp = true
        const isPacket = isUp && (what === 'packet' || what === 'message' || what === 'up')
        if (isPacket) everHeardMs = nowMs
        connection.heardMs = isUp ? everHeardMs : null
        if (isPacket && what === 'message') expect(hearing.receive(nowMs)).toBeLessThanOrEqual(nowMs)
        const { judgedMs, deafSinceMs } = hearing.listen(nowMs)
        expect(judgedMs).toBeLessThanOrEqual(everHeardMs)
        expect(judgedMs).toBeGreaterThanOrEqual(lastMs)
        if (!isUp) expect(deafSinceMs ?? startMs).toBe(judgedMs)
        lastMs = judgedMs
      }
      for (const [deafSinceMs, againMs] of again) expect(deafSinceMs).toBeLessThanOrEqual(againMs)
    }),
  )
})
