// The selection is sacred: whatever events come, whatever the size, whichever keys are pressed, an action reaches the job that the
// last frame showed as selected, or none; and the menu of marked jobs is about those that the last frame showed as marked. The
// index behind the list is the real one.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { DeckCommands } from '../../../src/app/deck/deck-commands.ts'
import type { DeckState } from '../../../src/app/deck/deck-state.ts'
import { JobIndex } from '../../../src/app/deck/job-index.ts'
import { stateToSee } from '../../../src/domain/attention/acknowledgements.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import type { JobKey } from '../../../src/domain/jobs/job-key.ts'
import { eventTypes } from '../../../src/domain/protocol/event.ts'
import { type Line, lineWidth } from '../../../src/ui/cells/line.ts'
import { runKey } from '../../../src/ui/keys/use-keys.ts'
import { heightOf, lineOf } from '../../../src/ui/views/deck/arrangement.ts'
import { deckLines } from '../../../src/ui/views/deck/deck-lines.ts'
import { filterKeys, typeIntoFilter } from '../../../src/ui/views/deck/filter-keys.ts'
import { deckKeys } from '../../../src/ui/views/deck/keys.ts'
import { type DeckLayout, layOut, settled } from '../../../src/ui/views/deck/layout.ts'
import type { DeckAt } from '../../../src/ui/views/deck/selected-job.ts'
import { type DeckPlace, deckStart } from '../../../src/ui/views/deck/state.ts'
import { arrive, foldAll, freshJob, recordFacts } from '../../domain/jobs/build-job.ts'
import { nowMs, recordedCommands, stateOf } from '../fixtures.ts'
import { keymap } from '../press-keys.ts'

const jobs = Array.from({ length: 14 }, (_, index) => freshJob(`job${index}`))
const labels = { next: null, open: null, acknowledge: null, answer: null, clear: null }

type Step =
  | { readonly kind: 'event'; readonly job: number; readonly event: (typeof eventTypes)[number] }
  | { readonly kind: 'leave'; readonly job: number }
  | { readonly kind: 'write'; readonly afterMs: number }
  | { readonly kind: 'draw' }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'key'; readonly key: string }

const job = fc.nat(jobs.length - 1)
const moves = ['up', 'down', 'left', 'right', 'pageup', 'pagedown', 'g', 'G', 'a', 'A', 'v', 's', '!', '/', 'esc', '*']
const acts = ['enter', ' ', 'e', 'z', 'x']
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('event' as const), job, event: fc.constantFrom(...eventTypes) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), job }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      afterMs: fc.constantFrom(10, 500, 1_000, 2_500, 90_000),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'draw' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('resize' as const),
      columns: fc.integer({ min: 40, max: 220 }),
      rows: fc.integer({ min: 8, max: 60 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('key' as const), key: fc.constantFrom(...moves, '1', 'j') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('key' as const), key: fc.constantFrom(...acts) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('key' as const), key: fc.constantFrom('*', 'j', 'k') }) },
)

/** A deck whose frames, writes and keys come in any order. */
class SacredDeck {
  #nowMs = nowMs
  readonly #index = new JobIndex(nowMs)
  readonly #store = createStore<DeckState>(() => stateOf([], { jobs: this.#index }))
  readonly #known = new Map<JobKey, Job>()
  #seq = 0
  #size = { columns: 80, rows: 22 }
  #place: DeckPlace = deckStart
  /** What the last frame drew as selected. */
  #drawn: string | null = null
  /** The jobs that the last frame drew with a mark, among those that the list holds. */
  #drawnMarks: readonly JobKey[] = []
  /** The menus that keys have opened, each with what was drawn then. */
  readonly menus: { readonly jobs: readonly JobKey[]; readonly drawn: readonly JobKey[] }[] = []
  /** The jobs that keys have acted on since, each with what was drawn then. */
  readonly reached: { readonly job: JobKey; readonly drawn: string | null }[] = []
  readonly #commands: DeckCommands = {
    ...recordedCommands(),
    holdOrder: () => this.#index.holdOrder(this.#nowMs),
    list: (listing) => this.#index.setListing(listing),
    decide: (keys, decision) => {
      for (const key of keys) {
        if (decision === 'silence' || decision === 'unsilence') this.reached.push({ job: key, drawn: this.#drawn })
        const decided = this.#index.get(key)
        const dismissed = decided && decision === 'dismiss' ? stateToSee(decided, this.#nowMs) : null
        if (decided) this.#index.setFlags(decided, { isSilenced: decision === 'silence', dismissed })
      }
    },
    markSeen: (key) => {
      this.reached.push({ job: key, drawn: this.#drawn })
      const seen = this.#index.get(key)
      if (seen) this.#index.acknowledge(seen, this.#nowMs)
    },
  }

  take(step: Step): void {
    if (step.kind === 'event') this.#event(step.job, step.event)
    else if (step.kind === 'leave') this.#change(step.job, null)
    else if (step.kind === 'write') this.#write(step.afterMs)
    else if (step.kind === 'draw') this.draw()
    else if (step.kind === 'resize') this.#size = step
    else this.#press(step.key)
  }

  #event(number: number, event: (typeof eventTypes)[number]): void {
    const fresh = jobs[number]
    if (!fresh) return
    const before = this.#known.get(fresh.key) ?? { ...fresh, record: recordFacts({ createdMs: this.#nowMs - number }) }
    this.#change(number, foldAll([arrive(++this.#seq, event, { atMs: this.#nowMs })], before))
  }

  #change(number: number, after: Job | null): void {
    const key = jobs[number]?.key
    if (key === undefined) return
    this.#index.note({ key, before: this.#known.get(key) ?? null, after, cause: 'live' })
    if (after) this.#known.set(key, after)
    else this.#known.delete(key)
  }

  #write(afterMs: number): void {
    this.#nowMs += afterMs
    this.#index.write(this.#nowMs)
    const { version, listing } = this.#index
    this.#store.setState({ nowMs: this.#nowMs, judgedMs: this.#nowMs, jobsVersion: version, listing })
  }

  draw(): void {
    const deck = this.#store.getState()
    const layout = layOut(this.#place, deck, this.#size)
    const lines = deckLines(deck, layout, labels, [])
    expect(lines.map(lineWidth)).toEqual(Array.from({ length: this.#size.rows }, () => this.#size.columns))
    this.#place = settled(this.#place, layout, deck)
    this.#drawn = layout.selected
    this.#drawnMarks = this.#place.marked
    const least = this.#leastMarks(layout)
    expect(marksOn(lines)).toBeGreaterThanOrEqual(least)
    expect(marksOn(lines)).toBeLessThanOrEqual(least + 1)
    // Drawing again changes nothing: the frame is what its own state says.
    const again = layOut(this.#place, deck, this.#size)
    expect([again.selected, again.top, settled(this.#place, again, deck)]).toEqual([
      layout.selected,
      layout.top,
      this.#place,
    ])
    if (layout.place < 0) return
    // The selection is visible, unless it is higher than the screen.
    const line = lineOf(layout.arrangement, layout.place) - layout.top
    const room = layout.rows - (layout.offScreen ? 1 : 0)
    expect(line).toBeGreaterThanOrEqual(0)
    expect(line + Math.min(room, heightOf(layout.arrangement, layout.place))).toBeLessThanOrEqual(room)
  }

  /** How many marks the frame must show: each marked job that is whole on the screen, and once more beside the list. */
  #leastMarks({ shown, marked, selected, besideColumns, folded, arrangement }: DeckLayout): number {
    const last = Math.min(shown.last, arrangement.places - 1 - (folded > 0 ? 1 : 0))
    const listed = this.#index.slice(shown.first, last + 1).filter((key) => marked.includes(key)).length
    return listed + Number(besideColumns > 0 && selected !== null && marked.includes(selected as JobKey))
  }

  /** The menu dismisses what it was opened for, now and then: the marked jobs leave the list together. */
  #opened(name: string, jobs: readonly JobKey[]): void {
    if (name !== 'menu') return
    const marked = this.#drawnMarks
    this.menus.push({ jobs, drawn: marked.length > 0 ? marked : [this.#drawn as JobKey] })
    if (this.menus.length % 3 === 0) this.#commands.decide(jobs, 'dismiss')
    if (marked.length > 0) this.#place = { ...this.#place, marked: [] }
    this.draw()
  }

  #press(key: string): void {
    const at = {
      state: this.#place,
      change: (next: DeckPlace) => {
        this.#place = next
      },
      screens: {
        ...{ back: () => {}, replaceTop: () => {}, change: () => {}, quit: () => {} },
        open: (name: string, { jobs }: { readonly jobs: readonly JobKey[] }) => this.#opened(name, jobs),
      },
      commands: this.#commands,
      store: this.#store,
      size: this.#size,
    } as unknown as DeckAt
    const table = this.#place.typing ? filterKeys : deckKeys
    const isBound = runKey(keymap, table, key, at)
    if (!isBound && this.#place.typing) typeIntoFilter(at, { key, text: key.length === 1 ? key : '' })
    // A key that moves is followed by a frame before a person can know what it did.
    if (!acts.includes(key)) this.draw()
  }
}

/** How many marks a frame shows: the third cell of a row, or the beginning of a pane's title. */
function marksOn(lines: readonly Line[]): number {
  return lines.flat().filter(({ text, role }) => role === 'brand' && text.trim() === '*').length
}

it('an action reaches the job that was shown as selected, or none', () => {
  let actions = 0
  const menus: number[] = []
  fc.assert(
    fc.property(fc.array(step, { size: '+1' }), (steps) => {
      const deck = new SacredDeck()
      for (const one of steps) deck.take(one)
      for (const { job: key, drawn } of deck.reached) expect(key).toBe(drawn)
      for (const { jobs: acted, drawn } of deck.menus) expect(acted).toEqual(drawn)
      actions += deck.reached.length
      menus.push(...deck.menus.map(({ jobs: acted }) => acted.length))
    }),
    { numRuns: 300 },
  )
  expect(actions).toBeGreaterThan(10)
  expect(menus.filter((count) => count > 1).length).toBeGreaterThan(0)
})

it('without a key, the newest question is visible: among the panes, or named by the last line of the list', () => {
  const quiet = fc.oneof(
    fc.record({ kind: fc.constant('event' as const), job, event: fc.constantFrom(...eventTypes) }),
    fc.record({ kind: fc.constant('write' as const), afterMs: fc.constantFrom(10, 1_000, 5_000) }),
    fc.constant({ kind: 'draw' as const }),
  )
  fc.assert(
    fc.property(fc.array(quiet, { size: '+1' }), fc.integer({ min: 8, max: 30 }), (steps, rows) => {
      const index = new JobIndex(nowMs)
      const known = new Map<JobKey, Job>()
      let place = deckStart
      let seq = 0
      let now = nowMs
      const deck = () => stateOf([], { jobs: index, nowMs: now, judgedMs: now })
      for (const one of steps) {
        if (one.kind === 'event') {
          const fresh = jobs[one.job]
          if (!fresh) continue
          const before = known.get(fresh.key) ?? null
          const after = foldAll([arrive(++seq, one.event, { atMs: now })], before ?? fresh)
          index.note({ key: fresh.key, before, after, cause: 'live' })
          known.set(fresh.key, after)
        } else if (one.kind === 'write') {
          now += one.afterMs
          index.write(now)
        } else {
          const layout = layOut(place, deck(), { columns: 80, rows })
          place = settled(place, layout, deck())
          const newest = index.attention.at(0)
          if (newest === undefined) continue
          const at = index.placeOf(newest)
          const isShown = at >= layout.shown.first && at <= layout.shown.last
          expect(isShown || layout.offScreen?.job === newest).toBe(true)
          // Nobody has chosen another job: it stands at the top.
          expect(layout.top).toBe(0)
        }
      }
    }),
    { numRuns: 300 },
  )
})
