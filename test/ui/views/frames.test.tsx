import { describe, expect, it } from 'vitest'
import type { DeckState } from '../../../src/app/deck/deck-state.ts'
import { JobdeckError } from '../../../src/domain/failure.ts'
import { cellWidth } from '../../../src/domain/text/cells.ts'
import { standingJobs } from '../../app/deck/standing-jobs.ts'
import { openDeck, type Size, sizes } from '../deck-terminal.tsx'
import { everyFate, jobOf, nowMs, stateOf } from '../fixtures.ts'

const many = [
  ...everyFate,
  ...Array.from({ length: 60 }, (_, index) =>
    jobOf({
      id: `job-${index}`,
      prompt: index % 2 === 0 ? `한글과 이모지 🚀 ${'아주 긴 제목 '.repeat(index % 7)}` : 'plain words',
      registeredAgoSec: index * 40,
      events: [[1, 'started', '시작 🏁', index * 10]],
    }),
  ),
]
const refused = new JobdeckError('unreachable', 'cannot reach mqtts://127.0.0.1:8883', 'is the broker running?')
const drops: DeckState['drops'] = {
  total: 41,
  unread: 41,
  byReason: { 'not-json': 40, forged: 1 },
  recent: [
    {
      receivedWallMs: nowMs - 5000,
      topic: 'python/mqtt/jobs/x/events',
      reason: 'not-json',
      explanation: '정 is no JSON',
    },
    {
      receivedWallMs: nowMs - 1000,
      topic: 'python/mqtt/jobs/y/events',
      reason: 'forged',
      explanation: 'seq 3',
    },
  ],
}

/** Keys, and how many steps back they need. */
const screensByKey = [
  [['G'], 0],
  [['enter', 'G', 'enter', 'G'], 2],
  [['m', 'G'], 1],
  [['?', 'G'], 1],
  [['n'], 1],
  [['b'], 1],
  [['e'], 1],
] as const

let deck: Awaited<ReturnType<typeof openDeck>>

function expectExact(lines: readonly string[], size: Size): void {
  expect(lines).toHaveLength(size.rows)
  for (const line of lines) expect(cellWidth(line)).toBeLessThanOrEqual(size.columns)
}

describe.each(sizes)('at $columns×$rows', (size) => {
  it.each([
    ['without jobs', stateOf([])],
    ['with one job', stateOf(everyFate.slice(0, 1))],
    ['with every fate', stateOf(everyFate)],
    ['with many jobs', stateOf(many)],
  ])('the deck fits exactly %s', async (_, state) => {
    deck = await openDeck(state, size)
    expectExact(deck.lines(), size)
    await deck.press('G')
    expectExact(deck.lines(), size)
  })

  it('every screen fits exactly, offline and with something wrong', async () => {
    const trouble: Partial<DeckState> = {
      connection: { phase: 'waiting', error: refused, retryAtMs: nowMs + 4000, attempt: 2 },
      problem: '레지스트리를 읽을 수 없습니다 '.repeat(20),
      drops,
    }
    deck = await openDeck(stateOf(many, trouble), size)
    for (const [keys, steps] of screensByKey) {
      for (const key of keys) {
        await deck.press(key)
        expectExact(deck.lines(), size)
      }
      for (let step = 0; step < steps; step++) await deck.press('esc')
      expectExact(deck.lines(), size)
    }
  })
})

describe('the deck', () => {
  it.each(sizes)('looks as it did at $columns×$rows', async (size) => {
    deck = await openDeck(stateOf(everyFate), size)
    await expect(deck.frame()).toMatchFileSnapshot(`frames/deck-${size.columns}x${size.rows}.txt`)
  })

  it('says what it listens to, and how to send a first event, before the first job', async () => {
    deck = await openDeck(stateOf([]), { columns: 80, rows: 24 })
    await expect(deck.frame()).toMatchFileSnapshot('frames/empty-80x24.txt')
  })

  it('says plainly that the terminal is too small, and comes back', async () => {
    deck = await openDeck(stateOf(everyFate), { columns: 80, rows: 24 })
    await deck.resizes(39, 24)
    await deck.seesThat('the two sizes', ({ text }) =>
      text.replaceAll(/\s+/g, ' ').includes('needs at least 40×10 (now 39×24)'),
    )
    await deck.resizes(80, 9)
    await deck.sees('jobdeck needs at least 40×10 (now 80×9)')
    await deck.resizes(100, 30)
    await deck.sees('77aa01ff')
  })

  it('keeps what was typed into a form while the terminal is too small', async () => {
    deck = await openDeck(stateOf([]), { columns: 80, rows: 24 })
    await deck.press('n')
    await deck.sees('register a job')
    await deck.types('half a 프롬프트')
    await deck.resizes(80, 8)
    await deck.sees('needs at least')
    expect(deck.lines()).toHaveLength(8)
    expect(deck.frame()).not.toContain('register')
    await deck.resizes(80, 24)
    await deck.sees('half a 프롬프트')
  })

  it('does nothing that cannot be seen while the terminal is too small, except leave', async () => {
    deck = await openDeck(stateOf([jobOf({ id: 'unseen01' })]), { columns: 39, rows: 9 })
    await deck.sees('needs at least')
    await deck.press('n')
    await deck.types('ec')
    await deck.press('enter')
    await deck.resizes(80, 24)
    await deck.sees('unseen01')
    expect(deck.frame()).not.toMatch(/register a job|emit to/)
    expect(deck.commands.asked).toEqual(['history unseen01'])
    await deck.resizes(39, 9)
    await deck.sees('needs at least')
    await deck.press('q')
    expect(deck.quits()).toBe(1)
  })

  it('fits every size while the terminal is being resized', async () => {
    deck = await openDeck(stateOf(many), { columns: 200, rows: 60 })
    for (let columns = 40; columns <= 130; columns += 7)
      for (let rows = 10; rows <= 45; rows += 7) {
        await deck.resizes(columns, rows).seesThat(`${rows} rows`, (screen) => screen.rows.length === rows)
        expectExact(deck.lines(), { columns, rows })
      }
  })

  it('counts down with the store’s clock', async () => {
    deck = await openDeck(stateOf(everyFate.slice(0, 1)), { columns: 80, rows: 24 })
    expect(deck.frame()).toContain('asked 42 s ago')
    expect(deck.frame()).toMatch(/total .* 19 min +idle .* 1:18/)
    await deck.change({ nowMs: nowMs + 1000 })
    expect(deck.frame()).toContain('asked 43 s ago')
    expect(deck.frame()).toMatch(/total .* 19 min +idle .* 1:17/)
    expect(deck.frame()).toContain('14:02:12')
  })

  it('takes keys one after the other, through screens', async () => {
    deck = await openDeck(stateOf(everyFate), { columns: 120, rows: 40 })
    await deck.press('l', 'j', 'enter')
    expect(deck.lines()[1]).toContain('nearend1')
    await deck.press('q', 'g', 'j', 'enter', 'enter')
    expect(deck.lines()[1]).toContain('broke001 · #2 error')
  })

  it('marks what the user opens as seen, not what is moved past, and asks to reconnect', async () => {
    deck = await openDeck(stateOf(everyFate), { columns: 120, rows: 40 })
    await deck.press('l')
    await deck.press('r')
    await deck.press(' ')
    await deck.press('enter')
    const asked = deck.commands.asked.filter((ask) => ask !== 'hold' && !ask.startsWith('history'))
    expect(asked).toEqual(['reconnect', 'seen silent01', 'seen silent01'])
  })

  it('asks for the histories of the panes on the screen, and of no others', async () => {
    deck = await openDeck(stateOf(many), { columns: 80, rows: 24 })
    const histories = () => deck.commands.asked.filter((ask) => ask.startsWith('history'))
    expect(histories()).toEqual(['history 77aa01ff', 'history silent01'])
    await deck.press('j', 'j', 'j')
    expect(histories().at(-1)).toBe('history nearend1')
  })

  it('ignores pasted text', async () => {
    deck = await openDeck(stateOf(everyFate), { columns: 120, rows: 40 })
    await deck.pastes('q l ')
    expect(deck.quits()).toBe(0)
    expect(deck.commands.asked.filter((ask) => !ask.startsWith('history'))).toEqual([])
  })

  it('quits with q and with ctrl-c', async () => {
    deck = await openDeck(stateOf(everyFate), { columns: 80, rows: 24 })
    await deck.press('q')
    await deck.press('ctrl-c')
    expect(deck.quits()).toBe(2)
  })
})

describe('other screens', () => {
  it('show a job with its whole history', async () => {
    deck = await openDeck(stateOf(everyFate), { columns: 100, rows: 24 })
    await deck.press('enter')
    await expect(deck.frame()).toMatchFileSnapshot('frames/detail-100x24.txt')
  })

  it('keep the cursor on its event when another one arrives', async () => {
    const [first, ...rest] = everyFate
    if (!first) throw new Error('there is a first job')
    deck = await openDeck(stateOf([first, ...rest]), { columns: 100, rows: 24 })
    await deck.press('enter', 'j')
    const next = {
      ...first,
      history: [...first.history, { ...first.history[2], seq: 4, detail: 'later' }],
    } as typeof first
    await deck.change({ jobs: standingJobs([next, ...rest], nowMs) })
    expect(deck.frame()).toContain('#4')
    await deck.press('enter')
    expect(deck.frame()).toContain('"detail": "schema read"')
  })

  it("show an event's JSON", async () => {
    deck = await openDeck(stateOf(everyFate), { columns: 80, rows: 24 })
    await deck.press('enter', 'enter')
    expect(deck.frame()).toContain('"event": "permission_required",')
    await deck.press('l')
    expect(deck.frame()).toContain('"event": "progress",')
  })

  it('count what was dropped, the newest first', async () => {
    deck = await openDeck(stateOf(everyFate, { drops }), { columns: 80, rows: 24 })
    await deck.press('m')
    await expect(deck.frame()).toMatchFileSnapshot('frames/dropped-80x24.txt')
  })

  it('mount the dialogs over the deck and come back', async () => {
    deck = await openDeck(stateOf(everyFate), { columns: 80, rows: 24 })
    for (const [key, title] of [
      ['n', 'register a job'],
      ['e', 'emit to ◆ codex-2'],
      ['b', 'local-tls'],
    ] as const) {
      await deck.press(key)
      expect(deck.frame()).toContain(title)
      await deck.press('esc')
      expect(deck.frame()).toContain('q quit')
    }
  })

  it('say that a job is gone', async () => {
    deck = await openDeck(stateOf(everyFate), { columns: 80, rows: 24 })
    await deck.press('enter')
    await deck.change({ jobs: standingJobs([], nowMs) })
    expect(deck.frame()).toContain('77aa01ff is no longer on this deck')
    await deck.press('enter')
    await deck.press('esc')
  })
})
