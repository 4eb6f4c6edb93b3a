// The answer dialog: what is allowed is what was read, once, and nothing else.
import { describe, expect, it } from 'vitest'
import type { AskFile } from '../../../src/domain/agents/ask-file.ts'
import { answerKeys } from '../../../src/ui/views/answer/keys.ts'
import { type AnswerState, answerStart } from '../../../src/ui/views/answer/state.ts'
import { openDeck, type Size } from '../deck-terminal.tsx'
import { askOf, jobOf, stateOf } from '../fixtures.ts'

const job = jobOf({
  id: 'asks0001',
  registeredAgoSec: 100,
  events: [[1, 'permission_required', 'Bash: rm -rf build/', 5]],
})

async function open(ask: AskFile = askOf(job.id), size: Size = { columns: 80, rows: 24 }) {
  const deck = await openDeck(stateOf([job], { questions: new Map([[job.key, ask]]) }), size)
  const answers = () => deck.commands.asked.filter((asked) => /^(allow|deny) /.test(asked))
  return { ...deck, answers }
}

const other = (change: Partial<AskFile>) => new Map([[job.key, { ...askOf(job.id), ...change }]])

describe('the answer dialog', () => {
  it('shows the whole of what is being allowed, and a second y allows it', async () => {
    const deck = await open()
    await deck.press('y').sees('command: rm -rf build/', 'claude-code in /work/shop')
    expect(deck.answers()).toEqual([])
    await deck.press('y').seesNot('claude-code in /work/shop')
    expect(deck.answers()).toEqual([`allow ${'a'.repeat(32)}`])
  })

  it('denies with a reason', async () => {
    const deck = await open()
    await deck.press('d').sees('command:')
    await deck.press('d').sees('reason')
    await deck.types('not now').sees('not now')
    await deck.press('enter').seesNot('reason')
    expect(deck.answers()).toEqual([`deny ${'a'.repeat(32)}`])
  })

  it('does nothing to a question that is no longer the one that was shown', async () => {
    const deck = await open()
    await deck.press('y').sees('command:')
    await deck.change({ questions: other({ requestId: 'c'.repeat(32) }) })
    await deck.press('y').sees('it has been answered elsewhere')
    await deck.change({ questions: new Map() })
    await deck.press('d').sees('it has been answered elsewhere')
    expect(deck.answers()).toEqual([])
    await deck.press('esc').seesNot('answered elsewhere')
  })

  it('takes a burst of letters for text', async () => {
    const deck = await open()
    await deck.press('y').sees('command:')
    await deck.types('yyy')
    expect(deck.answers()).toEqual([])
  })

  it('scrolls what is longer than the screen, and says how much there is', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index}`).join('\n')
    const deck = await open(askOf(job.id, { command: lines }), { columns: 60, rows: 16 })
    await deck.press('y').sees('line 1', 'more lines')
    await deck.press('G').sees('line 59').seesNot('more lines')
  })

  it('shows nothing that a terminal would obey', async () => {
    const deck = await open(askOf(job.id, { command: 'ls \u001b]0;x\u0007\u001b[2J\u202egpj' }))
    await deck.press('y').sees('command: ls')
    expect(deck.frame()).not.toMatch(/[\u0000-\u0008\u000e-\u001f\u202e]/)
  })

  it('is not offered where there is no question', async () => {
    const deck = await openDeck(stateOf([job]), { columns: 80, rows: 24 })
    await deck.press('y')
    await deck.press('d').sees('asked')
    expect(deck.frame()).not.toContain('answer ◆')
  })
})

describe('a question that has just appeared', () => {
  it('has not been read yet: a key that was meant for the deck does nothing to it', () => {
    const given: string[] = []
    const notes: (string | null)[] = []
    const waits: string[] = []
    const at = {
      state: answerStart,
      change: ({ note }: AnswerState) => void notes.push(note),
      leave: () => undefined,
      extent: { lines: 1, rows: 1 },
      isOpen: () => true,
      isRead: () => false,
      readAgain: () => void waits.push('again'),
      unlessBurst: (run: () => void) => run(),
      answer: (behavior: string) => {
        given.push(behavior)
        return null
      },
    }
    for (const key of ['allow', 'deny']) answerKeys.rows.find(({ id }) => id === `answer.${key}`)?.run(at, 0)
    expect(given).toEqual([])
    expect(waits).toEqual(['again', 'again'])
    expect(notes).toEqual(['read it first, then press again', 'read it first, then press again'])
  })
})
