// One event in full: how it arrived, its whole detail, and its payload as JSON. Pure.
import type { HistoryEntry } from '../../../domain/jobs/job.ts'
import { ownText, type SafeText } from '../../../domain/text/safe-text.ts'
import { gap, type Line, own, span, wrapCells } from '../../cells/line.ts'
import { dayTime } from '../../cells/times.ts'
import { noteWords } from '../../job/event-line.ts'

/** More lines than this of one payload are not shown. */
const maxJsonRows = 2_000

/** One line of JSON, broken and indented between its values. Its strings stay as they are, escapes included. */
function indentedJson(json: SafeText): readonly SafeText[] {
  const lines: string[] = []
  let line = ''
  let depth = 0
  const breakLine = () => {
    lines.push(line)
    line = '  '.repeat(depth)
  }
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"?|[{[]\s*[}\]]|[{}[\],:]|[^\s"{}[\],:]+/g)) {
    if (token === '{' || token === '[') {
      line += token
      depth++
      breakLine()
    } else if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1)
      breakLine()
      line += token
    } else if (token === ',') {
      line += token
      breakLine()
    } else line += token === ':' ? ': ' : token
  }
  return [...lines, line].map(ownText)
}

function field(name: string, value: string): Line {
  return [own(name.padEnd(11), 'quiet'), own(value)]
}

/** The lines of an event for a screen that is `cells` wide. */
export function eventScreenLines(entry: HistoryEntry, cells: number): readonly Line[] {
  const retained = entry.retained ? ', retained by the broker' : ''
  return [
    field('event', `#${entry.seq} ${entry.event}`),
    field('received', `${dayTime(entry.receivedWallMs)}${retained}`),
    ...(entry.note ? [field('note', noteWords[entry.note])] : []),
    ...(entry.signature ? [field('signature', entry.signature)] : []),
    [],
    ...wrapCells(entry.detail, cells, 50).map((text): Line => [span(text, 'strong')]),
    ...(entry.detail === '' ? [] : [[]]),
    ...indentedJson(entry.json).flatMap((line) => jsonRows(line, cells)),
  ]
}

/** A line of JSON on as many rows as it needs, the later ones indented as the first. */
function jsonRows(line: SafeText, cells: number): readonly Line[] {
  const indent = Math.min(line.length - line.trimStart().length, Math.floor(cells / 2))
  const rows = wrapCells(ownText(line.trimStart()), cells - indent, maxJsonRows)
  return rows.map((text) => [gap(indent), span(text)])
}
