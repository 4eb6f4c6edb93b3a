import { describe, expect, it } from 'vitest'
import type { DeckState } from '../../../src/app/deck/deck-state.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { lineWidth } from '../../../src/ui/cells/line.ts'
import { type PaneView, paneView } from '../../../src/ui/job/job-view.ts'
import { type PanePlace, paneLines } from '../../../src/ui/views/deck/pane.tsx'
import { standingJobs } from '../../app/deck/standing-jobs.ts'
import { everyFate, type JobSketch, jobOf, nowMs, stateOf } from '../fixtures.ts'
import { keymap } from '../press-keys.ts'

function viewOf(sketch: JobSketch, change: Partial<DeckState> = {}): PaneView {
  const job = jobOf(sketch)
  const view = paneView(stateOf([job], change), job.key)
  if (!view) throw new Error('the state knows its job')
  return view
}

const place: PanePlace = { columns: 60, rows: 10, label: '1', weight: 'round' }

function text(view: PaneView, at: Partial<PanePlace> = {}): readonly string[] {
  return paneLines(view, { ...place, ...at }, keymap).map((line) => line.map((piece) => piece.text).join(''))
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

describe('a pane', () => {
  it('names index, glyph, id, agent and session in its border', () => {
    expect(text(viewOf(running))[0]).toBe('╭ 1 ▶ abc12345 · claude-code · tmux:claude ────────────────╮')
  })

  it('leaves agent and session out whole when the border is too short', () => {
    expect(text(viewOf(running), { columns: 40 })[0]).toBe('╭ 1 ▶ abc12345 · claude-code ──────────╮')
    expect(text(viewOf({ ...running, agent: 'an-agent-with-a-long-name' }), { columns: 40 })[0]).toBe(
      `╭ 1 ▶ abc12345 ${'─'.repeat(24)}╮`,
    )
  })

  it('shows the newest events first, with local time, seq, name and detail', () => {
    expect(text(viewOf(running)).slice(5, 8)).toEqual([
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
    expect(text(marked(history))[5]).toContain(`#2  progress  ${words}  `)
    const silent = history.map((entry) => ({ ...entry, detail: '' }))
    expect(text(marked(silent))[5]).toMatch(new RegExp(`#2  progress  ${words.replace(' · half', '')} +│$`))
  })

  it('wraps what the user is asked for into the rows of the events before it', () => {
    const request = 'run: rm -rf build/ && npm run build -- --outDir /srv/site 그리고 폴더를 지울까요?'
    const view = viewOf({ ...running, events: [[1, 'permission_required', request, 42]] })
    const lines = text(view, { columns: 40, rows: 10 })
    expect(lines.slice(2, 5).map((line) => line.slice(2, -2).trimEnd())).toEqual([
      'NEEDS YOU for 0:42 · run: rm -rf',
      'build/ && npm run build -- --outDir',
      '/srv/site 그리고 폴더를 지울까요?',
    ])
    expect(lines[5]).toContain('total ')
    const long = viewOf({ ...running, events: [[1, 'permission_required', `${request}-and-more`.repeat(9), 42]] })
    for (const columns of [38, 60, 120])
      for (const row of text(long, { columns, rows: 7 })) expect(row).not.toMatch(/·\s*[│┃]$/)
  })

  it('shows arrival times as the clock was then, even if it has been set since', () => {
    const ended: JobSketch = {
      ...running,
      events: [
        [2, 'completed', 'done', 42],
        [1, 'started', '', 60],
      ],
    }
    const times = (lines: readonly string[]) => lines.join().match(/\d\d:\d\d:\d\d/g)
    expect(times(text(viewOf(ended)))).toHaveLength(3)
    expect(times(text(viewOf(ended, { wallOffsetMs: 8 * 3_600_000 })))).toEqual(times(text(viewOf(ended))))
  })

  it('says for how long and for what the user is needed', () => {
    const view = viewOf({ ...running, events: [[1, 'permission_required', 'run: rm -rf build/', 42]] })
    expect(text(view)[2]).toContain('NEEDS YOU for 0:42 · run: rm -rf build/')
  })

  it('still needs the user after a limit has passed, and says so', () => {
    const lines = text(viewOf({ ...running, events: [[1, 'permission_required', 'run it?', 200]] }))
    expect(lines[0]).toContain('◆')
    expect(lines[2]).toContain('NEEDS YOU for 3:20')
    expect(lines[4]).toMatch(/idle .* over by 1:20 │/)
  })

  it('says which limit has passed, and when', () => {
    expect(text(viewOf({ ...running, events: [[1, 'started', '', 300]] }))[2]).toContain(
      'timed out (idle) since 13:59:11',
    )
    expect(text(viewOf({ ...running, timeoutSec: 40 }))[2]).toContain('timed out (total) since 14:01:11')
  })

  it('shows how, when and after how long a job has ended, instead of its limits', () => {
    const ended = viewOf({
      ...running,
      events: [
        [1, 'started', '', 90],
        [2, 'error', 'no disk', 30],
      ],
    })
    const lines = text(ended)
    expect(lines[2]).toContain('error at 14:01:41 · took 1:00')
    expect(lines[3]).toContain('no disk')
    expect(lines.join('')).not.toMatch(/total|idle/)
  })

  it('does not mistake the arrival of a retained end for the end itself', () => {
    const job = jobOf({ ...running, events: [[7, 'completed', '', 30]] })
    const kept = { ...job, history: job.history.map((entry) => ({ ...entry, retained: true })) }
    const view = paneView(stateOf([kept]), job.key)
    expect(view && text(view)[2]).toContain('completed at or before 14:01:41  ')
  })

  it('does not count on after a job has ended', () => {
    const job = jobOf({
      ...running,
      events: [
        [1, 'started', '', 90],
        [2, 'completed', '', 30],
      ],
    })
    const now = paneView(stateOf([job]), job.key)
    expect(paneView(stateOf([job], { nowMs: nowMs + 60_000 }), job.key)).toEqual(now)
  })

  it('marks limits that are assumed, and why', () => {
    const lines = text(viewOf({ id: 'abc12345', events: [[1, 'started', '', 30]] }))
    expect(lines[1]).toContain('no record: the limits are assumed')
    expect(lines[3]).toContain('~59:30 left')
    expect(lines[4]).toContain('~1:30 left')
  })

  it('waits for the first event before the idle limit runs', () => {
    const lines = text(viewOf({ id: 'abc12345', prompt: 'Count', registeredAgoSec: 10 }))
    expect(lines[2]).toContain('pending')
    expect(lines[3]).toContain('59:50 left')
    expect(lines[4]).toContain('starts with the first event')
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
    expect(lines[5]).toContain('✗ refused: not authorized to publish')
    expect(lines[6]).toContain('#2')
    expect(lines.slice(3, 5)).toEqual(text(viewOf(running)).slice(3, 5))
  })

  it('stands out by the weight of its border when it is selected', () => {
    const lines = text(viewOf(running), { weight: 'heavy' })
    expect(lines[0]).toMatch(/^┏ .*━┓$/)
    expect(lines[1]).toMatch(/^┃ .*┃$/)
    expect(lines.at(-1)).toMatch(/^┗━*┛$/)
  })

  it('fades once a job that is over has been seen', () => {
    const ended: JobSketch = { ...running, events: [[1, 'error', '', 9]] }
    const job = jobOf(ended)
    const border = (view: PaneView) => paneLines(view, place, keymap)[0]?.[0]?.role
    expect(border(viewOf(ended))).toBe('error')
    expect(border(viewOf(ended, { jobs: standingJobs([job], nowMs, [job.key]) }))).toBe('quiet')
  })

  it('says that a failure is unseen, and on the selected pane how to open it', () => {
    const ended: JobSketch = { ...running, events: [[1, 'error', '', 9]] }
    const job = jobOf(ended)
    const foot = (view: PaneView, weight: PanePlace['weight']) => text(view, { weight }).at(-1)
    expect(foot(viewOf(ended), 'round')).toMatch(/ unseen ─╯$/)
    expect(foot(viewOf(ended), 'heavy')).toMatch(/ unseen: ⏎ opens ━┛$/)
    expect(foot(viewOf(ended, { jobs: standingJobs([job], nowMs, [job.key]) }), 'heavy')).not.toContain('unseen')
    expect(foot(viewOf({ ...running, events: [[1, 'started', '', 300]] }), 'round')).toMatch(/ unseen ─╯$/)
    expect(foot(viewOf({ ...running, events: [[1, 'completed', '', 9]] }), 'round')).not.toContain('unseen')
    expect(foot(viewOf(running), 'round')).not.toContain('unseen')
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
      for (const line of paneLines(view, { ...place, columns }, keymap)) expect(lineWidth(line)).toBe(columns)
  })
})

describe('the deck of every fate', () => {
  it('has a pane for each', () => {
    const state = stateOf(everyFate)
    const titles = everyFate.map((job) => {
      const view = paneView(state, job.key)
      return view ? text(view, { columns: 40 })[0]?.slice(4, 5) : null
    })
    expect(titles).toEqual(['◆', '▶', '▶', '◷', '✗', '▶', '○', '✓'])
  })
})
