// The detail view of a job whose texts are longer than the screen: everything is there, and the keys reach it.
import { describe, expect, it } from 'vitest'
import { cellWidth } from '../../../src/domain/text/cells.ts'
import { standingJobs } from '../../app/deck/standing-jobs.ts'
import { times } from '../../support/terminal/keys.ts'
import { openDeck, sizes } from '../deck-terminal.tsx'
import { jobOf, nowMs, stateOf } from '../fixtures.ts'

const request = [
  'run: rm -rf build/ && npm run build -- --mode production --outDir /srv/www/site-next 그리고 기존 빌드 폴더를',
  '지우고 새로 만들어도 될까요? 🚀 It takes four minutes and is over when THE-LAST-WORD is read.',
].join(' ')
const prompt = [
  '세션 테이블을 새 스키마로 옮겨 주세요. 각 단계마다 테스트를 실행해서 결과를 알려 주세요 🚀.',
  '',
  ...Array.from({ length: 20 }, (_, index) => `step-${index + 1} 단계를 확인 ✅ and write down what was found`),
].join('\n')
const job = jobOf({
  id: '77aa01ff',
  prompt,
  registeredAgoSec: 600,
  artifacts: ['out/보고서.md', 'notes.md'],
  events: [
    [1, 'started', 'on it', 140],
    ...Array.from({ length: 6 }, (_, index) => [index + 2, 'progress', `part ${index}`, 100 - index] as const),
    [8, 'permission_required', request, 42],
  ],
})

let deck: Awaited<ReturnType<typeof openDeck>>

/** The rows inside the box. */
function inside(): readonly string[] {
  return deck.lines().flatMap((line) => /^│ (.*) [│█]$/.exec(line)?.[1]?.trimEnd() ?? [])
}

/** Presses a key until that changes nothing, also when it has moved through all events, some of which are not on the screen. */
async function pressToTheEnd(key: string, afterEach = () => {}): Promise<void> {
  for (let unchanged = 0; unchanged < job.history.length; ) {
    const last = deck.frame()
    await deck.press(key)
    afterEach()
    unchanged = deck.frame() === last ? unchanged + 1 : 0
  }
}

/** The whole text, row by row: what is at the top, then what each press of ↓ brings at the bottom. */
async function readThrough(): Promise<string> {
  const rows = [...inside()]
  let last = rows
  await pressToTheEnd('j', () => {
    if (inside().join('\n') !== last.join('\n')) rows.push(inside().at(-1) ?? '')
    last = [...inside()]
  })
  return rows.join(' ').replaceAll(/\s+/g, ' ')
}

describe.each(sizes)('a job with long texts at $columns×$rows', (size) => {
  it('can be read to its end: the request, the history, the prompt and the record', async () => {
    deck = await openDeck(stateOf([job]), size)
    await deck.press('enter')
    const text = await readThrough()
    expect(text).toContain('THE-LAST-WORD is read.')
    for (let seq = 1; seq <= 8; seq++) expect(text).toContain(`#${seq} `)
    for (let step = 1; step <= 20; step++) expect(text).toContain(`step-${step} `)
    expect(text).toMatch(/✓ out\/보고서\.md (· )?✗ notes\.md/)
    expect(text).toContain('python/mqtt/jobs/77aa01ff/events')
  })

  it('goes back up to where it began, one row or one page at a time', async () => {
    deck = await openDeck(stateOf([job]), size)
    await deck.press('enter')
    const start = deck.frame()
    await deck.press('G')
    await pressToTheEnd('k')
    expect(deck.frame()).toBe(start)
    await deck.press(' ', ' ')
    await deck.press(' ', ' ')
    await deck.press('g')
    expect(deck.frame()).toBe(start)
    await deck.press('G')
    await pressToTheEnd('pageup')
    expect(deck.frame()).toBe(start)
  })

  it('keeps its right edge straight wherever it is scrolled to', async () => {
    deck = await openDeck(stateOf([job]), size)
    await deck.press('enter')
    const isStraight = () => {
      for (const line of deck.lines().slice(1, -1)) expect(cellWidth(line)).toBe(size.columns)
    }
    isStraight()
    await pressToTheEnd('j', isStraight)
  })
})

describe('the detail view', () => {
  it('does not cut what the user is asked for', async () => {
    deck = await openDeck(stateOf([job]), { columns: 60, rows: 16 })
    await deck.press('enter')
    await expect(deck.frame()).toMatchFileSnapshot('frames/detail-long-60x16.txt')
    await deck.press('G')
    await expect(deck.frame()).toMatchFileSnapshot('frames/detail-long-end-60x16.txt')
  })

  it('shows a prompt whole where it has room, and says where the rest is where it does not', async () => {
    const short = jobOf({ id: 'short001', prompt: 'first line\nsecond line\n셋째 줄', registeredAgoSec: 60 })
    deck = await openDeck(stateOf([short]), { columns: 80, rows: 24 })
    await deck.press('enter')
    expect(inside().slice(0, 3)).toEqual(['first line', 'second line', '셋째 줄'])
    expect(deck.frame()).not.toContain('shows all')
    deck.close()
    deck = await openDeck(stateOf([job]), { columns: 80, rows: 24 })
    await deck.press('enter')
    expect(inside()[1]).toMatch(/… G shows all$/)
    deck.close()
    deck = await openDeck(stateOf([job]), { columns: 120, rows: 60 })
    await deck.press('enter')
    expect(inside()[1]).toMatch(/… all below$/)
    expect(deck.frame()).toContain('step-20 ')
  })

  it('never breaks a row of facts at its separator', async () => {
    for (let columns = 40; columns <= 120; columns += 3) {
      deck = await openDeck(stateOf([job]), { columns, rows: 60 })
      await deck.press('enter')
      for (const row of inside()) expect(row).not.toMatch(/^·|·$/)
      deck.close()
    }
  })

  it('leaves the event under the cursor and the text around it in their place when another event arrives', async () => {
    deck = await openDeck(stateOf([job]), { columns: 60, rows: 16 })
    await deck.press('enter')
    await deck.press(...times('j', 14))
    const before = inside()
    const history = [...job.history, { ...job.history[7], seq: 9 }] as typeof job.history
    await deck.change({ jobs: standingJobs([{ ...job, history }], nowMs) })
    expect(inside()).toEqual(before)
  })
})
