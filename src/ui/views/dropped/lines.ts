// The messages that were not accepted: how many for each reason, and the latest ones in full. Pure.
import type { Drop, Drops } from '../../../app/deck/deck-state.ts'
import type { DropReason } from '../../../domain/protocol/decode.ts'
import { padEnd, padStart, type SafeText, safe, safeLine, wrapCells } from '../../../domain/text/safe-text.ts'
import { gap, type Line, lineWidth, span } from '../../cells/line.ts'
import type { Role } from '../../cells/theme.ts'
import { clockTime } from '../../cells/times.ts'

const reasonWords = {
  'bad-topic': 'unexpected topic',
  'too-large': 'too large',
  'not-utf8': 'not UTF-8',
  'too-deep': 'nested too deeply',
  'not-json': 'not JSON',
  'not-an-object': 'not a JSON object',
  'other-schema': 'unknown schema',
  'bad-field': 'invalid field',
  'wrong-id': "another job's id",
  duplicate: 'duplicate',
  'second-end': 'second end',
  stray: 'stray number',
  unsigned: 'unsigned',
  forged: 'forged signature',
  'too-many-jobs': 'too many jobs',
  'bad-log': 'log not readable',
} as const satisfies Record<DropReason, string>

const reasonCells = Math.max(...Object.values(reasonWords).map((word) => word.length))

const maxTextCells = 200
/** Under the reason, to the right of the time. */
const indentCells = 10

function isReason(reason: string): reason is DropReason {
  return reason in reasonWords
}

function countLines(byReason: Drops['byReason']): readonly Line[] {
  return Object.entries(byReason)
    .filter((entry) => entry[1] > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => [
      span(padStart(safe`${count}`, 9), 'warn'),
      span(safe`  ${isReason(reason) ? reasonWords[reason] : safeLine(reason)}`),
    ])
}

function dropLines(drop: Drop, cells: number): readonly Line[] {
  const [topic, explanation] = [safeLine(drop.topic, maxTextCells), safeLine(drop.explanation, maxTextCells)]
  const below = (text: SafeText, role: Role) =>
    wrapCells(text, cells - indentCells, 2).map((row): Line => [gap(indentCells), span(row, role)])
  const head: Line = [
    span(clockTime(drop.receivedWallMs), 'quiet'),
    span(safe`  ${padEnd(reasonWords[drop.reason], reasonCells)}  `, 'warn'),
  ]
  // A topic ends in the job's id, which is what people look for: it goes on the next line rather than being cut.
  const withTopic = [...head, span(topic)]
  const first = lineWidth(withTopic) <= cells ? [withTopic] : [head, ...below(topic, 'plain')]
  return [...first, ...below(explanation, 'quiet')]
}

/** The text of the screen, `cells` wide. */
export function droppedLines(drops: Drops, cells: number): readonly Line[] {
  if (drops.total === 0) return [[span('Nothing was dropped.', 'quiet')]]
  return [
    [
      span(padStart(safe`${drops.total}`, 9), 'strong'),
      span(drops.total === 1 ? '  message was not accepted' : '  messages were not accepted', 'strong'),
    ],
    ...countLines(drops.byReason),
    [],
    [span('The latest ones, newest first', 'strong')],
    ...drops.recent.toReversed().flatMap((drop) => dropLines(drop, cells)),
  ]
}
