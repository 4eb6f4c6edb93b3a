import { describe, expect, it } from 'vitest'
import { cellWidth } from '../../../src/domain/text/cells.ts'
import { detailText, recordText } from '../../../src/ui/job/job-text.ts'
import { payloadText } from '../../../src/ui/views/event/lines.ts'
import { arrive, foldAll, recordFacts } from '../../domain/jobs/build-job.ts'

const hostile = '\u001b]0;title\u0007\u009b2J\u202e\u0000\ud800'
/** What would act on a terminal. */
const dangerous = /[\p{Cc}\p{Cs}\u202e]/u

/** The one entry of a job's history. */
function entryWith(detail: string, data: Readonly<Record<string, unknown>> = {}) {
  const [entry] = foldAll([arrive(1, 'progress', { detail, data })]).history
  if (!entry) throw new Error('an event is in the history')
  return entry
}

describe('the texts of a job', () => {
  it('hold nothing that acts on a terminal, whatever was sent', () => {
    const entry = entryWith(hostile, { [hostile]: hostile })
    const record = recordFacts({
      prompt: `${hostile}\n${hostile}`,
      agent: hostile,
      session: hostile,
      artifacts: [hostile],
    })
    const { prompt, promptLines, agent, session, artifacts } = recordText(record)
    const texts = [detailText(entry), payloadText(entry.json), prompt, ...promptLines, agent, session, ...artifacts]
    for (const text of texts) expect(text).not.toMatch(dangerous)
    const wellFormed = hostile.toWellFormed()
    expect(JSON.parse(payloadText(entry.json))).toMatchObject({ data: { [wellFormed]: wellFormed } })
  })

  it('of a record are the prompt on one line and on its own lines, without their sequences', () => {
    const record = recordFacts({ prompt: 'one\n\u001b[31mtwo', agent: '\u001b]0;x\u0007codex', session: null })
    expect(recordText(record)).toMatchObject({
      prompt: 'one two',
      promptLines: ['one', 'two'],
      agent: 'codex',
      session: null,
    })
  })

  it.each([
    ['letters', 'x'.repeat(200_000)],
    ['wide letters', '한'.repeat(60_000)],
    ['combining marks', '\u0301'.repeat(100_000)],
    ['letters of two parts', '\u0e33'.repeat(60_000)],
    ['characters that are not shown', '\u200b'.repeat(60_000)],
    ['emoji', '👩‍💻'.repeat(20_000)],
  ])('are cut where %s are too many', (_what, filler) => {
    const entry = entryWith(filler.slice(0, 10_000), { filler })
    expect(cellWidth(detailText(entry))).toBeLessThanOrEqual(500)
    expect(payloadText(entry.json).isWellFormed()).toBe(true)
    expect(detailText(entry).isWellFormed()).toBe(true)
  })

  it('are made once for an event, and for a record', () => {
    const entry = entryWith('x'.repeat(1_000))
    const record = recordFacts()
    expect(recordText(record)).toBe(recordText(record))
    expect(recordText(recordFacts())).not.toBe(recordText(record))
    expect(detailText(entry)).toBe(detailText(entry))
  })
})
