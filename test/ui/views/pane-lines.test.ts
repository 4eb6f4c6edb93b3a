import { describe, expect, it } from 'vitest'
import type { DeckState } from '../../../src/app/deck/deck-state.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { lineWidth, span } from '../../../src/ui/cells/line.ts'
import { type PaneView, paneView } from '../../../src/ui/job/job-view.ts'
import { type PanePlace, paneLines } from '../../../src/ui/views/deck/pane-lines.ts'
import { standingJobs } from '../../app/deck/standing-jobs.ts'
import { everyFate, type JobSketch, jobOf, nowMs, stateOf } from '../fixtures.ts'

function viewOf(sketch: JobSketch, change: Partial<DeckState> = {}): PaneView {
  const job = jobOf(sketch)
  const view = paneView(stateOf([job], change), job.key)
  if (!view) throw new Error('the state knows its job')
  return view
}

const place: PanePlace = { columns: 60, rows: 10, weight: 'round', isMarked: false, hint: [] }

function text(view: PaneView, at: Partial<PanePlace> = {}): readonly string[] {
  return paneLines(view, { ...place, ...at }).map((line) => line.map((piece) => piece.text).join(''))
}

const running: JobSketch = {
  id: 'abc12345',
  prompt: 'Count',
  registeredAgoSec: 100,
  events: [
    [1, 'started', 'go', 90],
    [2, 'progress', 'half', 30],
  ],
}

describe('the upper edge of a pane', () => {
  it('names who works on what, how that stands, and last the id', () => {
    expect(text(viewOf(running))[0]).toBe('╭ ▶ claude · Count ───────────── heard 30 s ago · abc12345 ╮')
  })

  it.each([
    // A task that does not fit is on the first line inside; what says how the job stands is whole or left out.
    [44, '╭ ▶ claude · Count ─────── heard 30 s ago ╮', 43],
    [34, '╭ ▶ claude ───────── heard 30 s ago ╮', 37],
  ])('gives way in order: id, then the task', (_, line, columns) =>
    expect(text(viewOf(running), { columns })[0]).toBe(line),
  )

  it('goes by the session, else the agent, else the id', () => {
    const title = (change: Partial<JobSketch>) => text(viewOf({ ...running, ...change }), { columns: 90 })[0]
    expect(title({ session: 'tmux:codex-2' })).toContain('▶ codex-2 · Count ')
    expect(title({ session: 'screen 1' })).toContain('▶ screen 1 · Count ')
    expect(title({ session: null })).toContain('▶ claude-code · Count ')
    expect(title({ session: null, agent: '' })).toMatch(/▶ abc12345 · Count ─+ heard 30 s ago ╮/)
    expect(text(viewOf({ id: 'abc12345', events: running.events ?? [] }))[0]).toContain('▶ abc12345')
  })

  it('keeps a part of the task visible where a pane is too low for a line of it', () => {
    const long = { ...running, prompt: 'Count every word of every file in the whole tree' }
    expect(text(viewOf(long), { columns: 60, rows: 4 })[0]).toBe(
      '╭ ▶ claude · Count every word of every f… ─ heard 30 s ago ╮',
    )
    expect(text(viewOf(long), { columns: 60, rows: 5 }).slice(0, 2)).toEqual([
      '╭ ▶ claude ───────────────────── heard 30 s ago · abc12345 ╮',
      '│ Count every word of every file in the whole tree         │',
    ])
  })

  it.each([
    ['a question', [[1, 'permission_required', 'run it?', 42]], 'asked 42 s ago · NEW'],
    ['a failure', [[1, 'error', 'no disk', 190]], 'failed 3 min ago · unseen'],
    ['an end', [[1, 'completed', '', 190]], 'completed 3 min ago · new'],
    ['silence', [[1, 'started', '', 300]], 'last heard 5 min ago · unseen'],
  ] as const)('says since when, and that nobody has seen it: %s', (_what, events, words) => {
    const sketch = { ...running, events }
    const job = jobOf(sketch)
    expect(text(viewOf(sketch), { columns: 90 })[0]).toContain(` ${words} · `)
    const seen = { jobs: standingJobs([job], nowMs, [job.key]) }
    expect(text(viewOf(sketch, seen), { columns: 90 })[0]).not.toMatch(/NEW|unseen|new/)
  })

  it('says that the time ran out, or that nothing has been heard yet', () => {
    expect(text(viewOf({ ...running, timeoutSec: 40 }), { columns: 90 })[0]).toContain('time ran out 1 min ago')
    expect(text(viewOf({ ...running, events: [] }), { columns: 90 })[0]).toContain('○ claude · Count ')
    expect(text(viewOf({ ...running, events: [] }), { columns: 90 })[0]).toContain('registered 1 min ago')
  })
})

describe('a pane', () => {
  it('stays completed and says what is asked after the end, until that is seen', () => {
    const events = [
      [1, 'started', 'go', 300],
      [2, 'completed', 'PASS', 190],
      [3, 'permission_required', 'may I delete it?', 60],
    ] as const
    const sketch: JobSketch = { ...running, events }
    const [edge, news] = text(viewOf(sketch), { columns: 90 })
    expect(edge).toMatch(/✓ claude · Count ─+ completed 3 min ago · NEW · abc12345/)
    expect(news).toContain('asks after its end: may I delete it?')
    const seen = { jobs: standingJobs([jobOf(sketch)], nowMs, [jobOf(sketch).key]) }
    expect(text(viewOf(sketch, seen), { columns: 90 })[0]).not.toContain('NEW')
  })

  it('shows the newest events first, with local time, seq, name and detail', () => {
    expect(text(viewOf(running)).slice(2, 5)).toEqual([
      '│ 14:01:41  #2  progress  half                             │',
      '│ 14:00:41  #1  started   go                               │',
      `│ ${' '.repeat(56)} │`,
    ])
  })

  it.each([
    ['late', 'late · half'],
    ['after-silence', 'after silence · half'],
    ['out-of-order', 'out of order · half'],
    ['restarted', 'numbers restarted · half'],
    ['stray', 'stray number · half'],
    ['not-a-number', 'NaN read as null · half'],
    ['unsigned', '✗ unsigned, ignored · half'],
    ['forged', '✗ signature, ignored · half'],
  ] as const)('sets the mark %s apart from the detail', (note, words) => {
    const job = jobOf(running)
    const history = job.history.map((entry) => ({ ...entry, note }))
    const marked = (entries: Job['history']) => viewOf({ ...running, extra: { history: entries } })
    expect(text(marked(history))[2]).toContain(`#2  progress  ${words}  `)
    const latest = job.latest && { ...job.latest, detail: '' }
    const silent = history.map((entry) => ({ ...entry, detail: '' }))
    const bare = viewOf({ ...running, extra: { history: silent, latest } })
    expect(text(bare)[2]).toMatch(new RegExp(`#2  progress  ${words.replace(' · half', '')} +│$`))
  })

  it('has in its smallest form what was last heard and both limits', () => {
    expect(text(viewOf(running), { rows: 4 }).slice(1, 3)).toEqual([
      '│ half                                                     │',
      '│ total ━━━━━━━━━━━━━━ 59 min    idle ━━━━━━━━━━━─── 1:30  │',
    ])
  })

  it('asks with the whole question, above the limits and what led to it, and says it once', () => {
    const request = 'run: rm -rf build/ && npm run build -- --outDir /srv/site 그리고 폴더를 지울까요?'
    const lines = text(
      viewOf({
        ...running,
        events: [
          [1, 'started', 'go', 50],
          [2, 'permission_required', request, 42],
        ],
      }),
      {
        columns: 40,
      },
    )
    expect(lines.slice(1, 6).map((line) => line.slice(2, -2).trimEnd())).toEqual([
      'Count',
      'run: rm -rf build/ && npm run build',
      '-- --outDir /srv/site 그리고 폴더를',
      '지울까요?',
      'total ━━━━━ 59 min  idle ━━━── 1:18',
    ])
    expect(lines[6]).toContain('#1 started')
    expect(lines.join('').match(/build\//g)).toHaveLength(1)
  })

  it('shows arrival times as the clock was then, even if it has been set since', () => {
    const times = (lines: readonly string[]) => lines.join().match(/\d\d:\d\d:\d\d/g)
    expect(times(text(viewOf(running)))).toHaveLength(2)
    expect(times(text(viewOf(running, { wallOffsetMs: 8 * 3_600_000 })))).toEqual(times(text(viewOf(running))))
  })

  it('still needs the user after a limit has passed, and says so', () => {
    const lines = text(viewOf({ ...running, events: [[1, 'permission_required', 'run it?', 200]] }))
    expect(lines[0]).toContain('◆')
    expect(lines[0]).toContain('asked 3 min ago')
    expect(lines[2]).toMatch(/idle ─+ over by 1 min +│/)
  })

  it('shows how and after how long a job has ended, instead of its limits', () => {
    const lines = text(
      viewOf({
        ...running,
        events: [
          [1, 'started', '', 90],
          [2, 'error', 'no disk', 30],
        ],
      }),
    )
    expect(lines.slice(1, 3).map((line) => line.slice(2, -2).trimEnd())).toEqual(['no disk', 'took 1 min'])
    expect(lines.join('')).not.toMatch(/total|idle/)
  })

  it('does not mistake the arrival of a retained end for the end itself', () => {
    const job = jobOf({
      ...running,
      events: [
        [1, 'started', '', 90],
        [7, 'completed', 'done', 30],
      ],
    })
    const kept = { ...job, history: job.history.map((entry) => ({ ...entry, retained: true })) }
    const view = paneView(stateOf([kept]), job.key)
    expect(view && text(view).join('')).not.toContain('took')
    expect(
      text(
        viewOf({
          ...running,
          events: [
            [1, 'started', '', 90],
            [7, 'completed', 'done', 30],
          ],
        }),
      ).join(''),
    ).toContain('took 1 min')
  })

  it('marks limits that are assumed, and says why', () => {
    const lines = text(viewOf({ id: 'abc12345', events: [[1, 'started', '', 30]] }))
    expect(lines[1]).toContain('no record: the limits are assumed')
    expect(lines[2]).toMatch(/total ━+ ~60 min +idle ━+─* ~1:30/)
  })

  it('waits for the first event before the idle limit runs', () => {
    const lines = text(viewOf({ id: 'abc12345', prompt: 'Count', registeredAgoSec: 10 }))
    expect(lines[1]).toMatch(/total ━+ 60 min +idle from the first event/)
  })

  it('notes what was odd in its lower border, the worst first', () => {
    const view = viewOf({
      ...running,
      events: [
        [1, 'started', '', 9],
        [4, 'progress', '', 8],
      ],
      extra: { forged: 1, duplicates: 3 },
    })
    expect(text(view).at(-1)).toBe('╰────────────────── ✗ signature · ⚠ 2 missed · 3 repeated ─╯')
  })

  it('counts unsigned events apart from forged ones, and what was missing before the numbers began anew', () => {
    const view = viewOf({ ...running, extra: { unsigned: 12, forged: 2, missedBefore: 3 } })
    expect(text(view).at(-1)).toMatch(/─ ✗ signature ×2 · ✗ 12 unsigned · ⚠ 3 missed ─╯$/)
  })

  it('shows the outcome of an emitted event above the events, without moving the limits', () => {
    const job = jobOf(running)
    const outcome = { tone: 'bad', text: 'refused: not authorized to publish', atMs: nowMs } as const
    const lines = text(viewOf(running, { outcomes: new Map([[job.key, outcome]]) }))
    expect(lines[2]).toContain('✗ refused: not authorized to publish')
    expect(lines[3]).toContain('#2')
    expect(lines[1]).toEqual(text(viewOf(running))[1])
  })

  it('stands out by the weight of its border when it is selected', () => {
    const lines = text(viewOf(running), { weight: 'heavy' })
    expect(lines[0]).toMatch(/^┏ .*━ .* ┓$/)
    expect(lines[1]).toMatch(/^┃ .*┃$/)
    expect(lines.at(-1)).toMatch(/^┗━*┛$/)
  })

  it('has a coloured border only while it needs attention, and a bold one when it is selected', () => {
    const border = (sketch: JobSketch, weight: PanePlace['weight'] = 'round', seen = false) => {
      const { key } = jobOf(sketch)
      const view = viewOf(sketch, seen ? { jobs: standingJobs([jobOf(sketch)], nowMs, [key]) } : {})
      return paneLines(view, { ...place, weight })[0]?.[0]?.role
    }
    const ended: JobSketch = { ...running, events: [[1, 'error', '', 9]] }
    const asking: JobSketch = { ...running, events: [[1, 'permission_required', '', 9]] }
    expect([border(ended), border(ended, 'heavy'), border(ended, 'round', true)]).toEqual(['error', 'error', 'quiet'])
    expect([border(asking), border(asking, 'round', true)]).toEqual(['needs-you', 'needs-you'])
    expect([border(running), border(running, 'heavy')]).toEqual(['quiet', 'strong'])
  })

  it('says in its lower edge what can be done with it', () => {
    const ended: JobSketch = { ...running, events: [[1, 'error', '', 9]] }
    expect(text(viewOf(ended), { hint: [span('⏎ opens')] }).at(-1)).toMatch(/─ ⏎ opens ─╯$/)
  })

  it("marks a pane of the broker that was left, until the new one's jobs are there", () => {
    const lines = text(viewOf(running, { leftOver: 'local' }))
    expect(lines.at(-1)).toMatch(/ of local ─╯$/)
  })

  it('keeps wide characters straight', () => {
    const view = viewOf({
      ...running,
      prompt: '정렬 문제 10개를 만들어 🚀 저장',
      events: [[1, 'progress', '정렬 문제를 만들고 있습니다 정말로 그렇습니다 그리고 더', 3]],
    })
    for (const columns of [38, 39, 40, 41])
      for (const line of paneLines(view, { ...place, columns })) expect(lineWidth(line)).toBe(columns)
  })
})

describe('the deck of every fate', () => {
  it('has a pane for each', () => {
    const state = stateOf(everyFate)
    const titles = everyFate.map((job) => {
      const view = paneView(state, job.key)
      return view ? text(view, { columns: 40 })[0]?.slice(2, 3) : null
    })
    expect(titles).toEqual(['◆', '◷', '✗', '▶', '▶', '▶', '○', '✓'])
  })
})
