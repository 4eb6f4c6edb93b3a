// What the menu can do with jobs: for each action, why a job is not open to it. Pure.
import type { DeckCommands } from '../../../app/deck/deck-commands.ts'
import { endingOf } from '../../../domain/jobs/deadlines.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { PaneView } from '../../job/job-view.ts'

export interface MenuEffects {
  readonly commands: DeckCommands
  readonly send: (sequence: string) => void
  readonly registerCopy: (job: JobKey) => void
}

export interface MenuAction {
  readonly name: string
  readonly key: string
  /** On the help page. */
  readonly hint: string
  /** In the menu of these jobs, at length and where there is little room. */
  readonly label: (views: readonly PaneView[]) => readonly [long: string, short: string]
  /** Why it cannot be done with the job; null where it can. */
  readonly unless: (view: PaneView) => string | null
  /** `always`: it cannot be undone. `several`: a question with their number for more than one job. */
  readonly asks: 'always' | 'several' | 'never'
  /** How its question begins, and what should be known before the answer; null for nothing. */
  readonly verb: (views: readonly PaneView[]) => string
  readonly warning: string | null
  readonly run: (views: readonly PaneView[], effects: MenuEffects) => void
}

const isSilenced = (views: readonly PaneView[]) => views.every(({ flags }) => flags.isSilenced)
const isDismissed = (views: readonly PaneView[]) => views.every(({ flags }) => flags.dismissed !== null)
const keysOf = (views: readonly PaneView[]) => views.map(({ job }) => job.key)

function hasEnded({ job }: PaneView): string | null {
  const ending = endingOf(job)
  return ending ? `it has ended (${ending.kind})` : null
}

function noRecord({ job }: PaneView): string | null {
  return job.record ? null : 'it has no record'
}

function noSession(view: PaneView): string | null {
  return noRecord(view) ?? (view.job.record?.session ? null : 'no session is recorded')
}

function eachJob(act: (job: JobKey, effects: MenuEffects) => void): MenuAction['run'] {
  return (views, effects) => {
    for (const job of keysOf(views)) act(job, effects)
  }
}

function copying(textOf: (view: PaneView) => string): MenuAction['run'] {
  return (views, { commands, send }) => commands.copyText(views.map(textOf).join('\n'), send)
}

export const menuActions: readonly MenuAction[] = [
  {
    name: 'cancel',
    key: 'c',
    hint: 'cancel',
    label: () => ['cancel, without notifying its agent', 'cancel'],
    unless: (view) => noRecord(view) ?? hasEnded(view),
    asks: 'always',
    verb: () => 'Cancel',
    warning: 'Its agent is not notified.',
    run: eachJob((job, { commands }) => commands.cancel(job)),
  },
  {
    name: 'extend',
    key: 'e',
    hint: 'extend the limit',
    label: () => ['extend its total limit by 15 min', '+15 min'],
    unless: (view) => noRecord(view) ?? hasEnded(view),
    asks: 'several',
    verb: () => 'Extend by 15 min the limit of',
    warning: null,
    run: eachJob((job, { commands }) => commands.extend(job)),
  },
  {
    name: 'copy-job',
    key: 'n',
    hint: 'register a copy',
    label: () => ['register again as a copy', 'copy the job'],
    unless: noRecord,
    asks: 'never',
    verb: () => 'Register again',
    warning: null,
    run: ([view], { registerCopy }) => {
      if (view) registerCopy(view.job.key)
    },
  },
  {
    name: 'clear-retained',
    key: 'r',
    hint: 'clear retained',
    label: () => ['clear its retained event', 'clear retained'],
    unless: () => null,
    asks: 'always',
    verb: () => 'Clear the retained event of',
    warning: 'Who subscribes later hears nothing of how it ended.',
    run: eachJob((job, { commands }) => commands.clearRetained(job)),
  },
  {
    name: 'silence',
    key: 'z',
    hint: 'silence, or undo',
    label: (views) =>
      isSilenced(views) ? ['let it call again', 'unsilence'] : ['silence: it no longer calls', 'silence'],
    unless: () => null,
    asks: 'several',
    verb: (views) => (isSilenced(views) ? 'Unsilence' : 'Silence'),
    warning: null,
    run: (views, { commands }) => commands.decide(keysOf(views), isSilenced(views) ? 'unsilence' : 'silence'),
  },
  {
    name: 'dismiss',
    key: 'd',
    hint: 'dismiss, or undo',
    label: (views) =>
      isDismissed(views)
        ? ['bring back to this deck', 'bring back']
        : ['dismiss until it needs you; / is:dismissed shows it', 'dismiss'],
    unless: () => null,
    asks: 'several',
    verb: (views) => (isDismissed(views) ? 'Bring back' : 'Dismiss'),
    warning: null,
    run: (views, { commands }) => commands.decide(keysOf(views), isDismissed(views) ? 'bring-back' : 'dismiss'),
  },
  {
    name: 'copy-id',
    key: 'i',
    hint: 'copy the id',
    label: () => ['copy its id', 'copy id'],
    unless: () => null,
    asks: 'never',
    verb: () => 'Copy the ids of',
    warning: null,
    run: copying(({ job }) => job.id),
  },
  {
    name: 'copy-session',
    key: 's',
    hint: 'copy the session',
    label: () => ['copy its session', 'copy session'],
    unless: noSession,
    asks: 'never',
    verb: () => 'Copy the sessions of',
    warning: null,
    run: copying(({ job }) => job.record?.session?.replace(/^tmux:/, '') ?? ''),
  },
]

/** Why nothing can be done with any of the jobs; null where it can with one of them. */
export function refusalOf(action: MenuAction, views: readonly PaneView[]): string | null {
  if (action.name === 'copy-job' && views.length > 1) return 'only one job at a time'
  const reasons = views.map(action.unless)
  if (reasons.includes(null)) return null
  const [first = null] = reasons
  return new Set(reasons).size > 1 ? 'none of them allows it' : first
}

/** The jobs that it can be done with. */
export function openTo(action: MenuAction, views: readonly PaneView[]): readonly PaneView[] {
  return views.filter((view) => action.unless(view) === null)
}
