import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addSeen, noSeen, recall, type SeenEvents } from '../../../src/domain/jobs/seen-events.ts'

const seenOf = (events: Iterable<readonly [seq: number, content: number]>): SeenEvents =>
  [...events].reduce((seen, [seq, content]) => addSeen(seen, seq, content), noSeen)
const inARow = (count: number) => Array.from({ length: count }, (_, i) => [i + 1, i] as const)

it('knows an event by its seq and its content', () => {
  const seen = seenOf([
    [1, 7],
    [2, 8],
    [2, 9],
  ])
  expect(recall(seen, 1, 7)).toBe('same')
  expect([recall(seen, 2, 8), recall(seen, 2, 9)]).toEqual(['same', 'same'])
  expect(recall(seen, 2, 7)).toBe('other')
  expect(recall(seen, 3, 7)).toBe('unknown')
})

it('is exact for any seqs and contents up to what it remembers', () => {
  const event = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
  fc.assert(
    fc.property(fc.array(event, { maxLength: 200 }), event, (events, [seq, content]) => {
      const seqs = new Set(events.map(([number]) => number))
      const isSame = events.some((known) => known[0] === seq && known[1] === content)
      expect(recall(seenOf(events), seq, content)).toBe(isSame ? 'same' : seqs.has(seq) ? 'other' : 'unknown')
    }),
  )
})

it('remembers the first 32 events and the newest 900, and never more than 1,024', () => {
  const seen = seenOf(inARow(5_000))
  expect(recall(seen, 1, 0)).toBe('same')
  expect(recall(seen, 32, 5)).toBe('other')
  expect(recall(seen, 33, 32)).toBe('unknown')
  expect(recall(seen, 4_100, 4_099)).toBe('same')
  expect([...seen.lists, seen.latest].flat().length).toBeLessThanOrEqual(1_024)
})

it('changes no memory that it was made from', () => {
  const before = seenOf(inARow(100))
  const copy = structuredClone(before)
  addSeen(before, 101, 1)
  expect(before).toEqual(copy)
})
