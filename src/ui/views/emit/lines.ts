// The emit dialog as lines: the events to pick from, then the picked one and its detail, then the question. Pure.
import { endingOf } from '../../../domain/jobs/deadlines.ts'
import type { Job } from '../../../domain/jobs/job.ts'
import { isTerminal } from '../../../domain/protocol/event.ts'
import { type SafeText, safe, safeLine, wrapCells } from '../../../domain/text/safe-text.ts'
import { gap, type Line, span } from '../../cells/line.ts'
import { lineView } from '../../editor/text-view.ts'
import { answerKeys } from '../../forms/confirm-keys.ts'
import { type BoxSize, type DialogBody, unscrolled } from '../../forms/dialog-frame.tsx'
import { keyLabel } from '../../keys/key-name.ts'
import type { Keymap } from '../../keys/keymap.ts'
import { choices } from './keys.ts'
import type { EmitState, PickedEvent } from './state.ts'

const label = 'detail '

/** How many rows the dialog wants: none of its stages needs more. */
export const emitRows = 7

/** The contents of the dialog's box. */
export function emitBody(state: EmitState, job: Job, keymap: Keymap, size: BoxSize): DialogBody {
  const about = size.rows > choices.length ? aboutJob(job) : []
  if (state.stage === 'pick') return { lines: [...choiceLines(keymap), ...about], cursor: null, scroll: unscrolled }
  const view = lineView(state.detail, size.columns - label.length)
  const fields: readonly Line[] = [
    [span('event  ', 'quiet'), span(state.event, 'strong')],
    [span(label, 'brand'), span(view.rows[0] ?? '')],
    [],
  ]
  if (state.stage === 'detail') {
    const note = isTerminal(state.event) ? endNote : null
    const notes = note === null ? [] : wrapCells(note, size.columns, 2).map((row): Line => [span(row, 'quiet')])
    const cursor = { row: 1, cell: label.length + view.cursor.cell }
    return { lines: [...fields, ...notes, ...about], cursor, scroll: unscrolled }
  }
  const asked = wrapCells(question(state, job, keymap), size.columns, 4).map((row): Line => [span(row, 'warn')])
  return { lines: [...fields, ...asked], cursor: null, scroll: unscrolled }
}

/** The upstream monitor ends an agent's session on a terminal event (PROTOCOL.md §5). */
const endNote = safe`This ends the job. What monitors the agent may end its session then.`

function aboutJob(job: Job): readonly Line[] {
  const ending = endingOf(job)
  return ending ? [[], [span(safe`This job has ended (${ending.kind}).`, 'warn')]] : []
}

function choiceLines(keymap: Keymap): readonly Line[] {
  const width = Math.max(...choices.map(({ hint }) => hint.length))
  return choices.map((row) => {
    const ends = row.hint === 'completed' || row.hint === 'error'
    return [
      span(safe`  ${safeLine(keyLabel(keymap.keysOf(row)[0] ?? '–'))}  `, 'brand'),
      span(safeLine(row.hint)),
      ...(ends ? [gap(width - row.hint.length + 2), span('ends it', 'quiet')] : []),
    ]
  })
}

function question({ event }: PickedEvent, job: Job, keymap: Keymap): SafeText {
  const ending = endingOf(job)
  const ask = ending ? safe`This job has ended (${ending.kind}). Emit ${event} anyway?` : safe`Emit ${event}?`
  const warning = isTerminal(event)
    ? safe` ${ending ? safe`What` : safe`It ends the job, and what`} monitors the agent may end its session.`
    : safe``
  return safe`${ask}${warning}  ${answerKeys(keymap)}`
}
