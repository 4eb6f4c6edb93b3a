// The emit dialog as lines: the job, the events to pick from, then the picked one and its detail. Pure.
import { endingOf } from '../../../domain/jobs/deadlines.ts'
import type { Job } from '../../../domain/jobs/job.ts'
import { isTerminal } from '../../../domain/protocol/event.ts'
import { safe, safeLine, wrapCells } from '../../../domain/text/safe-text.ts'
import { type Line, span } from '../../cells/line.ts'
import { lineView } from '../../editor/text-view.ts'
import { answerKeys } from '../../forms/confirm-keys.ts'
import { type BoxSize, type DialogBody, unscrolled } from '../../forms/dialog-frame.tsx'
import { detailText, recordText } from '../../job/job-text.ts'
import { keyLabel } from '../../keys/key-name.ts'
import type { Keymap } from '../../keys/keymap.ts'
import { choices } from './keys.ts'
import type { EmitState } from './state.ts'

const label = 'detail '

/** The contents of the dialog's box. */
export function emitBody(state: EmitState, job: Job, keymap: Keymap, size: BoxSize): DialogBody {
  const list = choiceLines(keymap)
  // The choices matter more than the gap.
  const about: readonly Line[] = size.rows > list.length + 1 ? [aboutJob(job), []] : [aboutJob(job)]
  if (state.stage === 'pick') return { lines: [...about, ...list], cursor: null, scroll: unscrolled }
  const view = lineView(state.detail, size.columns - label.length)
  const fields: readonly Line[] = [
    [
      span('event  ', 'quiet'),
      span(state.event, 'strong'),
      span(isTerminal(state.event) ? '  ends the job' : '', 'quiet'),
    ],
    [span(label, 'brand'), span(view.rows[0] ?? '')],
  ]
  return {
    lines: [...about, ...fields, [], ...(state.stage === 'ask' ? question(job, keymap, size.columns) : [])],
    cursor: state.stage === 'detail' ? { row: about.length + 1, cell: label.length + view.cursor.cell } : null,
    scroll: unscrolled,
  }
}

function aboutJob(job: Job): Line {
  const ending = endingOf(job)
  if (ending) return [span(safe`has ended: ${ending.kind}  `, 'warn'), span(detailText(ending), 'quiet')]
  return job.record ? [span(recordText(job.record).prompt, 'quiet')] : [span('a job without a record', 'quiet')]
}

function choiceLines(keymap: Keymap): readonly Line[] {
  return choices.map((row) => [
    span(safe`  ${safeLine(keyLabel(keymap.keysOf(row)[0] ?? '–'))}  `, 'brand'),
    span(safeLine(row.hint)),
  ])
}

function question(job: Job, keymap: Keymap, cells: number): readonly Line[] {
  const ending = endingOf(job)?.kind ?? 'unknown'
  const text = safe`This job has ended (${ending}). Emit anyway?  ${answerKeys(keymap)}`
  return wrapCells(text, cells, 2).map((row) => [{ text: row, role: 'warn' }])
}
