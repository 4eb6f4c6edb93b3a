import { describe, expect, it } from 'vitest'
import { idOfKey } from '../../../src/domain/jobs/job-key.ts'
import {
  atStart,
  type Effect,
  type Navigation,
  revealed,
  selectedPlace,
  shownPage,
  topScreen,
} from '../../../src/ui/frame/navigation.ts'
import { press } from '../../../src/ui/frame/press.ts'
import { surroundingsOf } from '../../../src/ui/frame/surroundings.ts'
import { layOutDeck } from '../../../src/ui/views/deck/layout.ts'
import { standingJobs } from '../../app/deck/standing-jobs.ts'
import { jobOf, keyOf, nowMs, stateOf } from '../fixtures.ts'

const ids = Array.from({ length: 14 }, (_, index) => `job${String(index).padStart(2, '0')}`)
const jobs = ids.map((id, index) =>
  jobOf({
    id,
    registeredAgoSec: 60,
    events: [
      [1, 'started', 'go', 50 - index],
      [2, 'progress', 'on', 20 - index],
    ],
  }),
)
const state = stateOf(jobs)
/** 3 × 2 panes on a page: 114 cells give three columns, 17 rows two rows of panes. */
const size = { columns: 114, rows: 17 }
const { jobs: shown, grid } = surroundingsOf(state, atStart, size)

function pressed(keys: readonly string[], from: Navigation = atStart): { to: Navigation; effects: readonly Effect[] } {
  return keys.reduce<{ to: Navigation; effects: readonly Effect[] }>(
    ({ to, effects }, key) => {
      const step = press(key, to, surroundingsOf(state, to, size))
      return { to: step.to, effects: [...effects, ...step.effects] }
    },
    { to: from, effects: [] },
  )
}

/** The deck with its jobs in another order, or without some. */
function inOrder(orderedIds: readonly string[]) {
  return standingJobs(
    orderedIds.flatMap((id) => shown.get(keyOf(id)) ?? []),
    nowMs,
  )
}

function selected(at: Navigation): string | undefined {
  const key = shown.at(selectedPlace(at, shown, grid))
  return key && idOfKey(key)
}

describe('moving on the deck', () => {
  it.each([
    ['nothing', [], 'job00'],
    ['right', ['right'], 'job01'],
    ['right to the edge and no further', ['l', 'l', 'l', 'l'], 'job02'],
    ['down', ['down'], 'job03'],
    ['down past the page', ['j', 'j'], 'job06'],
    ['down where the last row is short stops on the last pane', ['G', 'k', 'right', 'right', 'down'], 'job13'],
    ['up from the top stays', ['up'], 'job00'],
    ['left after down', ['j', 'l', 'h'], 'job03'],
    ['tab goes on over the row', ['tab', 'tab', 'tab'], 'job03'],
    ['tab comes round', ['G', 'tab'], 'job00'],
    ['shift-tab goes back', ['shift-tab'], 'job13'],
    ['a number jumps on the page', ['5'], 'job04'],
    ['a number jumps on the page that is shown', ['pagedown', '2'], 'job07'],
    ['a number without a pane stays', ['2', '9'], 'job01'],
    ['pages keep the place', ['2', 'pagedown'], 'job07'],
    ['the last page stops on the last pane', ['6', 'pagedown', 'pagedown', 'pagedown'], 'job13'],
    ['page up', ['pagedown', 'pagedown', 'pageup'], 'job06'],
    ['the ends', ['G', 'g'], 'job00'],
  ])('%s', (_, keys, id) => expect(selected(pressed(keys).to)).toBe(id))

  it('holds the order still, and marks what one leaves and what one moves onto as seen', () => {
    expect(pressed(['right']).effects).toEqual([
      { kind: 'hold-order' },
      { kind: 'mark-seen', job: keyOf('job00') },
      { kind: 'mark-seen', job: keyOf('job01') },
    ])
    expect(pressed(['left']).effects).toEqual([{ kind: 'hold-order' }, { kind: 'mark-seen', job: keyOf('job00') }])
  })

  it('does nothing without jobs', () => {
    const empty = stateOf([])
    for (const key of ['j', 'enter', 'G', '1', 'e'])
      expect(press(key, atStart, surroundingsOf(empty, atStart, size))).toEqual({ to: atStart, effects: [] })
  })
})

describe('the selection', () => {
  it('follows the job when the order changes on the page', () => {
    const at = pressed(['right']).to
    const swapped = inOrder(['job01', 'job00', ...ids.slice(2)])
    expect(selectedPlace(at, swapped, grid)).toBe(0)
  })

  it('does not drag the page along when its job falls back behind others', () => {
    const at = pressed(['right']).to
    const fallen = inOrder(['job00', ...ids.slice(2), 'job01'])
    expect(shownPage(at, fallen, grid)).toBe(0)
    expect(selectedPlace(at, fallen, grid)).toBe(0)
  })

  it('goes to the page of a job that was just registered, once the deck knows it, until one moves', () => {
    const at = revealed(atStart, keyOf('job12'))
    const without = inOrder(ids.filter((id) => id !== 'job12'))
    expect(selectedPlace(at, without, grid)).toBe(0)
    expect(shownPage(at, shown, grid)).toBe(2)
    expect(selected(at)).toBe('job12')
    expect(selected(pressed(['left'], at).to)).toBe('job12')
    expect(pressed(['right'], at).to.page).toBe(2)
  })

  it('stays on the last page when there are fewer jobs', () => {
    const few = layOutDeck(size.columns, 15, 2)
    expect(shownPage({ ...atStart, page: 2 }, inOrder(ids.slice(0, 2)), few)).toBe(0)
  })
})

describe('screens', () => {
  it('open and go back one by one', () => {
    const names = (keys: readonly string[]) => pressed(keys).to.stack.map(({ name }) => name)
    expect(names(['enter'])).toEqual(['deck', 'detail'])
    expect(names(['enter', 'enter'])).toEqual(['deck', 'detail', 'event'])
    expect(names(['enter', 'enter', 'esc'])).toEqual(['deck', 'detail'])
    expect(names(['enter', 'enter', 'esc', 'esc', 'esc'])).toEqual(['deck'])
    expect(names(['m', '?'])).toEqual(['deck', 'messages', 'help'])
    expect(names(['?', 'q'])).toEqual(['deck'])
    expect(names(['n'])).toEqual(['deck', 'register'])
    expect(names(['b'])).toEqual(['deck', 'broker'])
    expect(names(['2', 'e'])).toEqual(['deck', 'emit'])
  })

  it('emit to the job that is selected or shown', () => {
    expect(topScreen(pressed(['2', 'e']).to)).toEqual({ name: 'emit', job: keyOf('job01') })
    expect(topScreen(pressed(['3', 'enter', 'e']).to)).toEqual({ name: 'emit', job: keyOf('job02') })
  })

  it('mark the job as seen that is opened or emitted to, and again with each key while it is open', () => {
    const looked = { kind: 'mark-seen', job: keyOf('job00') }
    expect(pressed(['enter']).effects).toEqual([looked])
    expect(pressed(['e']).effects).toEqual([looked])
    expect(pressed(['enter', 'j']).effects).toEqual([looked, looked])
    expect(pressed(['enter', 'enter', 'esc', 'esc']).effects).toEqual([looked, looked, looked, looked])
  })

  it('quit from the deck with q and from everywhere with ctrl-c', () => {
    const quits = (keys: readonly string[]) => pressed(keys).effects.some(({ kind }) => kind === 'quit')
    expect(quits(['q'])).toBe(true)
    expect(quits(['ctrl-c'])).toBe(true)
    expect(quits(['enter', 'q'])).toBe(false)
    expect(quits(['enter', 'ctrl-c'])).toBe(true)
  })

  it('walk through the events, and the list goes along', () => {
    const at = pressed(['enter', 'enter', 'right']).to
    expect(topScreen(at)).toMatchObject({ name: 'event', entry: { seq: 1 } })
    expect(topScreen(pressed(['esc'], at).to)).toMatchObject({ name: 'detail', cursor: { seq: 1 } })
    expect(topScreen(pressed(['left', 'esc'], at).to)).toMatchObject({ name: 'detail', cursor: null })
  })
})
