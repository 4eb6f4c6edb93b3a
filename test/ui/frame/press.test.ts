import { describe, expect, it } from 'vitest'
import { idOfKey } from '../../../src/domain/jobs/job-key.ts'
import { changeScreen, initialNavigation, type Navigation, topScreen } from '../../../src/ui/frame/navigation.ts'
import { layOutDeck } from '../../../src/ui/views/deck/layout.ts'
import { type DeckPlace, deckStart, selectedPlace, shownPage } from '../../../src/ui/views/deck/state.ts'
import { standingJobs } from '../../app/deck/standing-jobs.ts'
import { jobOf, keyOf, nowMs, stateOf } from '../fixtures.ts'
import { pressKeys } from '../press-keys.ts'

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
const { jobs: shown } = state
/** Below the header and above the footer. */
const grid = layOutDeck(size.columns, size.rows - 2, shown.size)

const pressed = (keys: readonly string[], from?: Navigation) => pressKeys(keys, state, size, from)

/** The deck with its jobs in another order, or without some. */
function inOrder(orderedIds: readonly string[]) {
  return standingJobs(
    orderedIds.flatMap((id) => shown.get(keyOf(id)) ?? []),
    nowMs,
  )
}

function placeOn(at: Navigation): DeckPlace {
  const [deck] = at.stack
  if (deck?.name !== 'deck') throw new Error('the deck lies below everything')
  return deck.state
}

function selected(at: Navigation): string | undefined {
  const key = shown.at(selectedPlace(placeOn(at), shown, grid))
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

  it('holds the order, and marks both the job left and the job reached as seen', () => {
    expect(pressed(['right']).asked).toEqual(['hold', 'seen job00', 'seen job01'])
    expect(pressed(['left']).asked).toEqual(['hold', 'seen job00'])
  })

  it('does nothing without jobs', () => {
    const empty = stateOf([])
    for (const key of ['j', 'enter', 'G', '1', 'e'])
      expect(pressKeys([key], empty, size)).toEqual({ to: initialNavigation, asked: [] })
  })
})

describe('the selection', () => {
  it('follows the job when the order changes on the page', () => {
    const at = placeOn(pressed(['right']).to)
    const swapped = inOrder(['job01', 'job00', ...ids.slice(2)])
    expect(selectedPlace(at, swapped, grid)).toBe(0)
  })

  it('does not drag the page along when its job falls back behind others', () => {
    const at = placeOn(pressed(['right']).to)
    const fallen = inOrder(['job00', ...ids.slice(2), 'job01'])
    expect(shownPage(at, fallen, grid)).toBe(0)
    expect(selectedPlace(at, fallen, grid)).toBe(0)
  })

  it('goes to the page of a job that was just registered, once it is on the deck, until the user moves', () => {
    const place: DeckPlace = { selected: keyOf('job12'), page: 'of-selected' }
    const at = changeScreen(initialNavigation, 'deck', () => place)
    const without = inOrder(ids.filter((id) => id !== 'job12'))
    expect(selectedPlace(place, without, grid)).toBe(0)
    expect(shownPage(place, shown, grid)).toBe(2)
    expect(selected(at)).toBe('job12')
    expect(selected(pressed(['left'], at).to)).toBe('job12')
    expect(placeOn(pressed(['right'], at).to).page).toBe(2)
  })

  it('stays on the last page when there are fewer jobs', () => {
    const few = layOutDeck(size.columns, 15, 2)
    expect(shownPage({ ...deckStart, page: 2 }, inOrder(ids.slice(0, 2)), few)).toBe(0)
  })
})

describe('screens', () => {
  it('open and go back one by one', () => {
    const names = (keys: readonly string[]) => pressed(keys).to.stack.map(({ name }) => name)
    expect(names(['enter'])).toEqual(['deck', 'detail'])
    expect(names(['enter', 'enter'])).toEqual(['deck', 'detail', 'event'])
    expect(names(['enter', 'enter', 'esc'])).toEqual(['deck', 'detail'])
    expect(names(['enter', 'enter', 'esc', 'esc', 'esc'])).toEqual(['deck'])
    expect(names(['m', '?'])).toEqual(['deck', 'dropped', 'help'])
    expect(names(['?', 'q'])).toEqual(['deck'])
    expect(names(['n'])).toEqual(['deck', 'register'])
    expect(names(['b'])).toEqual(['deck', 'brokers'])
    expect(names(['2', 'e'])).toEqual(['deck', 'emit'])
  })

  it('emit to the job that is selected or shown', () => {
    expect(topScreen(pressed(['2', 'e']).to)).toMatchObject({ name: 'emit', state: { job: keyOf('job01') } })
    expect(topScreen(pressed(['3', 'enter', 'e']).to)).toMatchObject({ name: 'emit', state: { job: keyOf('job02') } })
  })

  it('mark the job as seen that is opened or emitted to, and again with each key while it is open', () => {
    const looked = 'seen job00'
    expect(pressed(['enter']).asked).toEqual([looked])
    expect(pressed(['e']).asked).toEqual([looked])
    expect(pressed(['enter', 'j']).asked).toEqual([looked, looked])
    expect(pressed(['enter', 'enter', 'esc', 'esc']).asked).toEqual([looked, looked, looked, looked])
  })

  it('quit from the deck with q and from everywhere with ctrl-c', () => {
    const quits = (keys: readonly string[]) => pressed(keys).asked.includes('quit')
    expect(quits(['q'])).toBe(true)
    expect(quits(['ctrl-c'])).toBe(true)
    expect(quits(['enter', 'q'])).toBe(false)
    expect(quits(['enter', 'ctrl-c'])).toBe(true)
  })

  it('walk through the events, and the list goes along', () => {
    const at = pressed(['enter', 'enter', 'right']).to
    expect(topScreen(at)).toMatchObject({ name: 'event', state: { entry: { seq: 1 } } })
    expect(topScreen(pressed(['esc'], at).to)).toMatchObject({ name: 'detail', state: { cursor: { seq: 1 } } })
    expect(topScreen(pressed(['left', 'esc'], at).to)).toMatchObject({ name: 'detail', state: { cursor: null } })
  })
})
