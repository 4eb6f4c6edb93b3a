// The session on a feed and a clock that the test moves: limits pass without waiting.
import { expect, it } from 'vitest'
import type { FeedListener } from '../../../src/app/feeds/feed.ts'
import { WatchSession } from '../../../src/app/watch/watch-session.ts'
import type { Verdict } from '../../../src/app/watch/watch-verdict.ts'
import { JobdeckError } from '../../../src/domain/failure.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import type { ConnectionState } from '../../../src/io/mqtt/connection-state.ts'
import { jobIdOf, someBroker } from '../../domain/jobs/build-job.ts'
import { message } from '../deck/messages.ts'

const id = jobIdOf('abc12345')
const unreachable = new JobdeckError('unreachable', 'the broker is gone')

function startSession(watched: readonly string[] | null, totalSec: number | null = null) {
  const clock = new SimulatedClock(1_000_000)
  const notes: string[] = []
  const printed: string[] = []
  const listened: string[] = []
  const acknowledged: number[] = []
  const flushed = Promise.withResolvers<void>()
  let listener: FeedListener | null = null
  const limits = { totalSec: 100, idleSec: 10 }
  const session = new WatchSession(
    {
      broker: someBroker,
      watched: watched && new Map(watched.map((job) => [jobIdOf(job), limits])),
      totalSec,
      records: new Map(),
      clock,
      openFeed: (given) => {
        listener = given
        return {
          address: null,
          start: () => given.onEvent({ kind: 'resolved', url: 'mqtt://127.0.0.1:1' }),
          stop: async () => {},
          reconnect: () => {},
          acknowledge: (through) => void acknowledged.push(through),
          listen: (topics) => void listened.push(...topics),
          lastHeardMs: () => null,
          ping: () => {},
          publish: async () => ({ kind: 'offline' }),
        }
      },
    },
    {
      onEvent: async ({ event }) => void printed.push(event.event),
      flush: () => flushed.promise,
      onNote: (text) => void notes.push(text),
    },
  )
  const verdict: Promise<Verdict> = session.run(new Promise<never>(() => {}))
  verdict.catch(() => {})
  const connection = (state: ConnectionState) => listener?.onEvent({ kind: 'connection', state })
  return {
    clock,
    notes,
    printed,
    listened,
    acknowledged,
    flushed: flushed.resolve,
    session,
    verdict,
    connection,
    connected: () => connection({ phase: 'connected', mqttVersion: 5, sinceMs: clock.monotonicMs() }),
    event: (seq: number, event: 'progress' | 'completed' | 'error', job = 'abc12345') =>
      listener?.onMessage(
        message(job, seq, event, { receivedMs: clock.monotonicMs(), receivedWallMs: clock.wallMs() }),
        seq,
      ),
  }
}

it('ends when the watched job has ended, and prints what was accepted', async () => {
  const { connected, event, verdict, printed, notes } = startSession(['abc12345'])
  connected()
  event(1, 'progress')
  event(1, 'progress')
  event(2, 'completed')
  expect(await verdict).toBe('completed')
  expect(printed).toEqual(['progress', 'completed'])
  expect(notes).toEqual([
    'subscribed on mqtt://127.0.0.1:1 (MQTT 5)',
    'python/mqtt/jobs/abc12345/events: dropped, duplicate: seq 1 of abc12345 was seen before',
  ])
})

it('counts the limits from the first subscription, however often the connection comes back', async () => {
  const { connected, connection, clock, event, verdict, notes } = startSession(['abc12345'])
  clock.advance(500_000)
  connected()
  clock.advance(9_000)
  event(1, 'progress')
  connection({ phase: 'waiting', error: unreachable, retryAtMs: clock.monotonicMs() + 2_500, attempt: 1 })
  clock.advance(2_500)
  connected()
  clock.advance(7_499)
  expect(notes).toContain('the broker is gone; retrying in 3 s')
  expect(notes.some((note) => note.includes('timed out'))).toBe(false)
  clock.advance(1)
  expect(await verdict).toBe('timed-out')
  expect(notes.at(-1)).toBe(`${id} timed out: no event within the idle limit`)
})

it('without jobs to wait for, ends at its total limit alone', async () => {
  const { connected, clock, event, verdict, printed } = startSession(null, 60)
  connected()
  event(1, 'error', 'anyone01')
  clock.advance(60_000)
  expect(await verdict).toBe('timed-out')
  expect(printed).toEqual(['error'])
})

it('fails when the first connection does, and when the broker refuses a later one', async () => {
  const first = startSession(['abc12345'])
  first.connection({ phase: 'waiting', error: unreachable, retryAtMs: 0, attempt: 1 })
  await expect(first.verdict).rejects.toBe(unreachable)
  const later = startSession(['abc12345'])
  later.connected()
  later.connection({ phase: 'stopped', error: unreachable })
  await expect(later.verdict).rejects.toBe(unreachable)
})

it('listens to the topics of records that come up', () => {
  const { session, listened } = startSession(['abc12345'])
  session.setRecords(new Map(), ['team/alpha/events'])
  expect(listened).toEqual(['team/alpha/events'])
})

it('acknowledges the messages of a turn together, once their lines are out', async () => {
  const { connected, event, clock, acknowledged, flushed, printed } = startSession(null)
  connected()
  event(1, 'progress')
  event(2, 'progress')
  clock.advance(1)
  await Promise.resolve()
  expect([printed.length, acknowledged]).toEqual([2, []])
  flushed()
  await Promise.resolve().then(() => {})
  expect(acknowledged).toEqual([2])
})
