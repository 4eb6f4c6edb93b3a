// Whatever a job holds, its screens are exactly as large as they may be and act on no terminal.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { innerSize } from '../../../src/ui/cells/box.ts'
import { type Line, lineWidth } from '../../../src/ui/cells/line.ts'
import { documentFrame } from '../../../src/ui/frame/document.ts'
import { paneView } from '../../../src/ui/job/job-view.ts'
import { paneLines } from '../../../src/ui/views/deck/pane-lines.ts'
import { rowColumns, rowLine } from '../../../src/ui/views/deck/row.ts'
import { detailFrame } from '../../../src/ui/views/detail/lines.ts'
import { eventLines } from '../../../src/ui/views/event/lines.ts'
import { standingJobs } from '../../app/deck/standing-jobs.ts'
import { anyId, anyJob, anyOutcome } from '../any-job.ts'
import { nowMs, stateOf } from '../fixtures.ts'
import { historyViewOf } from '../histories.ts'
import { keymap } from '../press-keys.ts'

/** Whether any text of the lines would act on a terminal. */
function isDangerous(lines: readonly Line[]): boolean {
  return lines.some((line) => line.some((piece) => /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(piece.text)))
}

describe('any job', () => {
  const columns = fc.integer({ min: 38, max: 120 })
  const rows = fc.integer({ min: 4, max: 30 })
  const weight = fc.constantFrom('heavy' as const, 'round' as const)
  const view = anyId.chain((id) =>
    fc.record({ job: anyJob(id), outcome: fc.option(anyOutcome), seen: fc.boolean() }).map(({ job, outcome, seen }) => {
      const result = paneView(
        stateOf([job], {
          outcomes: outcome ? new Map([[job.key, outcome]]) : new Map(),
          jobs: standingJobs([job], nowMs, seen ? [job.key] : []),
        }),
        job.key,
      )
      if (!result) throw new Error('the state knows its job')
      return result
    }),
  )

  it('makes a pane of exactly its size', () => {
    fc.assert(
      fc.property(view, columns, rows, weight, (shown, across, down, border) => {
        const lines = paneLines(shown, { columns: across, rows: down, weight: border, isMarked: false, hint: [] })
        expect(lines.map(lineWidth)).toEqual(Array.from({ length: down }, () => across))
        expect(isDangerous(lines)).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  it('makes a row of exactly its columns, whatever is selected', () => {
    const cells = fc.integer({ min: 38, max: 220 })
    fc.assert(
      fc.property(view, cells, fc.boolean(), fc.boolean(), (shown, across, isSelected, isMarked) => {
        const line = rowLine(shown, rowColumns(across), { isSelected, isMarked })
        expect(lineWidth(line)).toBe(across - 1)
        expect(isDangerous([line])).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  it('makes a detail view of exactly its size, the cursor visible', () => {
    fc.assert(
      fc.property(view, columns, fc.integer({ min: 8, max: 30 }), fc.nat(11), (shown, across, down, at) => {
        const history = historyViewOf(shown.job)
        const place = Math.min(at, Math.max(0, history.end - 1))
        const cursor = place === 0 ? null : history.end - 1 - place
        const { lines } = detailFrame(shown, { cursor, lead: null }, history, keymap, { columns: across, rows: down })
        expect(lines.map(lineWidth)).toEqual(Array.from({ length: down }, () => across))
        expect(isDangerous(lines)).toBe(false)
        if (cursor !== null)
          expect(lines.filter((line) => line.some((piece) => piece.role === 'cursor'))).toHaveLength(1)
      }),
      { numRuns: 300 },
    )
  })

  it('makes an event screen of exactly its size', () => {
    fc.assert(
      fc.property(view, columns, rows, (shown, across, down) => {
        const [entry] = shown.job.history
        if (!entry) return
        const { lines } = documentFrame([], eventLines(entry, innerSize(across, down).cells), 0, {
          columns: across,
          rows: down,
        })
        expect(lines.map(lineWidth)).toEqual(Array.from({ length: down }, () => across))
        expect(isDangerous(lines)).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})
