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

it('counts what has not been read, without what happens with every broker', () => {
  const log = new DropLog()
  for (const reason of ['not-json', 'duplicate', 'second-end', 'forged'] as const) log.add(1, 'a', reason, '')
  expect(log.snapshot()).toMatchObject({ total: 4, unread: 2 })
  log.read()
  expect(log.snapshot()).toMatchObject({ total: 4, unread: 0 })
  log.add(1, 'a', 'not-json', '')
  expect(log.snapshot()).toMatchObject({ total: 5, unread: 1 })
})

it('returns a value that later drops do not change', () => {
  const log = new DropLog()
  log.add(1, 'a', 'not-json', '')
  const before = log.snapshot()
  log.add(2, 'b', 'not-json', '')
  expect(before.total).toBe(1)
})

it('keeps texts as they came, cut to a number of characters', () => {
  const log = new DropLog()
  const topic = 'a/\u001b]0;title\u0007b'
  log.add(1, topic, 'not-json', '정'.repeat(10_000))
  expect(log.snapshot().recent).toMatchObject([{ topic, explanation: '정'.repeat(500) }])
})
