// What must grow no faster than linearly: each figure is the cost of one item among many, against that of one item among a
// tenth of them. A ratio near 1 is a straight line; a path that has become quadratic shows ×10.
import { addSeq, noSeqs } from '../../src/domain/jobs/seq-set.ts'
import { clipCells, repeatText, safeLine, sliceText } from '../../src/domain/text/safe-text.ts'
import { editText, textBuffer, textOf } from '../../src/ui/editor/text-buffer.ts'
import { wrappedView } from '../../src/ui/editor/text-view.ts'
import { foldMessages } from './decode-fold.ts'
import { eventsOf } from './events.ts'
import type { Figure } from './figure.ts'
import { medianMs } from './timing.ts'
import { jobIds } from './workplace.ts'

const runs = 5
/** Measuring noise stays far below it, the square of ten times as much is far above. */
const atMost = 4

interface Growth {
  readonly what: string
  readonly items: number
  /** Makes the work for so many items; the result does it. */
  readonly prepare: (items: number) => () => void
}

function scatter(items: number): () => void {
  // Neither in a row nor in order, and none that what was given up before takes for seen.
  const seqs = Array.from({ length: items }, (_, i) => ((i ^ 1) + 1) * 1_000_003)
  return () => {
    if (seqs.reduce(addSeq, noSeqs).length === 0) throw new Error('no number was kept')
  }
}

/** Lines of Korean, English and joined emoji. */
function linesOf(count: number): string {
  const line = '정렬 알고리즘 문제 10개를 만들어 sort_problems.md 로 저장하세요. 👩‍💻 '
  return Array.from({ length: count }, (_, index) => `${index} ${line}`).join('\n')
}

function paste(lines: number): () => void {
  const text = linesOf(lines)
  return () => {
    const pasted = editText(textBuffer(''), { type: 'insert', text })
    if (textOf(pasted) !== text) throw new Error('the pasted text is another one')
    if (wrappedView(pasted, 80, 20).rows.length === 0) throw new Error('nothing is shown')
  }
}

function clip(characters: number): () => void {
  const text = sliceText(repeatText('정렬 문제를 ', characters), 0, characters)
  return () => void clipCells(text, characters)
}

const brokenPieces = ['\u001b[', '\u001b]', '\u009d', '\u001bP', '\u0301', '👩\u200d']

function sanitise(characters: number): () => void {
  const share = Math.floor(characters / brokenPieces.length)
  const raw = brokenPieces.map((piece) => piece.repeat(share).slice(0, share)).join('')
  // As many cells as that, so that nothing is cut and every character is looked at.
  return () => void safeLine(raw, characters * 2)
}

function foldJobs(jobs: number): () => void {
  const messages = eventsOf(jobIds(jobs), 20)
  return () => foldMessages(messages)
}

const growths: readonly Growth[] = [
  { what: 'a scattered seq', items: 10_000, prepare: scatter },
  { what: 'a line of a paste', items: 1_000, prepare: paste },
  { what: 'a clipped Korean character', items: 10_000, prepare: clip },
  { what: 'a character of broken sequences', items: 10_000, prepare: sanitise },
  { what: 'a job with 20 events', items: 2_000, prepare: foldJobs },
]

function nanosPerItem(prepare: Growth['prepare'], items: number, rounds: number): number {
  const work = prepare(items)
  for (let round = 0; round < rounds; round++) work()
  const ms = medianMs(runs, () => {
    for (let round = 0; round < rounds; round++) work()
  })
  return (ms * 1_000_000) / (items * rounds)
}

export function growth(): readonly Figure[] {
  return growths.map(({ what, items, prepare }) => {
    const few = items / 10
    // Ten rounds of the few, so that both sides measure equally long.
    const baseline = nanosPerItem(prepare, few, 10)
    const ours = nanosPerItem(prepare, items, 1)
    const count = (number: number) => number.toLocaleString('en-US')
    return { what: `${what}, of ${count(items)}`, unit: 'ns', ours, baseline, against: `of ${count(few)}`, atMost }
  })
}
