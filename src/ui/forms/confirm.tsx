// A question with yes and no, asked before anything that cannot be taken back.
import { safeLine, wrapCells } from '../../domain/text/safe-text.ts'
import type { Line } from '../cells/line.ts'
import { dialogCommand, dialogHints } from '../keys/dialog-bindings.ts'
import { type Machine, useKeystrokes } from '../keys/use-keystrokes.ts'
import { bodySize, boxSize, DialogFrame, type DialogPlace, unscrolled } from './dialog-frame.tsx'

interface ConfirmDialogProps extends DialogPlace {
  readonly title: string
  readonly question: string
  readonly onYes: () => void
  readonly onNo: () => void
}

const wanted = { columns: 56, rows: 5 }

/** Keys that answer nothing are dropped: only `y` is a yes. */
const machine: Machine<null, 'yes' | 'no'> = {
  mode: () => 'keys',
  press: (state, stroke) => ({ state, effect: dialogCommand('confirm', stroke.key) }),
  paste: (state) => state,
}

export function ConfirmDialog({ title, question, onYes, onNo, ...place }: ConfirmDialogProps) {
  useKeystrokes(null, machine, (answer) => {
    if (answer === 'yes') onYes()
    else onNo()
    return 'gone'
  })
  const box = boxSize(place, wanted)
  const size = bodySize(box)
  const asked: readonly Line[] = wrapCells(safeLine(question), size.columns, size.rows - 1).map((text) => [
    { text, role: 'strong' },
  ])
  const above = Math.max(0, Math.floor((size.rows - asked.length) / 2))
  return (
    <DialogFrame
      place={place}
      box={box}
      title={title}
      body={{
        lines: [...Array.from({ length: above }, () => []), ...asked],
        cursor: null,
        scroll: unscrolled,
      }}
      hints={dialogHints('confirm', ['yes', 'no'])}
    />
  )
}
