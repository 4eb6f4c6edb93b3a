import { expect, it } from 'vitest'
import { droppedLines } from '../../../src/ui/views/dropped/lines.ts'

it('a dropped message shows nothing that acts on a terminal', () => {
  const topic = 'a/\u001b]0;title\u0007b'
  const explanation = 'Unexpected token \u001b[31m\u202e in JSON'
  const drop = { receivedWallMs: 1, topic, reason: 'not-json', explanation } as const
  const lines = droppedLines({ total: 1, unread: 1, byReason: { 'not-json': 1 }, recent: [drop] }, 120)
  const text = lines.map((line) => line.map((piece) => piece.text).join('')).join('\n')
  expect(text).toContain('a/b')
  expect(text).toContain('Unexpected token � in JSON')
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
})
