// The emit dialog (UX.md): an event is injected by hand into one job. Nothing is emitted without ⏎.

import type { JobCommands } from '../../../app/deck/deck-commands.ts'
import { endingOf } from '../../../domain/jobs/deadlines.ts'
import type { Job } from '../../../domain/jobs/job.ts'
import { isTerminal } from '../../../domain/protocol/event.ts'
import { safe, safeLine, wrapCells } from '../../../domain/text/safe-text.ts'
import { type Line, own, span } from '../../cells/line.ts'
import { lineView } from '../../editor/text-view.ts'
import {
  type BoxSize,
  bodySize,
  boxSize,
  type DialogBody,
  DialogFrame,
  type DialogPlace,
  unscrolled,
} from '../../forms/dialog-frame.tsx'
import { dialogBindings, dialogHints } from '../../keys/dialog-bindings.ts'
import { type Machine, useKeystrokes } from '../../keys/use-keystrokes.ts'
import { type EmitEffect, type EmitState, emitStart, pasteIntoEmit, pressEmit } from './state.ts'

interface EmitDialogProps extends DialogPlace {
  readonly job: Job
  readonly commands: Pick<JobCommands, 'emit'>
  readonly onClose: () => void
}

const wanted = { columns: 64, rows: 9 }
const label = 'detail '

export function EmitDialog({ job, commands, onClose, ...place }: EmitDialogProps) {
  const phase = endingOf(job) ? 'ended' : 'open'
  const machine: Machine<EmitState, EmitEffect> = {
    mode: ({ stage }) => (stage === 'detail' ? 'text' : 'keys'),
    press: (state, stroke) => pressEmit(state, stroke, phase),
    paste: pasteIntoEmit,
  }
  const { state } = useKeystrokes(emitStart, machine, (effect) => {
    if (effect.type === 'emit') commands.emit({ job: job.key, event: effect.event, detail: effect.detail })
    onClose()
    return 'gone'
  })
  const box = boxSize(place, wanted)
  return (
    <DialogFrame
      place={place}
      box={box}
      title={`emit to ${job.id}`}
      body={bodyOf(state, job, bodySize(box))}
      hints={hintsOf(state)}
    />
  )
}

function bodyOf(state: EmitState, job: Job, size: BoxSize): DialogBody {
  const choices = choiceLines()
  // Where there is no room for the gap, the choices matter more.
  const about: readonly Line[] = size.rows > choices.length + 1 ? [aboutJob(job), []] : [aboutJob(job)]
  if (state.stage === 'pick') return { lines: [...about, ...choices], cursor: null, scroll: unscrolled }
  const view = lineView(state.detail, size.columns - label.length)
  const fields: readonly Line[] = [
    [
      own('event  ', 'quiet'),
      own(state.event, 'strong'),
      own(isTerminal(state.event) ? '  ends the job' : '', 'quiet'),
    ],
    [own(label, 'brand'), own(view.rows[0] ?? '')],
  ]
  return {
    lines: [...about, ...fields, [], ...(state.stage === 'ask' ? question(job, size.columns) : [])],
    cursor: state.stage === 'detail' ? { row: about.length + 1, cell: label.length + view.cursor.cell } : null,
    scroll: unscrolled,
  }
}

function aboutJob(job: Job): Line {
  const ending = endingOf(job)
  if (ending) return [own(safe`has ended: ${ending.kind}  `, 'warn'), span(ending.detail, 'quiet')]
  return job.record ? [span(job.record.prompt, 'quiet')] : [own('a job without a record', 'quiet')]
}

function choiceLines(): readonly Line[] {
  return dialogBindings
    .filter(({ context, command }) => context === 'emit' && command.startsWith('pick-'))
    .map(({ keys, hint }) => [own(safe`  ${safeLine(keys[0] ?? '')}  `, 'brand'), own(safeLine(hint))])
}

function question(job: Job, cells: number): readonly Line[] {
  const text = safe`This job has ended (${endingOf(job)?.kind ?? 'unknown'}). Emit anyway?  y/n`
  return wrapCells(text, cells, 2).map((row) => [{ text: row, role: 'warn-soon' }])
}

function hintsOf(state: EmitState): readonly string[] {
  if (state.stage === 'ask') return dialogHints('confirm', ['yes', 'no'])
  return dialogHints('emit', state.stage === 'detail' ? ['submit', 'leave'] : ['leave'])
}
