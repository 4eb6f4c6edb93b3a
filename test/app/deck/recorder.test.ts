import { describe, expect, it } from 'vitest'
import { Recorder } from '../../../src/app/deck/recorder.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import type { Appended, JudgedEvent } from '../../../src/io/ledger/ledger.ts'
import { newEvent } from '../../io/ledger/entries.ts'

/** A recorder on a ledger that writes when it is told to. */
function recording() {
  const clock = new SimulatedClock(Date.UTC(2026, 5, 19))
  const groups: { readonly seqs: readonly number[]; written(): void }[] = []
  const acknowledged: number[] = []
  const ledger = {
    isFailing: false,
    append: (events: readonly JudgedEvent[]) => {
      const { promise, resolve } = Promise.withResolvers<Appended>()
      groups.push({ seqs: events.map(({ event }) => event.seq), written: () => resolve(events.map(() => true)) })
      return promise
    },
  }
  const recorder = new Recorder({ ledger, clock, acknowledge: (through) => acknowledged.push(through) })
  const written = async (group: number) => {
    groups[group]?.written()
    await Promise.resolve().then(() => {})
  }
  return { clock, ledger, groups, acknowledged, written, recorder, turn: () => clock.advance(1) }
}

const event = (seq: number) => newEvent('job-1', seq)

it('acknowledges the last delivery of a turn once all of the turn is written', async () => {
  const { recorder, turn, groups, acknowledged, written } = recording()
  recorder.record(event(1), 1)
  recorder.record(event(2), 2)
  turn()
  recorder.record(event(3), 3)
  turn()
  expect(groups.map(({ seqs }) => seqs)).toEqual([[1, 2], [3]])
  expect(acknowledged).toEqual([])
  await written(0)
  expect(acknowledged).toEqual([2])
  await written(1)
  expect(acknowledged).toEqual([2, 3])
})

it('acknowledges what is not recorded in its turn: at once, or after what came before it', async () => {
  const { recorder, turn, acknowledged, written } = recording()
  recorder.record(null, 1)
  turn()
  expect(acknowledged).toEqual([1])
  recorder.record(event(1), 2)
  turn()
  recorder.record(null, 3)
  turn()
  expect(acknowledged).toEqual([1])
  await written(0)
  expect(acknowledged).toEqual([1, 3])
})

it('takes something that was delivered before without losing count', async () => {
  const { recorder, turn, acknowledged, written } = recording()
  recorder.record(event(1), 7)
  recorder.record(event(2), 0)
  turn()
  await written(0)
  expect(acknowledged).toEqual([7])
})

it('lets the broker keep the last 5,000 deliveries while nothing can be written, and no more', () => {
  const { ledger, recorder, turn, acknowledged } = recording()
  ledger.isFailing = true
  for (let delivery = 1; delivery <= 5_000; delivery++) recorder.record(event(delivery), delivery)
  turn()
  expect(acknowledged).toEqual([])
  recorder.record(event(5_001), 5_001)
  recorder.record(event(5_002), 5_002)
  expect(acknowledged).toEqual([1, 2])
})

describe('while nothing can be written and the broker sends only 20 messages ahead', () => {
  function stalled() {
    const parts = recording()
    for (let delivery = 1; delivery <= 20; delivery++) parts.recorder.record(event(delivery), delivery)
    parts.turn()
    parts.ledger.isFailing = true
    return parts
  }

  it('acknowledges half of them when nothing has come for 2 s, so that more can come', () => {
    const { clock, acknowledged, recorder } = stalled()
    clock.advance(1_900)
    expect(acknowledged).toEqual([])
    clock.advance(200)
    expect(acknowledged).toEqual([10])
    for (let delivery = 21; delivery <= 30; delivery++) recorder.record(event(delivery), delivery)
    expect(acknowledged.at(-1)).toBe(20)
  })

  it('leaves fewer than 10 with the broker however long it lasts', () => {
    const { clock, acknowledged } = stalled()
    clock.advance(60_000)
    expect(acknowledged).toEqual([10, 15])
  })

  it('holds everything again once something was written', async () => {
    const { clock, acknowledged, ledger, recorder, turn, written } = stalled()
    clock.advance(2_000)
    ledger.isFailing = false
    await written(0)
    expect(acknowledged).toEqual([10, 20])
    for (let delivery = 21; delivery <= 60; delivery++) recorder.record(event(delivery), delivery)
    turn()
    ledger.isFailing = true
    recorder.record(event(61), 61)
    expect(acknowledged).toEqual([10, 20])
  })

  it('waits for nothing when everything is written', async () => {
    const { clock, acknowledged, ledger, written } = stalled()
    ledger.isFailing = false
    clock.advance(10_000)
    await written(0)
    clock.advance(10_000)
    expect(acknowledged).toEqual([20])
  })
})
