import { describe, expect, it, vi } from 'vitest'
import { JobHistory } from '../../../src/app/deck/job-history.ts'
import { JobdeckError } from '../../../src/domain/failure.ts'
import type { HistoryEntry } from '../../../src/domain/jobs/job.ts'
import { arrive, foldAll } from '../../domain/jobs/build-job.ts'

/** The events numbered from 1. */
function eventsOf(count: number, from = 1): readonly HistoryEntry[] {
  return Array.from({ length: count }, (_, index) => foldAll([arrive(from + index, 'progress')]).history).flat()
}

/** A ledger that holds these events under even numbers, and remembers what was read from it. */
function ledgerOf(events: readonly HistoryEntry[]) {
  const rows = [...events]
  const read: number[] = []
  const history = new JobHistory({
    idsAfter: async (after) => rows.map((_, index) => 2 * index + 2).filter((id) => id > after),
    events: async (ids) => {
      read.push(...ids)
      return new Map(
        ids.flatMap((id) => rows.slice(id / 2 - 1, id / 2).map((entry) => [id, recordedOf(entry)] as const)),
      )
    },
    times: async (ids) => ids.flatMap((id) => rows[id / 2 - 1]?.receivedMs ?? []),
  })
  return { history, rows, read }
}

const recordedOf = (entry: HistoryEntry) => ({ entry, payload: ` ${entry.json}`, json: entry.json })

/** Resolves when everything that was asked for has been read. */
const isRead = () => new Promise((resolve) => setImmediate(resolve))

function seqsAt(history: JobHistory, memory: readonly HistoryEntry[], from: number, to: number) {
  const view = history.view(memory)
  return Array.from({ length: to - from }, (_, index) => view.at(from + index)?.seq)
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('a history of 5,000 events', () => {
  const events = eventsOf(5_000)
  const memory = events.slice(-20)

  it('is not read before somebody looks', async () => {
    const { history, read } = ledgerOf(events)
    expect(history.view(memory)).toMatchObject({ first: 0, end: 20, isRead: false })
    expect(seqsAt(history, memory, 0, 20)).toEqual(numbers(4_981, 5_000))
    await isRead()
    expect(read).toEqual([])
  })

  it('shows its last events, and the first ones, where a key leads', async () => {
    const { history, read } = ledgerOf(events)
    history.refresh()
    await isRead()
    expect(history.view(memory)).toMatchObject({ first: 0, end: 5_000, isRead: true, unrecorded: 0, problem: null })
    expect(seqsAt(history, memory, 4_900, 5_000)).toEqual(numbers(4_901, 5_000))
    expect(seqsAt(history, memory, 0, 60)).toEqual(numbers(1, 60))
    expect(read.length).toBeLessThan(1_000)
  })

  it('moves its window with what is shown, and forgets the rest', async () => {
    const { history, read } = ledgerOf(events)
    history.refresh()
    await isRead()
    for (let top = 4_960; top > 0; top -= 40) {
      expect(seqsAt(history, memory, top, top + 40)).toEqual(numbers(top + 1, top + 40))
      history.show({ from: top, to: top + 40 })
      await isRead()
    }
    expect(read.length).toBeLessThan(5_500)
    expect(history.store.getState().entries.size).toBeLessThan(1_000)
  })

  it('grows while an index stays that of its event', async () => {
    const { history, rows } = ledgerOf(events)
    history.refresh()
    history.show({ from: 2_000, to: 2_040 })
    await isRead()
    rows.push(...eventsOf(3, 5_001))
    history.refresh()
    await isRead()
    const later = rows.slice(-20)
    expect(history.view(later)).toMatchObject({ end: 5_003, unrecorded: 0 })
    expect(seqsAt(history, later, 5_000, 5_003)).toEqual([5_001, 5_002, 5_003])
    expect(seqsAt(history, later, 2_000, 2_040)).toEqual(numbers(2_001, 2_040))
  })

  it('ends with what is in memory only', async () => {
    const { history } = ledgerOf(events)
    history.refresh()
    await isRead()
    const later = [...memory, ...eventsOf(2, 5_001)].slice(-20)
    expect(history.view(later)).toMatchObject({ end: 5_002, unrecorded: 2 })
    expect(seqsAt(history, later, 4_998, 5_002)).toEqual(numbers(4_999, 5_002))
  })

  it('does not take for new what memory has kept longer than others', async () => {
    const forged = Array.from(
      { length: 100 },
      (_, index) => foldAll([arrive(5_001 + index, 'error', { signature: 'forged' })]).history,
    ).flat()
    const { history } = ledgerOf([...events, ...forged])
    history.refresh()
    await isRead()
    expect(history.view([...memory.slice(5), ...forged.slice(-5)])).toMatchObject({ end: 5_100, unrecorded: 0 })
  })

  it('says why it cannot be read, and shows what is in memory', async () => {
    const history = new JobHistory({
      idsAfter: async () => {
        throw new JobdeckError('io', 'the disk is gone')
      },
      events: async () => new Map(),
      times: async () => [],
    })
    history.refresh()
    await isRead()
    expect(history.view(memory)).toMatchObject({ end: 20, isRead: true, unrecorded: 20, problem: 'the disk is gone' })
  })
})

describe('a search in a history', () => {
  const events = Array.from({ length: 2_000 }, (_, index) => {
    const detail = index % 100 === 0 ? `a[b (step ${index})` : 'nothing'
    return foldAll([arrive(index + 1, 'progress', { detail, data: { file: `src/${index}.ts` } })]).history
  }).flat()

  const found = async (history: JobHistory, memory: readonly HistoryEntry[] = []) => {
    await vi.waitFor(() => expect(history.view(memory).search?.isDone).toBe(true))
    return history.view(memory).search?.found
  }

  it('finds every event with all the words, whose characters are plain text', async () => {
    const { history } = ledgerOf(events)
    history.search('A[B (STEP')
    expect(await found(history)).toEqual(Array.from({ length: 20 }, (_, index) => 100 * index))
    history.search('src/1234.ts')
    expect(await found(history)).toEqual([1_234])
    history.search('#77 progress')
    expect(await found(history)).toContain(76)
    history.search('"not there')
    expect(await found(history)).toEqual([])
    history.search('')
    expect(history.view([]).search).toBeNull()
  })

  it('goes on with what comes, and with what is in memory only', async () => {
    const { history, rows } = ledgerOf(events)
    history.search('step')
    await found(history)
    const [later] = foldAll([arrive(2_001, 'progress', { detail: 'step on' })]).history
    if (later) rows.push(later)
    history.refresh()
    const memory = foldAll([arrive(2_002, 'progress', { detail: 'one more step' })]).history
    await isRead()
    expect((await found(history, memory))?.slice(-3)).toEqual([1_900, 2_000, 2_001])
  })
})

describe('what is read on request', () => {
  const events = eventsOf(1_000)

  it('is the payload of an event as it was received', async () => {
    const { history } = ledgerOf(events)
    history.refresh()
    await isRead()
    expect(history.view([]).payloadAt(999)).toBe(events[999]?.json)
    history.showPayload(999)
    await isRead()
    expect(history.view([]).payloadAt(999)).toBe(` ${events[999]?.json}`)
  })

  it('is when the events came, some of them standing for all', async () => {
    const { history } = ledgerOf(events)
    history.refresh()
    await isRead()
    expect(history.view([]).times).toBeNull()
    history.showTimes()
    await isRead()
    const times = history.view([]).times
    expect(times).toMatchObject({ weight: 3 })
    expect(times?.timesMs).toHaveLength(334)
    expect(times?.timesMs[0]).toBe(events[0]?.receivedMs)
  })
})

describe('a history without a ledger', () => {
  it('is what memory has; an index stays that of its event when memory forgets the oldest', async () => {
    const events = eventsOf(30)
    const history = new JobHistory(null)
    history.refresh()
    await isRead()
    for (let seen = 20; seen <= 30; seen += 2) {
      const memory = events.slice(Math.max(0, seen - 20), seen)
      expect(history.view(memory)).toMatchObject({ first: seen - 20, end: seen, isRead: true, unrecorded: 20 })
      expect(seqsAt(history, memory, seen - 20, seen)).toEqual(numbers(seen - 19, seen))
    }
  })
})
