import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeckState } from '../../../src/app/deck/deck-state.ts'
import { wholeListing } from '../../../src/app/deck/listing.ts'
import { describeError, JobdeckError } from '../../../src/domain/failure.ts'
import { ledgerError, withLost } from '../../../src/io/ledger/sqlite/ledger-error.ts'
import { lineWidth } from '../../../src/ui/cells/line.ts'
import { headerLines } from '../../../src/ui/frame/chrome-layout.ts'
import { headerState } from '../../../src/ui/frame/header-state.ts'
import { statusBarLine } from '../../../src/ui/frame/status-bar.ts'
import { standingJobs } from '../../app/deck/standing-jobs.ts'
import { jobIdOf } from '../../domain/jobs/build-job.ts'
import { everyFate, nowMs, stateOf } from '../fixtures.ts'
import { keymap } from '../press-keys.ts'

const state = stateOf(everyFate)
const bar = (change: Partial<DeckState>, cells: number) =>
  statusBarLine(headerState({ ...state, ...change }), keymap, cells)
    .map((piece) => piece.text)
    .join('')
const header = (change: Partial<DeckState>, columns: number, rows: number) =>
  headerLines(headerState({ ...state, ...change }), keymap, { columns, rows }).map((line) =>
    line
      .map((piece) => piece.text)
      .join('')
      .trimEnd(),
  )

const refused = new JobdeckError('unreachable', 'cannot reach mqtts://127.0.0.1:8883', 'is the broker running?')
const waiting = { connection: { phase: 'waiting', error: refused, retryAtMs: nowMs + 4000, attempt: 2 } } as const
const longReason = new JobdeckError(
  'unreachable',
  'cannot reach mqtts://broker.example:8883 (refused)',
  'is the broker running? docker compose up -d starts it',
)
const stopped = { connection: { phase: 'stopped', error: refused } } as const

describe('the status bar', () => {
  it('says everything where there is room', () => {
    const text = bar({}, 140)
    expect(text).toMatch(/^ ◆ 1 needs you {3}✗ 1 {3}◷ 1 {3}▶ 3 {3}○ 1 {3}✓ 1 new {3,}local-tls/)
    expect(text).toMatch(/local-tls {2}● connected {2}mqtts:\/\/127.0.0.1:8883 {4}12 ev\/s {2}14:02:11 $/)
  })

  it.each([140, 80, 60, 40])('never hides at %i cells that it shows only some jobs', (cells) => {
    expect(bar({}, cells)).not.toContain('only')
    expect(bar({ only: 'mine' }, cells)).toContain('only mine')
    expect(bar({ only: new Set([jobIdOf('abc12345')]) }, cells)).toContain('only 1 job ')
  })

  it.each([
    [
      120,
      ' ◆ 1 needs you   ✗ 1   ◷ 1   ▶ 3   ○ 1   ✓ 1 new    local-tls  ● connected  mqtts://127.0.0.1:8883    12 ev/s  14:02:11 ',
    ],
    [80, ' ◆ 1 needs you  ✗ 1  ◷ 1  ▶ 3  ○ 1  ✓ 1 new    local-tls  ● connected  14:02:11 '],
    [60, ' ◆ 1 needs you  ✗ 1  ◷ 1  ▶ 3  ○ 1  ✓ 1 new    local-tls  ● '],
    [40, ' ◆ 1  ✗ 1  ◷ 1  ▶ 3  ○ 1  ✓ 1 new     ● '],
  ])('gives way in order at %i cells', (cells, text) => expect(bar({}, cells)).toBe(text))

  const listing = { filter: 'status:error agent:codex', show: 'all', sortBy: 'deadline' } as const
  const filtered = { listing, jobs: { ...state.jobs, size: 2, total: 14 } }

  it.each([
    [120, '/status:error agent:codex · 12 hidden · by deadline'],
    [80, '/status:error agent:codex · 12 hidden · by deadline'],
    [50, '/status:er… · 12 hidden'],
    [40, '/status:er…'],
  ])('says at %i cells what is filtered and how much that hides', (cells, words) =>
    expect(bar(filtered, cells)).toContain(`${words} `),
  )

  it('says that only some ids, or only what needs attention, is listed', () => {
    const only = new Set(['a', 'b'].map(jobIdOf))
    expect(bar({ only }, 80)).toContain('only 2 jobs')
    expect(bar({ ...filtered, listing: { ...wholeListing, show: 'attention' } }, 80)).toContain('! only · 12 hidden')
    expect(bar({}, 200)).not.toMatch(/only|hidden|first|deadline/)
  })

  it('counts failures and ends that were not seen, and all jobs that are stuck', () => {
    const seen = standingJobs(
      everyFate,
      nowMs,
      everyFate.map(({ key }) => key),
    )
    expect(bar({ jobs: seen }, 140)).toMatch(/^ ◆ 1 needs you {3}◷ 1 {3}▶ 3 {3}○ 1 {3,}local-tls/)
  })

  it('is exactly as wide as asked, and always says who needs you, what failed, is stuck or runs, a lost connection and a limit', () => {
    const count = fc.integer({ min: 0, max: 100_000 })
    const counts = fc.record({
      pending: count,
      running: count,
      'needs-you': count,
      'timed-out': count,
      completed: count,
      error: count,
      cancelled: count,
    })
    const change = fc.record({
      jobs: fc
        .tuple(counts, counts)
        .map(([all, unseen]) => ({ ...state.jobs, counts: all, unseen, total: 300_000, size: 7 })),
      eventsPerSec: count,
      connection: fc.constantFrom(state.connection, waiting.connection, stopped.connection),
      drops: count.map((total) => ({ ...state.drops, total })),
      listing: fc.constantFrom(wholeListing, listing),
    })
    const short = (number: number) => (number < 10_000 ? `${number}` : `${Math.floor(number / 1000)}k`)
    fc.assert(
      fc.property(change, fc.integer({ min: 40, max: 220 }), (changed, cells) => {
        const text = bar(changed, cells)
        expect(lineWidth(statusBarLine(headerState({ ...state, ...changed }), keymap, cells))).toBe(cells)
        const { counts: all, unseen } = changed.jobs
        const shown = { '◆': all['needs-you'], '✗': unseen.error, '◷': all['timed-out'], '▶': all.running }
        for (const [glyph, number] of Object.entries(shown)) {
          if (number > 0) expect(text).toContain(`${glyph} ${short(number)}`)
          else expect(text).not.toMatch(new RegExp(`${glyph} \\d`))
        }
        const isLimited = changed.listing === listing
        // With counters of five digits and a lost connection, 40 cells are not enough for the limit as well.
        if (cells >= 50 || changed.connection === state.connection) {
          if (isLimited) expect(text).toMatch(/\/status|limited/)
        }
        if (changed.connection !== state.connection && (cells >= 50 || !isLimited))
          expect(text).toMatch(/✗ (offline|stopped)/)
      }),
    )
  })

  it('shows nothing that acts on a terminal, whatever the settings and the problems say', () => {
    const hostile = '\u001b]0;title\u0007\u009b2J\u202e'
    const broker = { profile: hostile, url: hostile, username: hostile, security: 'plain' } as const
    const lines = [bar({ broker }, 200), ...header({ broker, problem: hostile }, 200, 24)]
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u202e]/u)
  })

  it('shows dropped messages only when there are any', () => {
    expect(bar({}, 200)).not.toContain('dropped')
    const drops = { total: 4, byReason: { 'not-json': 3, duplicate: 1 }, recent: [] }
    expect(bar({ drops: { ...drops, unread: 3 } }, 200)).toContain('3 dropped')
    // They have been read, or happen with every broker.
    expect(bar({ drops: { ...drops, unread: 0 } }, 200)).not.toContain('dropped')
  })

  it('counts dismissed jobs, and with a filter all that are hidden', () => {
    const jobs = { ...stateOf(everyFate).jobs, dismissed: 2, size: 5, total: 8 }
    expect(bar({ jobs }, 200)).toContain('2 dismissed')
    expect(bar({ jobs, listing: { ...wholeListing, filter: 'x' } }, 200)).toContain('/x · 3 hidden')
  })

  it.each([
    [80, ' ◆ 1 needs you  ✗ 1  ◷ 1  ▶ 3  ○ 1  ✓ 1 new  3 dropped    local-tls  ● '],
    [60, ' ◆ 1 needs you  ✗ 1  ◷ 1  ▶ 3  ○ 1  ✓ 1 new  3 dropped   ● '],
  ])('keeps dropped messages at %i cells, and no job gives way to them', (cells, text) => {
    const shown = bar({ drops: { total: 3, unread: 3, byReason: { 'not-json': 3 }, recent: [] } }, cells)
    expect(shown.slice(0, 40)).toBe(text.slice(0, 40))
    expect(shown).toContain('3 dropped')
  })

  it('does not say "public" about an unknown broker', () => {
    const broker = { ...state.broker, url: 'no broker', security: 'unknown' } as const
    expect(bar({ broker }, 200)).toMatch(/● connected {2}no broker/)
  })

  it('warns of a broker without TLS or login, and names the user', () => {
    const broker = { ...state.broker, url: 'mqtt://broker.hivemq.com:1883', security: 'public' } as const
    const line = statusBarLine(headerState({ ...state, broker }), keymap, 200)
    expect(line.find((piece) => piece.text === 'public')?.role).toBe('warn')
    expect(bar({ broker: { ...broker, security: 'plain', username: 'hermes' } }, 200)).toMatch(
      /plain {2}mqtt:.* as hermes/,
    )
  })
})

describe('a failed connection', () => {
  it('is explained in the bar when everything fits beside it', () => {
    expect(bar(waiting, 220)).toContain(
      '✗ offline: cannot reach mqtts://127.0.0.1:8883: is the broker running? · retry in 4 s, r now',
    )
    expect(header(waiting, 220, 40)).toHaveLength(1)
  })

  it('is explained below it otherwise, and the countdown stays in the bar', () => {
    expect(header(waiting, 80, 24)).toEqual([
      ' ◆ 1 needs you  ✗ 1  ◷ 1  ▶ 3  ○ 1  ✓ 1 new     ✗ offline · retry in 4 s, r now',
      ' ⚠ cannot reach mqtts://127.0.0.1:8883: is the broker running?',
    ])
    expect(header(waiting, 40, 10)[1]).toBe(' ⚠ cannot reach mqtts://127.0.0.1:8883…')
    expect(header(waiting, 40, 24).slice(1)).toEqual([
      ' ⚠ cannot reach mqtts://127.0.0.1:8883:',
      '   is the broker running?',
    ])
  })

  it('is wrapped where rows allow, and leaves a row for other problems', () => {
    const long = { phase: 'waiting', error: longReason, retryAtMs: nowMs + 4000, attempt: 2 } as const
    expect(header({ connection: long }, 60, 16).slice(1)).toEqual([
      ' ⚠ cannot reach mqtts://broker.example:8883 (refused): is',
      '   the broker running? docker compose up -d starts it',
    ])
    const both = header({ connection: long, problem: 'the registry .mam/jobs cannot be read' }, 60, 16)
    expect(both.slice(1)).toEqual([
      ' ⚠ cannot reach mqtts://broker.example:8883 (refused): is …',
      ' ⚠ the registry .mam/jobs cannot be read',
    ])
    expect(header({ connection: long }, 40, 24).slice(1)).toHaveLength(3)
  })

  it('does not move the lines as the countdown runs', () => {
    for (let columns = 100; columns < 200; columns++) {
      const rowsAt = (leftMs: number) =>
        header({ connection: { ...waiting.connection, retryAtMs: nowMs + leftMs } }, columns, 40).length
      expect(rowsAt(12_000)).toBe(rowsAt(9_000))
    }
  })

  it('says how to try again when it waits for the user', () => {
    expect(bar(stopped, 200)).toContain('is the broker running? · r retries')
    expect(bar(stopped, 80)).toContain('✗ stopped · r retries')
  })

  it('says of a full disk what is wrong and what it has cost, on a small screen too', () => {
    const path = '/home/hermes-worker/.local/state/jobdeck/ledger/ledger.sqlite'
    const full = withLost(ledgerError('write', path, { code: 'ENOSPC' }), 1234)
    expect(
      header({ problem: describeError(full) }, 60, 16)
        .slice(1)
        .map((line) => line.trimEnd()),
    ).toEqual([
      ' ⚠ the disk is full: the ledger cannot be written (ENOSPC);',
      '   1234 events not recorded: free some space for /home/her…',
    ])
  })

  it('shows other problems below', () => {
    expect(header({ problem: 'the registry .mam/jobs cannot be read' }, 80, 24)[1]).toBe(
      ' ⚠ the registry .mam/jobs cannot be read',
    )
    expect(header({ ...waiting, problem: 'the registry .mam/jobs cannot be read' }, 40, 10)).toHaveLength(2)
  })
})
