// One event as a line, for panes and the detail view alike.

import type { EntryNote, HistoryEntry } from '../../domain/jobs/job.ts'
import type { EventType } from '../../domain/protocol/event.ts'
import { cellWidth } from '../../domain/text/cells.ts'
import { padStart, safe } from '../../domain/text/safe-text.ts'
import { fitLine, gap, type Line, span } from '../cells/line.ts'
import type { Role } from '../cells/theme.ts'
import { clockTime } from '../cells/times.ts'
import { detailText } from './job-text.ts'

const eventRoles: Readonly<Record<EventType, Role>> = {
  started: 'running',
  permission_required: 'needs-you',
  progress: 'plain',
  completed: 'completed',
  error: 'error',
}

/** Narrower lines keep their room for the detail. */
const roomyCells = 56

/** What is unusual about an event, in words. */
export const noteWords = {
  'out-of-order': 'out of order',
  restarted: 'numbers restarted',
  stray: 'stray number',
  'after-end': 'after the end',
  'second-end': 'second end, ignored',
  late: 'late',
  'after-silence': 'after silence',
  'not-a-number': 'NaN read as null',
  unsigned: '✗ unsigned, ignored',
  forged: '✗ signature, ignored',
} as const satisfies Record<EntryNote, string>

function nameOf(event: EventType, names: EventColumns['names']): EventType | 'permission' {
  return names === 'short' && event === 'permission_required' ? 'permission' : event
}

/** The widths that a block of events shares, so that its columns line up. */
export interface EventColumns {
  readonly cells: number
  readonly names: 'whole' | 'short'
  readonly seqCells: number
  readonly nameCells: number
}

export function eventColumns(entries: readonly HistoryEntry[], cells: number): EventColumns {
  const names = cells < roomyCells ? 'short' : 'whole'
  return {
    cells,
    names,
    seqCells: Math.max(0, ...entries.map(({ seq }) => String(seq).length + 1)),
    nameCells: Math.max(0, ...entries.map(({ event }) => nameOf(event, names).length)),
  }
}

/** The columns of a list that scrolls, which stay where they are while it does: `maxSeq` is the highest number. */
export function steadyColumns(entries: readonly HistoryEntry[], maxSeq: number, cells: number): EventColumns {
  const seqs = [maxSeq, ...entries.map(({ seq }) => seq)]
  const seqCells = Math.max(...seqs.map((seq) => String(seq).length + 1))
  return { cells, names: 'short', seqCells, nameCells: 'permission'.length }
}

/** The event as a line of exactly `columns.cells`: local time, `#seq`, name, note ` · ` detail. */
export function eventLine(entry: HistoryEntry, columns: EventColumns): Line {
  const between = columns.cells < roomyCells ? ' ' : '  '
  const name = nameOf(entry.event, columns.names)
  const note = entry.note ? [span(noteWords[entry.note], noteRole(entry.note))] : []
  const detail = detailText(entry)
  const separator = entry.note && detail !== '' ? [span(' · ', 'quiet')] : []
  return fitLine(
    [
      span(clockTime(entry.receivedWallMs), 'quiet'),
      span(safe`${between}${padStart(safe`#${entry.seq}`, columns.seqCells)}${between}`, 'quiet'),
      span(name, isUntrusted(entry.note) ? 'quiet' : eventRoles[entry.event]),
      gap(columns.nameCells - cellWidth(name) + between.length),
      ...note,
      ...separator,
      span(detail, 'plain'),
    ],
    columns.cells,
  )
}

function noteRole(note: EntryNote): Role {
  return isUntrusted(note) ? 'bad' : 'warn'
}

function isUntrusted(note: EntryNote | null): boolean {
  return note === 'forged' || note === 'unsigned'
}
