// One event in full: its arrival, its whole detail, and its payload as JSON. Pure.
import type { HistoryEntry } from '../../../domain/jobs/job.ts'
import { padEnd, type SafeText, safe, safeJsonText, sliceText, wrapCells } from '../../../domain/text/safe-text.ts'
import { gap, type Line, span } from '../../cells/line.ts'
import { dayTime } from '../../cells/times.ts'
import { noteWords } from '../../job/event-line.ts'
import { detailText } from '../../job/job-text.ts'

/** The most rows that one text of a payload takes, and how much is shown of a payload: few brokers take larger messages. */
const maxJsonRows = 2_000
const maxJsonCells = 300_000

interface JsonLine {
  readonly indent: number
  readonly text: SafeText
}

/** JSON on one line, without the blanks and line breaks between its parts. */
export function payloadText(json: string): SafeText {
  return safeJsonText(json.replace(/("(?:[^"\\]|\\.)*"?)|\s+/g, '$1'), maxJsonCells)
}

/** One line of JSON, broken into indented lines. Strings stay as they are, escapes included. */
function indentedJson(json: SafeText): readonly JsonLine[] {
  const lines: JsonLine[] = []
  let line: JsonLine = { indent: 0, text: safe`` }
  let depth = 0
  const append = (text: SafeText) => {
    line = { ...line, text: safe`${line.text}${text}` }
  }
  const breakLine = () => {
    lines.push(line)
    line = { indent: 2 * depth, text: safe`` }
  }
  for (const { 0: match, index } of json.matchAll(/"(?:[^"\\]|\\.)*"?|[{[]\s*[}\]]|[{}[\],:]|[^\s"{}[\],:]+/g)) {
    const token = sliceText(json, index, index + match.length)
    if (match === '{' || match === '[') {
      append(token)
      depth++
      breakLine()
    } else if (match === '}' || match === ']') {
      depth = Math.max(0, depth - 1)
      breakLine()
      append(token)
    } else if (match === ',') {
      append(token)
      breakLine()
    } else append(match === ':' ? safe`: ` : token)
  }
  return [...lines, line]
}

function field(name: 'event' | 'received' | 'note' | 'signature', value: SafeText): Line {
  return [span(padEnd(name, 11), 'quiet'), span(value)]
}

/** The lines of an event on a screen that is `cells` wide. `payload` is the JSON that it was received as. */
export function eventLines(entry: HistoryEntry, cells: number, payload = entry.json): readonly Line[] {
  const source = entry.isFromLog ? ', from a log file' : entry.retained ? ', retained by the broker' : ''
  return [
    field('event', safe`#${entry.seq} ${entry.event}`),
    field('received', safe`${dayTime(entry.receivedWallMs)}${source}`),
    ...(entry.note ? [field('note', safe`${noteWords[entry.note]}`)] : []),
    ...(entry.signature ? [field('signature', safe`${entry.signature}`)] : []),
    [],
    ...wrapCells(detailText(entry), cells, 50).map((text): Line => [span(text, 'strong')]),
    ...(detailText(entry) === '' ? [] : [[]]),
    ...indentedJson(payloadText(payload)).flatMap((line) => jsonRows(line, cells)),
  ]
}

/** A line of JSON on as many rows as it needs, all indented like the first. */
function jsonRows(line: JsonLine, cells: number): readonly Line[] {
  const indent = Math.min(line.indent, Math.floor(cells / 2))
  return wrapCells(line.text, cells - indent, maxJsonRows).map((text) => [gap(indent), span(text)])
}
