// The dialog that writes a line to an agent, over the deck, and the pane of an agent beside a job.
import { describe, expect, it } from 'vitest'
import { cellWidth } from '../../../src/domain/text/cells.ts'
import { parsePanes } from '../../../src/io/tmux/panes.ts'
import { openDeck, sizes } from '../deck-terminal.tsx'
import { everyFate, stateOf } from '../fixtures.ts'

const [first] = everyFate
if (!first) throw new Error('there is a job')
const panes = parsePanes(['42 $1 @1 %12 11 open codex-2:node'])
const [pane] = panes
if (!pane) throw new Error('there is a pane')
const hostile = [
  '╭─ codex ─╮',
  '│ 한글 👩‍💻 \u001b[31mred\u001b]0;title\u0007 │',
  '  indented  \u202etxet',
  `${'wide '.repeat(60)}`,
  '',
  '',
]
const state = stateOf(everyFate, {
  tmux: { phase: 'known', panes },
  preview: { job: first.key, pane, lines: hostile },
})
const common = sizes.filter(({ columns }) => columns < 300)

describe('writing to an agent', () => {
  it.each(common)('looks as it did at $columns×$rows', async (size) => {
    const deck = await openDeck(state, size)
    await deck.press('>').sees('write to')
    for (const line of deck.lines()) expect(cellWidth(line)).toBeLessThanOrEqual(size.columns)
    expect(deck.frame()).not.toContain('\u001b]')
    await expect(deck.frame()).toMatchFileSnapshot(`frames/over-deck-write-${size.columns}x${size.rows}.txt`)
  })

  it('sends the line to the job that was selected, by ⏎ alone', async () => {
    const deck = await openDeck(state, { columns: 80, rows: 24 })
    await deck.press('>').sees('write to', 'pane %12')
    await deck.types('run the tests').sees('line run the tests')
    expect(deck.commands.asked.filter((what) => what.startsWith('line'))).toEqual([])
    await deck.press('enter').seesNot('write to')
    expect(deck.commands.asked).toContain(`line to ${first.id}: run the tests`)
  })

  it('refuses several lines, control characters and nothing at all, and says so', async () => {
    const deck = await openDeck(state, { columns: 80, rows: 24 })
    await deck.press('>').sees('write to')
    await deck.press('enter').sees('not sent: there is nothing to send')
    await deck.pastes('one\ntwo').sees('not sent: only one line can be sent')
    await deck.pastes('a\u0001b').sees('not sent: a control character cannot be sent')
    await deck.pastes('whole line\n').sees('line whole line')
    await deck.press('esc').seesNot('write to')
    expect(deck.commands.asked.filter((what) => what.startsWith('line'))).toEqual([])
  })

  it.each([
    ['its session is gone', { phase: 'known', panes: [] }],
    ['tmux does not answer', { phase: 'silent', panes }],
    ['there is no tmux', { phase: 'unknown', panes: [] }],
    ['it is not clear which pane it is', { phase: 'known', panes: [pane, { ...pane, id: '%13', isActive: false }] }],
  ] as const)('is not offered when %s', async (_, tmux) => {
    const deck = await openDeck(stateOf(everyFate, { tmux }), { columns: 80, rows: 24 })
    await deck.press('>')
    await deck.press('?').sees('The deck')
    expect(deck.frame()).not.toContain('write to ◆')
  })
})

describe('the pane of an agent', () => {
  it('is beside the list and beside the detail, exactly as wide as its room', async () => {
    const deck = await openDeck(state, { columns: 200, rows: 60 })
    await deck.sees('tmux codex-2', 'node · %12', '│ 한글')
    await deck.press('enter').sees('tmux codex-2')
    expect(deck.commands.asked.filter((what) => what.startsWith('preview')).at(-1)).toBe(`preview ${first.id}`)
    for (const line of deck.lines()) expect(cellWidth(line)).toBeLessThanOrEqual(200)
    await expect(deck.frame()).toMatchFileSnapshot('frames/detail-preview-200x60.txt')
    await deck.press('esc').press('esc')
  })

  it('is not asked for where there is no room for it', async () => {
    const deck = await openDeck(state, { columns: 100, rows: 40 })
    await deck.press('enter').sees('newest first')
    expect(deck.commands.asked.filter((what) => what.startsWith('preview') && what !== 'preview nothing')).toEqual([])
    expect(deck.frame()).not.toContain('tmux codex-2')
  })

  it.each([
    ['session gone', { phase: 'known', panes: [] }],
    ['tmux does not answer', { phase: 'silent', panes }],
  ] as const)('that is not there is marked in pane, row and detail: %s', async (words, tmux) => {
    const gone = stateOf(everyFate, { tmux })
    const deck = await openDeck(gone, { columns: 120, rows: 40 })
    await deck.sees(words)
    const shown = deck.frame().split(words).length - 1
    expect(shown).toBeGreaterThan(1)
    await deck.press('enter').sees(words)
  })
})
