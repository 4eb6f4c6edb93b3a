import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SortedList } from '../../../src/app/deck/sorted-list.ts'

const ascending = (a: number, b: number) => a - b

function listOf(items: Iterable<number>): SortedList<number> {
  const list = new SortedList(ascending)
  for (const item of items) list.add(item)
  return list
}

it('is empty at first', () => {
  const list = listOf([])
  expect([list.size, list.at(0), list.slice(0, 9), list.rankOf(1)]).toEqual([0, undefined, [], 0])
})

it.each([
  ['before all', 0, 0],
  ['an item', 20, 1],
  ['between two', 25, 2],
  ['behind all', 99, 4],
])('ranks what stands %s', (_where, item, rank) => {
  expect(listOf([40, 10, 30, 20]).rankOf(item)).toBe(rank)
})

it('removes only what is in it', () => {
  const list = listOf([1, 2, 3])
  list.delete(4)
  list.delete(2)
  list.delete(2)
  expect([list.size, list.slice(0, 9)]).toEqual([2, [1, 3]])
})

it('is what sorting all of it would give, after any changes', () => {
  // Few enough numbers that many are taken out again, enough of them for several chunks.
  const change = fc.tuple(fc.constantFrom('add', 'add', 'delete'), fc.nat(1_500))
  fc.assert(
    fc.property(fc.array(change, { size: '+4' }), fc.nat(1_500), fc.nat(1_500), (changes, from, length) => {
      const list = new SortedList(ascending)
      const model = new Set<number>()
      for (const [kind, item] of changes) {
        if (kind === 'delete') list.delete(item)
        else if (!model.has(item)) list.add(item)
        if (kind === 'delete') model.delete(item)
        else model.add(item)
      }
      const sorted = [...model].sort(ascending)
      expect(list.size).toBe(sorted.length)
      expect(list.slice(0, sorted.length)).toEqual(sorted)
      expect(list.slice(from, from + length)).toEqual(sorted.slice(from, from + length))
      expect(list.at(from)).toBe(sorted[from])
      expect(sorted.every((item, place) => list.rankOf(item) === place)).toBe(true)
    }),
    { numRuns: 60 },
  )
})
