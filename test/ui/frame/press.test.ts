import { describe, expect, it } from 'vitest'
import { type Listing, wholeListing } from '../../../src/app/deck/listing.ts'
import { idOfKey } from '../../../src/domain/jobs/job-key.ts'
import { changeScreen, initialNavigation, type Navigation, topScreen } from '../../../src/ui/frame/navigation.ts'
import { type DeckPlace, deckStart } from '../../../src/ui/views/deck/state.ts'
import { jobOf, keyOf, nowMs, stateOf } from '../fixtures.ts'
import { pressKeys } from '../press-keys.ts'

const ids = Array.from({ length: 14 }, (_, index) => `job${String(index).padStart(2, '0')}`)
const jobs = ids.map((id, index) =>
  jobOf({
    id,
    registeredAgoSec: 600 - index,
    events: [
      [1, 'started', 'go', 50 - index],
      [2, 'progress', 'on', 20 - index],
    ],
  }),
)
const state = stateOf(jobs)
/** A list that is longer than the screen: 13 lines below the header and above the footer. */
const small = { columns: 80, rows: 15 }
/** Two columns of panes: all fourteen have room. */
const large = { columns: 80, rows: 44 }

const pressed = (keys: readonly string[], from?: Navigation, size = small) => pressKeys(keys, state, size, from)

function placeOn(at: Navigation): DeckPlace {
  const [deck] = at.stack
  if (deck?.name !== 'deck') throw new Error('the deck lies below everything')
  return deck.state
}

function selected(at: Navigation): string | undefined {
  const { selected: choice } = placeOn(at)
  return choice === null || choice === 'earlier' ? (choice ?? undefined) : idOfKey(choice)
}

/** The deck with its place changed. */
function deckAt(change: Partial<DeckPlace>): Navigation {
  return changeScreen(initialNavigation, 'deck', () => ({ ...deckStart, ...change }))
}

describe('moving through rows', () => {
  it.each([
    ['down', ['down'], 'job01'],
    ['down and up', ['j', 'j', 'k'], 'job01'],
    ['up from the first stays', ['up'], 'job00'],
    ['down from the last stays', ['G', 'j'], 'job13'],
    ['left and right stay: nothing is beside a row', ['j', 'h', 'l'], 'job01'],
    ['a screenful down', ['pagedown'], 'job07'],
    ['a screenful down twice stops on the last', ['pagedown', 'pagedown', 'pagedown'], 'job13'],
    ['a screenful up', ['G', 'pageup'], 'job01'],
    ['the ends', ['G', 'g'], 'job00'],
  ])('%s', (_, keys, id) => expect(selected(pressed(keys).to)).toBe(id))

  it('scrolls only when the selection would leave the screen, and by as little as that takes', () => {
    const leads = (keys: readonly string[]) => placeOn(pressed([...keys, 'left']).to).lead
    expect([leads(['j']), leads(['j', 'j', 'j'])]).toEqual([1, 3])
    // The selected job is unfolded: six of thirteen lines.
    expect(leads(Array(10).fill('j'))).toBe(7)
    expect(leads([...Array(10).fill('j'), 'k', 'k'])).toBe(5)
  })
})

describe('moving through panes side by side', () => {
  it.each([
    ['right', ['right'], 'job01'],
    ['right to the edge and no further', ['l', 'l', 'l'], 'job01'],
    ['down', ['down'], 'job02'],
    ['left after down', ['j', 'l', 'h'], 'job02'],
    ['up from the top stays', ['l', 'up'], 'job01'],
    ['down from the last row stays', ['G', 'h', 'j'], 'job12'],
  ])('%s', (_, keys, id) => expect(selected(pressed(keys, undefined, large).to)).toBe(id))

  it('goes from the panes to the rows below them and back', () => {
    const done = Array.from({ length: 3 }, (_, index) =>
      jobOf({ id: `done${index}`, events: [[1, 'completed', '', 40 + index]] }),
    )
    const mixed = stateOf([...jobs.slice(0, 3), ...done])
    const at = (keys: readonly string[]) => selected(pressKeys(keys, mixed, large).to)
    const downs = (count: number) => Array(count).fill('j')
    expect([at(downs(3)), at([...downs(3), 'k']), at(downs(4))]).toEqual(['done0', 'job02', 'done1'])
  })
})

describe('every key of the deck', () => {
  it('holds the order', () => {
    for (const key of ['j', 'k', 'v', 'a', ' ', 'enter', '/', 's', '!']) expect(pressed([key]).asked[0]).toBe('hold')
  })

  it('marks nothing as seen by moving past it', () => {
    expect(pressed(['j', 'k', 'G', 'pageup', 'a']).asked.filter((ask) => ask !== 'hold')).toEqual([])
  })

  it('does nothing without jobs', () => {
    const empty = stateOf([])
    for (const key of ['j', 'enter', 'G', 'e', ' ', 'v', 'a', '/', '!', 's']) {
      const { to, asked } = pressKeys([key], empty, small)
      expect([to, asked.filter((ask) => ask !== 'hold')]).toEqual([initialNavigation, []])
    }
  })
})

describe('what the keys ask for', () => {
  const listed = (keys: readonly string[], listing: Partial<Listing> = {}) =>
    pressKeys(keys, stateOf(jobs, { listing: { ...wholeListing, ...listing } }), small).asked.filter((ask) =>
      ask.startsWith('list'),
    )

  it('is a seen job by space, by opening and by emitting', () => {
    const seen = (keys: readonly string[]) => pressed(keys).asked.filter((ask) => ask.startsWith('seen'))
    expect(seen(['j', ' '])).toEqual(['seen job01'])
    expect(seen(['j', 'enter'])).toEqual(['seen job01'])
    expect(seen(['j', 'e'])).toEqual(['seen job01'])
  })

  it('is another order by s, round and round', () => {
    expect(listed(['s'])).toEqual(['list all by deadline: '])
    expect(listed(['s'], { sortBy: 'deadline' })).toEqual(['list all by latest: '])
    expect(listed(['s'], { sortBy: 'latest', filter: 'x' })).toEqual(['list all by start: x'])
  })

  it('is only what needs attention by !, and everything again', () => {
    expect(listed(['!'], { filter: 'x' })).toEqual(['list attention by start: x'])
    expect(listed(['!'], { show: 'attention' })).toEqual(['list all by start: '])
  })

  it('is the whole list by esc, where it is limited', () => {
    expect(listed(['esc'], { filter: 'x', show: 'attention', sortBy: 'latest' })).toEqual(['list all by latest: '])
    expect(listed(['esc'])).toEqual([])
  })

  it('is another drawing by v, round and round', () => {
    const drawn = (times: number) => placeOn(pressed(Array(times).fill('v')).to).drawing
    expect([0, 1, 2, 3].map(drawn)).toEqual(['auto', 'panes', 'rows', 'auto'])
  })
})

describe('going to what needs attention', () => {
  const asking = (id: string, agoSec: number) => jobOf({ id, events: [[1, 'permission_required', 'may I?', agoSec]] })
  const deck = stateOf([asking('ask0', 1), asking('ask1', 5), asking('ask2', 9), ...jobs])
  const at = (keys: readonly string[]) => selected(pressKeys(keys, deck, small).to)

  it.each([
    ['to the newest', ['G', 'a'], 'ask0'],
    ['to the next older one', ['a', 'a', 'a'], 'ask2'],
    ['round, after the oldest', ['a', 'a', 'a', 'a'], 'ask0'],
    ['back', ['a', 'a', 'A'], 'ask0'],
    ['to the oldest first, backwards', ['A'], 'ask2'],
    ['to the newest again after any other key', ['a', 'a', 'j', 'a'], 'ask0'],
  ])('goes %s', (_, keys, id) => expect(at(keys)).toBe(id))

  it('says when nothing does', () => {
    const { to } = pressed(['j', 'a'])
    expect([selected(to), placeOn(to).note]).toEqual(['job01', 'nothing needs attention'])
    expect(placeOn(pressed(['j', 'a', 'j']).to).note).toBeNull()
  })

  it('asks for the whole list when a filter hides it', () => {
    const hidden = {
      ...deck.jobs,
      placeOf: (key: Parameters<typeof deck.jobs.placeOf>[0]) => (key === keyOf('ask0') ? -1 : deck.jobs.placeOf(key)),
    }
    const { to, asked } = pressKeys(['a'], { ...deck, jobs: hidden, listing: { ...wholeListing, filter: 'x' } }, small)
    expect(asked).toContain('list all by start: ')
    expect(placeOn(to)).toMatchObject({ selected: keyOf('ask0'), selection: 'awaited' })
  })
})

describe('ended jobs of earlier days', () => {
  const old = Array.from({ length: 5 }, (_, index) =>
    jobOf({ id: `old${index}`, events: [[1, 'completed', '', 86_400 * 2 + index]] }),
  )
  const deck = stateOf([...jobs.slice(0, 2), ...old])
  const at = (keys: readonly string[], from?: Navigation) => pressKeys(keys, deck, small, from).to

  it('are one line, which opens', () => {
    expect(selected(at(['G']))).toBe('earlier')
    expect(selected(at(['G', 'enter']))).toBe('old0')
    expect(selected(at(['G', 'enter', 'G']))).toBe('old4')
  })

  it('take no event, no look and no detail while they are folded', () => {
    const { asked, to } = pressKeys(['G', 'e', ' '], deck, small)
    expect([asked.filter((ask) => ask !== 'hold'), to.stack.length]).toEqual([[], 1])
  })

  it('are shown when one of them is selected', () => {
    expect(selected(at(['j'], deckAt({ selected: keyOf('old2'), selection: 'chosen' })))).toBe('old3')
  })
})

describe('a key that may have been meant for another job', () => {
  const act = (place: Partial<DeckPlace>, key = 'enter') => pressed([key], deckAt(place))
  const chosen = { selected: keyOf('job03'), selection: 'chosen', near: 3 } as const

  it('does nothing just after the selection has gone to another job by itself, and says so', () => {
    const { to, asked } = act({ ...chosen, listing: wholeListing, movedMs: nowMs - 999 })
    expect([to.stack.length, asked, placeOn(to).note]).toEqual([
      1,
      ['hold'],
      'the selection has just moved: press again',
    ])
    expect(topScreen(pressed(['enter'], to).to)).toMatchObject({ name: 'detail', state: { job: keyOf('job03') } })
    expect(act({ ...chosen, listing: wholeListing, movedMs: nowMs - 1_000 }).to.stack).toHaveLength(2)
  })

  it('does nothing while a job that was asked for is not there yet', () => {
    const awaited = { selected: keyOf('new00001'), selection: 'awaited' } as const
    for (const key of ['enter', 'e', ' ']) {
      const { to, asked } = act(awaited, key)
      expect([to.stack.length, asked]).toEqual([1, ['hold']])
      expect(placeOn(to)).toMatchObject({ ...awaited, note: 'that job is not in the list yet' })
    }
    expect(selected(act(awaited, 'j').to)).toBe('job00')
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
    expect(names(['j', 'e'])).toEqual(['deck', 'emit'])
  })

  it('emit to the job that is selected or shown', () => {
    expect(topScreen(pressed(['j', 'e']).to)).toMatchObject({ name: 'emit', state: { job: keyOf('job01') } })
    expect(topScreen(pressed(['j', 'j', 'enter', 'e']).to)).toMatchObject({
      name: 'emit',
      state: { job: keyOf('job02') },
    })
  })

  it('mark the job as seen that is opened or emitted to, and again with each key while it is open', () => {
    const looked = 'seen job00'
    expect(pressed(['enter']).asked).toEqual(['hold', looked])
    expect(pressed(['e']).asked).toEqual(['hold', looked])
    expect(pressed(['enter', 'j']).asked).toEqual(['hold', looked, looked])
    expect(pressed(['enter', 'enter', 'esc', 'esc']).asked).toEqual(['hold', looked, looked, looked, looked])
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
    expect(topScreen(at)).toMatchObject({ name: 'event', state: { index: 0 } })
    expect(topScreen(pressed(['esc'], at).to)).toMatchObject({ name: 'detail', state: { cursor: 0 } })
    expect(topScreen(pressed(['left', 'esc'], at).to)).toMatchObject({ name: 'detail', state: { cursor: null } })
  })
})
