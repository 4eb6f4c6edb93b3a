// The emit dialog (UX.md): injects an event into one job by hand.
import { useContext, useEffect } from 'react'
import type { JobCommands } from '../../../app/deck/deck-commands.ts'
import type { Job } from '../../../domain/jobs/job.ts'
import { confirmKeys } from '../../forms/confirm-keys.ts'
import { bodySize, boxSize, DialogFrame, type DialogPlace } from '../../forms/dialog-frame.tsx'
import { useDeck, useDeckContext } from '../../frame/deck-context.tsx'
import type { ScreenProps, View } from '../../frame/view.ts'
import { KeyboardContext } from '../../keys/keyboard.ts'
import { useKeymap } from '../../keys/keymap.ts'
import { activeKeys, useKeys, useLatestState } from '../../keys/use-keys.ts'
import { emitPicked, type PickedAt, pickedKeys, pickKeys } from './keys.ts'
import { emitBody } from './lines.ts'
import { type EmitState, emitStart, typeIntoEmit } from './state.ts'

interface EmitDialogProps extends DialogPlace {
  readonly job: Job
  readonly commands: Pick<JobCommands, 'emit'>
  readonly onClose: () => void
}

const wanted = { columns: 64, rows: 9 }

const tables = { pick: pickKeys, detail: pickedKeys, ask: confirmKeys }

export function EmitDialog({ job, commands, onClose, ...place }: EmitDialogProps) {
  const keyboard = useContext(KeyboardContext)
  const { state, latest, change } = useLatestState<EmitState>(emitStart)
  const leave = () => {
    keyboard.handOver()
    onClose()
  }
  useKeys({
    active: () => {
      const now = latest()
      if (now.stage === 'pick') return activeKeys(pickKeys, { change, leave })
      const at: PickedAt = { change, leave, picked: now, job, commands }
      if (now.stage === 'detail') return activeKeys(pickedKeys, at)
      return activeKeys(confirmKeys, { yes: () => emitPicked(at), no: () => change({ ...now, stage: 'detail' }) })
    },
    type: (stroke) => change(typeIntoEmit(latest(), stroke)),
    paste: (text) => change(typeIntoEmit(latest(), { key: '', text })),
  })
  const box = boxSize(place, wanted)
  return (
    <DialogFrame
      place={place}
      box={box}
      title={`emit to ${job.id}`}
      body={emitBody(state, job, useKeymap(), bodySize(box))}
      rows={tables[state.stage].rows}
    />
  )
}

/**
 * Closes when the job leaves the deck, as after a switch to another broker. Keys typed ahead were meant for that job: on the
 * screen below they could act on another.
 */
function EmitScreen({ screen, columns, rows, top }: ScreenProps<'emit'>) {
  const { screens, commands } = useDeckContext()
  const keyboard = useContext(KeyboardContext)
  const job = useDeck((state) => state.jobs.get(screen.state.job))
  const isGone = job === undefined
  useEffect(() => {
    if (!isGone) return
    keyboard.drop()
    screens.back()
  }, [isGone, keyboard, screens])
  return job ? (
    <EmitDialog columns={columns} rows={rows} top={top} job={job} commands={commands} onClose={screens.back} />
  ) : null
}

export const emitView: View<'emit'> = { tables: [pickKeys, pickedKeys, confirmKeys], Screen: EmitScreen }
