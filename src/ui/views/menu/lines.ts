// The job menu as lines: each action with its key, and why it is not available where it is not; then the question. Pure.
import { type SafeText, safe, safeLine, wrapCells } from '../../../domain/text/safe-text.ts'
import { fitLine, gap, type Line, span } from '../../cells/line.ts'
import { answerKeys } from '../../forms/confirm-keys.ts'
import { type BoxSize, type DialogBody, unscrolled } from '../../forms/dialog-frame.tsx'
import { jobEdge } from '../../job/job-edge.ts'
import type { PaneView } from '../../job/job-view.ts'
import { nameOf } from '../../job/job-words.ts'
import { keyLabel } from '../../keys/key-name.ts'
import type { Keymap } from '../../keys/keymap.ts'
import { type MenuAction, menuActions, openTo, refusalOf } from './actions.ts'
import { menuKeys } from './keys.ts'
import type { MenuState } from './state.ts'

/** The actions, and a line for a note. */
export const menuRows = menuActions.length + 1

/** What the menu is about. `hidden`: so many of the marked jobs are not in the list. */
export function menuEdge(
  views: readonly PaneView[],
  of: 'selected' | 'marked',
  hidden: number,
  cells: number,
): { readonly title: Line; readonly aside: Line } {
  const [only] = views
  if (of === 'selected' && only) return jobEdge(only, cells)
  const title = [span(views.length === 1 ? '1 marked job' : safe`${views.length} marked jobs`, 'strong')]
  return { title, aside: hidden > 0 ? [span(safe`${hidden} not in the list`, 'warn')] : [] }
}

/** The contents of the dialog's box. */
export function menuBody(state: MenuState, views: readonly PaneView[], keymap: Keymap, size: BoxSize): DialogBody {
  const lines =
    state.stage === 'list' ? listLines(state.note, views, keymap, size) : questionLines(state, views, keymap, size)
  return { lines, cursor: null, scroll: unscrolled }
}

function listLines(note: string | null, views: readonly PaneView[], keymap: Keymap, size: BoxSize): readonly Line[] {
  const isShort = size.rows < menuRows
  const shown = menuActions.map((action, index) => actionLine(action, index, views, keymap, isShort ? 'short' : 'long'))
  const foot: Line = note === null ? [] : [span(safeLine(note), 'warn')]
  if (!isShort) return [...shown, foot]
  const half = Math.ceil(shown.length / 2)
  const width = Math.floor(size.columns / 2)
  return [...shown.slice(0, half).map((line, row) => [...fitLine(line, width), ...(shown[row + half] ?? [])]), [], foot]
}

function actionLine(
  action: MenuAction,
  index: number,
  views: readonly PaneView[],
  keymap: Keymap,
  length: 'long' | 'short',
): Line {
  const row = menuKeys.rows[index]
  const key = safeLine(keyLabel((row && keymap.keysOf(row)[0]) ?? '–'))
  const refusal = refusalOf(action, views)
  const [long, short] = action.label(views)
  const label = safeLine(length === 'long' ? long : short)
  const able = openTo(action, views).length
  if (refusal !== null) {
    const why = length === 'long' ? [gap(2), span(safe`– ${safeLine(refusal)}`, 'quiet')] : [span(' –', 'quiet')]
    return [span(safe` ${key}  ${label}`, 'quiet'), ...why]
  }
  const some = able < views.length ? [gap(2), span(safe`${able} of ${views.length}`, 'quiet')] : []
  return [span(safe` ${key}  `, 'brand'), span(label), ...some]
}

function questionLines(
  { action, jobs }: Extract<MenuState, { stage: 'ask' }>,
  views: readonly PaneView[],
  keymap: Keymap,
  size: BoxSize,
): readonly Line[] {
  const asked = views.filter(({ job }) => jobs.includes(job.key))
  const question = safe`${safeLine(action.verb(asked))} ${whichJobs(asked, views.length)}?  ${answerKeys(keymap)}`
  const names = asked.length > 1 ? wrapCells(namesOf(asked), size.columns, Math.max(1, size.rows - 4)) : []
  return [
    ...wrapCells(question, size.columns, 3).map((row): Line => [span(row, 'warn')]),
    ...(action.warning === null ? [] : wrapCells(safeLine(action.warning), size.columns, 2).map((row) => [span(row)])),
    ...names.map((row): Line => [span(row, 'quiet')]),
  ]
}

function whichJobs(asked: readonly PaneView[], of: number): SafeText {
  const [only] = asked
  if (asked.length === 1 && only) return safe`the job ${nameOf(only.job)} (${only.job.id})`
  return asked.length < of ? safe`${asked.length} of the ${of} marked jobs` : safe`all ${asked.length} marked jobs`
}

function namesOf(views: readonly PaneView[]): SafeText {
  return safeLine(views.map(({ job }) => `${nameOf(job)} (${job.id})`).join(', '), 10_000)
}
