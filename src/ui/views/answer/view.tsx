// The answer dialog (UX.md §2): allows or denies what an agent asks for, after showing the whole of it.
import { useContext, useEffect, useState } from 'react'
import { span } from '../../cells/line.ts'
import { bodySize, boxSize, DialogFrame } from '../../forms/dialog-frame.tsx'
import { useDeck, useDeckContext } from '../../frame/deck-context.tsx'
import { useCloseWhen, useLeave } from '../../frame/use-leaving.ts'
import type { ScreenProps, View } from '../../frame/view.ts'
import { jobEdge } from '../../job/job-edge.ts'
import { paneView } from '../../job/job-view.ts'
import { KeyClockContext } from '../../keys/key-clock.ts'
import { activeKeys, useKeys, useLatestState } from '../../keys/use-keys.ts'
import { type AnswerAt, answerKeys, burstMs, leastShownMs, reasonKeys } from './keys.ts'
import { answerBody, answerRows, questionExtent, questionRows } from './lines.ts'
import { type AnswerState, answerStart, typeIntoAnswer } from './state.ts'

interface Delayed {
  /** Runs after so many milliseconds, unless it is called again or cancelled before. */
  readonly after: (ms: number, run?: () => void) => () => void
  readonly cancel: () => void
  readonly isWaiting: () => boolean
}

function useDelayed(): Delayed {
  const clock = useContext(KeyClockContext)
  const [delayed] = useState<Delayed>(() => {
    let stop: (() => void) | null = null
    const cancel = () => {
      stop?.()
      stop = null
    }
    const after = (ms: number, run: () => void = () => {}) => {
      cancel()
      stop = clock.after(ms, () => {
        stop = null
        run()
      })
      return cancel
    }
    return { after, cancel, isWaiting: () => stop !== null }
  })
  useEffect(() => delayed.cancel, [delayed])
  return delayed
}

function AnswerScreen({ screen, columns, rows, top }: ScreenProps<'answer'>) {
  const { job, requestId } = screen.state
  const { commands, store } = useDeckContext()
  const view = useDeck((state) => paneView(state, job))
  const [ask] = useState(() => store.getState().questions.get(job) ?? null)
  const { state, latest, change } = useLatestState<AnswerState>(answerStart)
  const read = useDelayed()
  const given = useDelayed()
  useEffect(() => read.after(leastShownMs), [read])
  const leave = useLeave()
  useCloseWhen(view === null || ask?.requestId !== requestId)
  const place = { columns, rows, top }
  const question = ask ? questionRows(ask, bodySize({ columns, rows }).columns) : []
  const box = boxSize(place, answerRows(question))
  const size = bodySize(box)
  useKeys({
    active: () => {
      const now = latest()
      const at: AnswerAt = {
        state: now,
        change,
        leave,
        extent: questionExtent(question, size),
        isOpen: () => store.getState().questions.get(job)?.requestId === requestId,
        isRead: () => !read.isWaiting(),
        readAgain: () => void read.after(leastShownMs, () => change({ ...latest(), note: null })),
        unlessBurst: (run) => void given.after(burstMs, given.isWaiting() ? undefined : run),
        answer: (behavior, message) => (ask ? commands.answer(ask, { behavior, message }) : null),
      }
      return now.reason === null ? activeKeys(answerKeys, at) : activeKeys(reasonKeys, at)
    },
    type: (stroke) => change(typeIntoAnswer(latest(), stroke)),
    paste: (text) => change(typeIntoAnswer(latest(), { key: '', text })),
  })
  if (!view || !ask) return null
  const { title, aside } = jobEdge(view, box.columns)
  return (
    <DialogFrame
      place={place}
      box={box}
      title={[span('answer '), ...title]}
      aside={aside}
      body={answerBody(ask, question, state, size)}
      rows={(state.reason === null ? answerKeys : reasonKeys).rows}
    />
  )
}

export const answerView: View<'answer'> = { tables: [answerKeys, reasonKeys], Screen: AnswerScreen }
