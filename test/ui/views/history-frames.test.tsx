// A job of 5,000 events on screens of every size: its frames, and a search in it.
import { describe, expect, it } from 'vitest'
import { openDeck } from '../deck-terminal.tsx'
import { jobOf, stateOf } from '../fixtures.ts'

const details = ['reading src/auth/session.ts', 'npm test -- --watch=false', 'tests 96/140', '한글 정렬 문제', 'a[b(c']

const job = jobOf({
  id: 'long0001',
  prompt: 'Fix the flaky login test',
  registeredAgoSec: 2_600,
  artifacts: ['report.md', 'docs/missing.md', '../outside.txt'],
  events: Array.from({ length: 5_000 }, (_, index) => {
    const event = index % 900 === 899 ? 'permission_required' : 'progress'
    const agoSec = 2_500 * (1 - index / 5_000) ** 2
    return [index + 1, event, `${details[index % details.length]} (step ${index + 1})`, agoSec] as const
  }),
})

const sizes = [
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
]

describe('a job of 5,000 events', () => {
  it.each(sizes)('looks as it did at $columns×$rows', async ({ columns, rows }) => {
    const deck = await openDeck(stateOf([job]), { columns, rows })
    await deck.press('enter').sees('5,000 events')
    await deck.sees(rows < 20 ? '#5000' : '✗ docs/missing.md')
    await expect(deck.frame()).toMatchFileSnapshot(`frames/history-${columns}x${rows}.txt`)
  })

  it('is searched as it is typed; enter and n lead to the matches, the newest first', async () => {
    const deck = await openDeck(stateOf([job]), { columns: 100, rows: 24 })
    await deck.press('enter').sees('5,000 events')
    await deck.press('/').sees('go there')
    await deck.types('a[b(').sees('1,000 matches')
    await deck.press('enter').sees('match 1 of 1,000')
    await deck.press('n').sees('match 2 of 1,000')
    await deck.press('enter').sees('"detail": "a[b(c (step 4995)"')
    await deck.press('q').sees('match 2 of 1,000')
    await deck.press('N').sees('match 1 of 1,000')
    await deck.press('/').press('ctrl-u').sees('/  ')
    await deck.types('no such words').sees('no match')
    await deck.press('esc').sees('/ search')
    expect(deck.frame()).not.toContain('match')
  })
})
