import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DeadlineQueue } from '../../../src/app/deck/deadline-queue.ts'

function due(queue: DeadlineQueue<string>, nowMs: number): readonly string[] {
  const keys: string[] = []
  for (let key = queue.popDue(nowMs); key !== undefined; key = queue.popDue(nowMs)) keys.push(key)
  return keys
}

it('returns what is due, the earliest first, and keeps the rest', () => {
  const queue = new DeadlineQueue<string>()
  for (const [key, atMs] of Object.entries({ late: 30, first: 10, exact: 20, never: 99 })) queue.set(key, atMs)
  expect(due(queue, 5)).toEqual([])
  expect(due(queue, 20)).toEqual(['first', 'exact'])
  expect(due(queue, 50)).toEqual(['late'])
  expect(queue.size).toBe(1)
})

it('has one deadline for each key: the last that was set', () => {
  const queue = new DeadlineQueue<string>()
  queue.set('a', 10)
  queue.set('b', 20)
  queue.set('a', 30)
  queue.set('b', null)
  queue.set('nobody', null)
  expect(queue.size).toBe(1)
  expect(due(queue, 29)).toEqual([])
  expect(due(queue, 30)).toEqual(['a'])
})

it('returns every key by its last deadline, after any changes', () => {
  const key = fc.constantFrom(...'abcdefghijklmnopqrst')
  const change = fc.tuple(key, fc.option(fc.nat(100), { freq: 4 }))
  fc.assert(
    fc.property(fc.array(change, { size: '+2' }), fc.nat(100), (changes, nowMs) => {
      const queue = new DeadlineQueue<string>()
      const model = new Map<string, number>()
      for (const [changed, atMs] of changes) {
        queue.set(changed, atMs)
        if (atMs === null) model.delete(changed)
        else model.set(changed, atMs)
      }
      const early = due(queue, nowMs)
      const moments = early.map((one) => model.get(one) ?? Number.NaN)
      expect(moments).toEqual(moments.toSorted((a, b) => a - b))
      expect(early.toSorted()).toEqual([...model.keys()].filter((one) => (model.get(one) ?? 0) <= nowMs).toSorted())
      expect(queue.size).toBe(model.size - early.length)
    }),
  )
})
