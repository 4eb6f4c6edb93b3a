// The emit dialog (UX.md): injects an event into one job by hand.
import { useContext } from 'react'
import type { JobCommands } from '../../../app/deck/deck-commands.ts'
import { span } from '../../cells/line.ts'
import { confirmKeys } from '../../forms/confirm-keys.ts'
import { bodySize, boxSize, DialogFrame, type DialogPlace } from '../../forms/dialog-frame.tsx'
import { useDeck, useDeckContext } from '../../frame/deck-context.tsx'
import { useCloseWhen } from '../../frame/use-leaving.ts'
import type { ScreenProps, View } from '../../frame/view.ts'
import { jobEdge } from '../../job/job-edge.ts'
import { type PaneView, paneView } from '../../job/job-view.ts'
import { KeyboardContext } from '../../keys/keyboard.ts'
import { useKeymap } from '../../keys/keymap.ts'
import { activeKeys, useKeys, useLatestState } from '../../keys/use-keys.ts'
import { emitPicked, type PickedAt, pickedKeys, pickKeys } from './keys.ts'
import { emitBody, emitRows } from './lines.ts'
import { type EmitState, emitStart, typeIntoEmit } from './state.ts'

interface EmitDialogProps extends DialogPlace {
  readonly view: PaneView
  readonly commands: Pick<JobCommands, 'emit'>
  readonly onClose: () => void
}

const tables = { pick: pickKeys, detail: pickedKeys, ask: confirmKeys }

export function EmitDialog({ view, commands, onClose, ...place }: EmitDialogProps) {
  const keyboard = useContext(KeyboardContext)
  const { job } = view
  const { state, latest, change } = useLatestState<EmitState>(emitStart)
  const leave = () => {
    keyboard.handOver()
    onClose()
  }
  useKeys({
    active: () => {
      const now = latest()
      if (now.stage === 'pick') return activeKeys(pickKeys, { change, leave })
      const at: PickedAt = { change, leave, picked: now, job, commands, dropKeys: keyboard.drop }
      if (now.stage === 'detail') return activeKeys(pickedKeys, at)
      return activeKeys(confirmKeys, { yes: () => emitPicked(at), no: () => change({ ...now, stage: 'detail' }) })
    },
    type: (stroke) => change(typeIntoEmit(latest(), stroke)),
    paste: (text) => change(typeIntoEmit(latest(), { key: '', text })),
  })
  const box = boxSize(place, emitRows)
  const { title, aside } = jobEdge(view, box.columns)
  return (
    <DialogFrame
      place={place}
      box={box}
      title={[span('emit to '), ...title]}
      aside={aside}
      body={emitBody(state, job, useKeymap(), bodySize(box))}
      rows={tables[state.stage].rows}
    />
  )
}

function EmitScreen({ screen, columns, rows, top }: ScreenProps<'emit'>) {
  const { screens, commands } = useDeckContext()
  const view = useDeck((state) => paneView(state, screen.state.job))
  useCloseWhen(view === null)
  return view ? (
    <EmitDialog columns={columns} rows={rows} top={top} view={view} commands={commands} onClose={screens.back} />
  ) : null
}

export const emitView: View<'emit'> = { tables: [pickKeys, pickedKeys, confirmKeys], Screen: EmitScreen }
