import { expect, it } from 'vitest'
import { DropLog } from '../../../src/app/deck/drop-log.ts'

it('counts every drop by its reason and remembers the last two hundred', () => {
  const log = new DropLog()
  for (let i = 0; i < 500; i++) log.add(i, `topic/${i}`, i % 2 === 0 ? 'not-json' : 'wrong-id', `number ${i}`)
  const { total, byReason, recent } = log.snapshot()
  expect({ total, byReason }).toEqual({ total: 500, byReason: { 'not-json': 250, 'wrong-id': 250 } })
  expect(recent).toHaveLength(200)
  expect(recent.at(-1)).toEqual({
    receivedWallMs: 499,
    topic: 'topic/499',
    reason: 'wrong-id',
    explanation: 'number 499',
  })
})

it('hands out a value that later drops do not change', () => {
  const log = new DropLog()
  log.add(1, 'a', 'not-json', '')
  const before = log.snapshot()
  log.add(2, 'b', 'not-json', '')
  expect(before.total).toBe(1)
})

it('keeps nothing that could act on a terminal', () => {
  const log = new DropLog()
  log.add(1, 'a/\u001b]0;title\u0007b', 'not-json', 'Unexpected token \u001b[31m\u202e in JSON')
  expect(JSON.stringify(log.snapshot().recent)).not.toMatch(/\\u001b|\\u0007|\u202e/)
})
