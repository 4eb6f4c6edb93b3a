// What the rows of the deck's keys are run with, and how they reach the selected job and no other.
import type { StoreApi } from 'zustand/vanilla'
import type { DeckState } from '../../../app/deck/deck-state.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { Size } from '../../cells/size.ts'
import type { ScreenAt } from '../../frame/use-screen-keys.ts'
import type { TerminalControl } from '../../terminal/terminal-context.ts'
import { type DeckPlace, earlierLine } from './state.ts'

interface DeckFrame {
  /** The state of the deck as it is when the key is pressed. */
  readonly store: StoreApi<DeckState>
  /** The room of the list, without the footer. */
  readonly size: Size
  /** Gives the terminal to another program. */
  readonly lend: TerminalControl['lend']
}

export type DeckAt = ScreenAt<DeckPlace> & DeckFrame

/** For so long after the selection has gone to another job by itself, a key may have been meant for the job before. */
const surpriseMs = 1_000

/** The selected job, unless the key may have been meant for another one. */
export function onSelected(act: (job: JobKey, at: DeckAt) => void) {
  return (at: DeckAt): void => {
    const { state, change, store } = at
    const { jobs, nowMs } = store.getState()
    const { selected, movedMs } = state
    const refuse = (note: string) => change({ ...state, movedMs: null, note })
    if (selected === null) return
    if (selected === earlierLine) refuse('these are several jobs: open them first')
    else if (state.selection === 'awaited') refuse('that job is not in the list yet')
    else if (!jobs.get(selected)) refuse('that job is no longer here')
    else if (movedMs !== null && nowMs - movedMs < surpriseMs) refuse('the selection has just moved: press again')
    else act(selected, at)
  }
}
