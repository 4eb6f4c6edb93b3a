// A yes-or-no question, asked before anything that cannot be undone.
import { useContext } from 'react'
import { safeLine, wrapCells } from '../../domain/text/safe-text.ts'
import { type Line, span } from '../cells/line.ts'
import { KeyboardContext } from '../keys/keyboard.ts'
import { activeKeys, useKeys } from '../keys/use-keys.ts'
import { type ConfirmAt, confirmKeys } from './confirm-keys.ts'
import { bodySize, boxSize, DialogFrame, type DialogPlace, unscrolled } from './dialog-frame.tsx'

interface ConfirmDialogProps extends DialogPlace {
  readonly title: string
  readonly question: string
  readonly onYes: () => void
  readonly onNo: () => void
}

const wantedRows = 3

export function ConfirmDialog({ title, question, onYes, onNo, ...place }: ConfirmDialogProps) {
  const keyboard = useContext(KeyboardContext)
  const answer = (then: () => void) => () => {
    keyboard.handOver()
    then()
  }
  const at: ConfirmAt = { yes: answer(onYes), no: answer(onNo) }
  useKeys({ active: () => activeKeys(confirmKeys, at) })
  const box = boxSize(place, wantedRows)
  const size = bodySize(box)
  const asked: readonly Line[] = wrapCells(safeLine(question), size.columns, size.rows - 1).map((text) => [
    { text, role: 'strong' },
  ])
  const above = Math.max(0, Math.floor((size.rows - asked.length) / 2))
  return (
    <DialogFrame
      place={place}
      box={box}
      title={[span(safeLine(title), 'strong')]}
      body={{
        lines: [...Array.from({ length: above }, () => []), ...asked],
        cursor: null,
        scroll: unscrolled,
      }}
      rows={confirmKeys.rows}
    />
  )
}
