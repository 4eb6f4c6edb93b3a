// The keys of the answer dialog. It has to have stood on the screen for a moment before `y` counts, and the question must still be
// the one that is shown (UX.md §2).
import { textOf } from '../../editor/text-buffer.ts'
import type { Extent } from '../../frame/document.ts'
import { lastTop } from '../../frame/document.ts'
import { scrollRows } from '../../frame/scroll-keys.ts'
import { keyTable } from '../../keys/key-table.ts'
import { type AnswerState, emptyReason } from './state.ts'

export interface AnswerAt {
  readonly state: AnswerState
  readonly change: (next: AnswerState) => void
  readonly leave: () => void
  readonly extent: Extent
  /** Whether the question is still open, and still this one. */
  readonly isOpen: () => boolean
  /** Whether the question has been on the screen, and no key been pressed too early, for long enough to read it. */
  readonly isRead: () => boolean
  /** Starts that time anew: a key that is held down repeats itself. */
  readonly readAgain: () => void
  /** Runs in a moment, unless another key comes with this one: letters that arrive together are text. */
  readonly unlessBurst: (run: () => void) => void
  /** Gives the answer; returns why it could not be given, null when it was. */
  readonly answer: (behavior: 'allow' | 'deny', message: string) => string | null
}

/** Nobody has read anything in less. */
export const leastShownMs = 300
/** The letters of a burst come closer together. */
export const burstMs = 40

const about = { view: 'answer', title: "Answer an agent's question" }
const leave = { name: 'leave', keys: ['esc', 'ctrl-c'], hint: 'back', footer: 'always', isExit: true } as const

/** Acts on the question that the user has read, or says why not. */
function onShown(act: (at: AnswerAt) => void) {
  return (at: AnswerAt): void => {
    if (!at.isOpen()) at.change({ ...at.state, note: 'it has been answered elsewhere' })
    else if (at.isRead()) act(at)
    else {
      at.readAgain()
      at.change({ ...at.state, note: 'read it first, then press again' })
    }
  }
}

function give(behavior: 'allow' | 'deny', message: string) {
  return (at: AnswerAt): void =>
    at.unlessBurst(() => {
      const why = at.answer(behavior, message)
      if (why === null) at.leave()
      else at.change({ ...at.state, reason: null, note: why })
    })
}

const scrollTo = (next: (top: number, extent: Extent) => number) => (at: AnswerAt) => {
  const last = lastTop(at.extent)
  at.change({ ...at.state, top: Math.max(0, Math.min(last, next(Math.min(at.state.top, last), at.extent))) })
}

export const answerKeys = keyTable<AnswerAt>({ ...about, mode: 'keys' }, [
  { name: 'allow', keys: ['y'], hint: 'allow', footer: 'always', run: onShown(give('allow', '')) },
  {
    name: 'deny',
    keys: ['d'],
    hint: 'deny',
    footer: 'always',
    run: onShown(({ state, change }) => change({ ...state, reason: emptyReason, note: null })),
  },
  ...scrollRows<AnswerAt>('scroll', {
    up: scrollTo((top) => top - 1),
    down: scrollTo((top) => top + 1),
    pageUp: scrollTo((top, { rows }) => top - rows),
    pageDown: scrollTo((top, { rows }) => top + rows),
    top: scrollTo(() => 0),
    bottom: scrollTo((_, { lines }) => lines),
  }),
  { ...leave, run: (at) => at.leave() },
])

export const reasonKeys = keyTable<AnswerAt>({ ...about, mode: 'text' }, [
  {
    name: 'submit',
    keys: ['enter'],
    hint: 'deny',
    footer: 'always',
    run: onShown((at) => give('deny', at.state.reason === null ? '' : textOf(at.state.reason).trim())(at)),
  },
  { ...leave, name: 'back', run: ({ state, change }) => change({ ...state, reason: null, note: null }) },
])
