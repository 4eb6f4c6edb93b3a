// The dialog that writes a line of text to the agent of a job (UX.md §2).
import { useContext } from 'react'
import { paneForText } from '../../../app/tmux/session-state.ts'
import { lineProblem } from '../../../domain/agents/agent-line.ts'
import { span } from '../../cells/line.ts'
import { textOf } from '../../editor/text-buffer.ts'
import { bodySize, boxSize, DialogFrame } from '../../forms/dialog-frame.tsx'
import { useDeck, useDeckContext } from '../../frame/deck-context.tsx'
import { useCloseWhen, useLeave } from '../../frame/use-leaving.ts'
import type { ScreenProps, View } from '../../frame/view.ts'
import { jobEdge } from '../../job/job-edge.ts'
import { paneView } from '../../job/job-view.ts'
import { usePreview } from '../../job/use-preview.ts'
import { KeyboardContext } from '../../keys/keyboard.ts'
import { activeKeys, useKeys, useLatestState } from '../../keys/use-keys.ts'
import { writeKeys } from './keys.ts'
import { writeBody, writeRows } from './lines.ts'
import { typeIntoLine, type WriteState, writeStart } from './state.ts'

function WriteScreen({ screen, columns, rows, top }: ScreenProps<'write'>) {
  const { job } = screen.state
  const { commands } = useDeckContext()
  const keyboard = useContext(KeyboardContext)
  const { state, latest, change } = useLatestState<WriteState>(writeStart)
  const view = useDeck((deck) => paneView(deck, job))
  const tmux = useDeck((deck) => deck.tmux)
  const preview = usePreview(job)
  const leave = useLeave()
  const fail = (problem: string) => {
    // What was typed ahead was meant for what did not happen.
    keyboard.drop()
    change({ ...latest(), stage: 'typing', problem })
  }
  const send = () => {
    const text = textOf(latest().line)
    const problem = lineProblem(text)
    if (problem) {
      fail(problem)
      return
    }
    change({ ...latest(), stage: 'sending', problem: null })
    void commands.sendLine(job, text).then((why) => (why === null ? leave() : fail(why)))
  }
  useCloseWhen(view === null)
  useKeys({
    active: () => (latest().stage === 'typing' ? activeKeys(writeKeys, { send, leave }) : null),
    type: (stroke) => change(typeIntoLine(latest(), stroke)),
    paste: (text) => change(typeIntoLine(latest(), { key: '', text })),
  })
  if (!view) return null
  const place = { columns, rows, top }
  const box = boxSize(place, writeRows)
  const { title, aside } = jobEdge(view, box.columns)
  return (
    <DialogFrame
      place={place}
      box={box}
      title={[span('write to '), ...title]}
      aside={aside}
      body={writeBody(state, paneForText(view.job, tmux), preview, bodySize(box))}
      rows={writeKeys.rows}
    />
  )
}

export const writeView: View<'write'> = { tables: [writeKeys], Screen: WriteScreen }
