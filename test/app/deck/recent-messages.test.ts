import { expect, it } from 'vitest'
import { RecentMessages } from '../../../src/app/deck/recent-messages.ts'
import type { Message } from '../../../src/domain/protocol/message.ts'

function message(topic: string, payload: string | Buffer): Message {
  return { topic, payload: Buffer.from(payload), retained: false, receivedMs: 0, receivedWallMs: 0 }
}

const textsOf = (messages: readonly Message[]) => messages.map(({ payload }) => String(payload))

it('gives back the messages on a topic, in order and once', () => {
  const recent = new RecentMessages()
  for (const [topic, text] of [
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
  ] as const)
    recent.add(message(topic, text))
  expect(textsOf(recent.take('a'))).toEqual(['1', '3'])
  expect(textsOf(recent.take('a'))).toEqual([])
  expect(textsOf(recent.take('b'))).toEqual(['2'])
})

it('keeps a copy: the socket reads into the same buffer again', () => {
  const recent = new RecentMessages()
  const buffer = Buffer.from('first')
  recent.add({ ...message('a', ''), payload: buffer })
  buffer.write('later')
  expect(textsOf(recent.take('a'))).toEqual(['first'])
})

it('forgets the oldest beyond 500 messages or a megabyte', () => {
  const recent = new RecentMessages()
  for (let n = 0; n < 600; n++) recent.add(message('a', String(n)))
  expect(textsOf(recent.take('a'))).toEqual(Array.from({ length: 500 }, (_, n) => String(n + 100)))
  const large = Buffer.alloc(256 * 1024)
  for (let n = 0; n < 10; n++) recent.add(message('b', large))
  recent.add(message('b', 'last'))
  expect(recent.take('b')).toHaveLength(4)
  recent.add(message('b', Buffer.alloc(2 * 1024 * 1024)))
  expect(recent.take('b')).toEqual([])
})
