// The keys of the deck. Each acts on what the last frame showed as selected, or does nothing and says why; and each holds the
// order of the list, so that nothing moves under the hand.
import { isLimited, type Listing, wholeListing } from '../../../app/deck/listing.ts'
import { paneForText } from '../../../app/tmux/session-state.ts'
import { sortOrders } from '../../../domain/jobs/urgency.ts'
import { textBuffer } from '../../editor/text-buffer.ts'
import { helpRow } from '../../frame/leave-keys.ts'
import { keyTable, type ViewRow } from '../../keys/key-table.ts'
import { drawings } from './arrangement.ts'
import { layOut } from './layout.ts'
import { down, left, type Move, moved, pageDown, pageUp, right, up } from './moves.ts'
import { type DeckAt, onSelected } from './selected-job.ts'
import { awaiting, earlierLine, withMark } from './state.ts'

function moving(
  name: string,
  keys: readonly string[],
  footer: 'spare' | 'help',
  hint: string,
  move: Move,
): ViewRow<DeckAt> {
  const run = ({ state, change, store, size }: DeckAt) => change(moved(state, store.getState(), size, move))
  return { name, keys, hint, footer, when, run }
}

const when = ({ store }: DeckAt) => store.getState().jobs.size > 0
const hasJobs = ({ store }: DeckAt) => store.getState().jobs.total > 0
/** Whether a session is recorded for the selected job. */
const hasSession = ({ state: { selected }, store }: DeckAt) =>
  selected !== null && selected !== earlierLine && Boolean(store.getState().jobs.get(selected)?.record?.session)

/** Whether a line can be written to its agent. */
function isWritable({ state: { selected }, store }: DeckAt): boolean {
  const { jobs, tmux } = store.getState()
  const job = selected === null || selected === earlierLine ? undefined : jobs.get(selected)
  return job !== undefined && paneForText(job, tmux) !== null
}
/** Whether the selected job's agent asks what can be answered from here. */
const hasQuestion = ({ state: { selected }, store }: DeckAt) =>
  selected !== null && selected !== earlierLine && store.getState().questions.has(selected)

function open(at: DeckAt): void {
  const { state, change, store, size } = at
  if (state.selected !== earlierLine) {
    onSelected((job, { commands, screens }) => {
      commands.markSeen(job)
      screens.open('detail', { job, cursor: null, lead: null, search: '', typing: null })
    })(at)
    return
  }
  const deck = store.getState()
  const { folded } = layOut(state, deck, size)
  change({ ...state, earlier: 'open', selected: deck.jobs.at(deck.jobs.size - folded) ?? null, selection: 'chosen' })
}

/** Goes to the job that needs attention `by` places after the one that the same key went to last; else to the newest. */
function tour(by: 1 | -1) {
  return ({ state, change, store, commands }: DeckAt): void => {
    const { jobs, listing } = store.getState()
    const { attention } = jobs
    const from = state.tour === null ? -1 : attention.placeOf(state.tour)
    const place = from < 0 ? (by === 1 ? 0 : attention.size - 1) : (from + by + attention.size) % attention.size
    const job = attention.at(place)
    if (job === undefined) {
      change({ ...state, note: 'nothing needs attention' })
      return
    }
    // It may be filtered out, or be waiting for the order: asking for a list places everything.
    if (jobs.placeOf(job) < 0) commands.list({ ...wholeListing, sortBy: listing.sortBy })
    change({ ...awaiting(state, job), tour: job })
  }
}

function relist(next: (listing: Listing) => Listing) {
  return ({ store, commands }: DeckAt): void => commands.list(next(store.getState().listing))
}

function following<Value>(values: readonly Value[], value: Value): Value {
  return values[(values.indexOf(value) + 1) % values.length] ?? value
}

/** Both open the question: whether it is allowed is decided there, after it has been read. */
function answering(name: string, key: string): ViewRow<DeckAt> {
  return {
    name,
    keys: [key],
    hint: 'answer',
    footer: 'help',
    when: hasQuestion,
    run: onSelected((job, { store, screens, commands }) => {
      const ask = store.getState().questions.get(job)
      if (!ask) return
      commands.markSeen(job)
      screens.open('answer', { job, requestId: ask.requestId })
    }),
  }
}

/** One step: the marks, then what limits the list. */
function clear(at: DeckAt): void {
  if (at.state.marked.length > 0) at.change({ ...at.state, marked: [] })
  else relist(({ sortBy }) => ({ ...wholeListing, sortBy }))(at)
}

/** The menu is about the marked jobs, or about the selected one. */
function openMenu(at: DeckAt): void {
  const { state, screens } = at
  if (state.marked.length > 0) screens.open('menu', { jobs: state.marked, of: 'marked' })
  else onSelected((job) => screens.open('menu', { jobs: [job], of: 'selected' }))(at)
}

const rows: readonly ViewRow<DeckAt>[] = [
  moving('up', ['up', 'k'], 'spare', 'move', up),
  moving('down', ['down', 'j'], 'spare', 'move', down),
  { name: 'next-attention', keys: ['a'], hint: 'next', footer: 'room', when: hasJobs, run: tour(1) },
  { name: 'previous-attention', keys: ['A'], hint: 'next, backwards', footer: 'help', when, run: tour(-1) },
  { name: 'open', keys: ['enter'], hint: 'open', footer: 'room', when, run: open },
  {
    name: 'acknowledge',
    keys: [' '],
    hint: 'seen',
    footer: 'help',
    when,
    run: onSelected((job, { commands }) => commands.markSeen(job)),
  },
  {
    name: 'register',
    keys: ['n'],
    hint: 'new',
    footer: 'room',
    run: ({ screens }) => screens.open('register', { copyOf: null }),
  },
  {
    name: 'emit',
    keys: ['e'],
    hint: 'emit',
    footer: 'room',
    when,
    run: onSelected((job, { commands, screens }) => {
      commands.markSeen(job)
      screens.open('emit', { job })
    }),
  },
  answering('allow', 'y'),
  answering('deny', 'd'),
  { name: 'menu', keys: ['x'], hint: 'menu', footer: 'room', when, run: openMenu },
  {
    name: 'mark',
    keys: ['*'],
    hint: 'mark, or unmark',
    footer: 'help',
    when,
    run: onSelected((job, { state, change }) => change(withMark(state, job))),
  },
  {
    name: 'silence',
    keys: ['z'],
    hint: 'silence, or undo',
    footer: 'help',
    when,
    run: onSelected((job, { commands, store }) => {
      const { isSilenced } = store.getState().jobs.flagsOf(job)
      commands.decide([job], isSilenced ? 'unsilence' : 'silence')
    }),
  },
  {
    name: 'filter',
    keys: ['/'],
    hint: 'filter',
    footer: 'room',
    when: hasJobs,
    run: ({ state, change, store }) =>
      change({ ...state, typing: { buffer: textBuffer(store.getState().listing.filter), from: state.selected } }),
  },
  {
    name: 'there',
    keys: ['t'],
    hint: 'tmux',
    footer: 'room',
    when: hasSession,
    run: onSelected((job, { commands, lend }) => {
      commands.markSeen(job)
      commands.goThere(job, lend)
    }),
  },
  {
    name: 'clear',
    keys: ['esc'],
    hint: 'clear',
    footer: 'room',
    when: ({ state, store }) => state.marked.length > 0 || isLimited(store.getState().listing),
    run: clear,
  },
  {
    name: 'attention-only',
    keys: ['!'],
    hint: 'attention only',
    footer: 'help',
    when: hasJobs,
    run: relist((listing) => ({ ...listing, show: listing.show === 'all' ? 'attention' : 'all' })),
  },
  {
    name: 'sort',
    keys: ['s'],
    hint: 'sort',
    footer: 'help',
    when: hasJobs,
    run: relist((listing) => ({ ...listing, sortBy: following(sortOrders, listing.sortBy) })),
  },
  {
    name: 'view',
    keys: ['v'],
    hint: 'view',
    footer: 'room',
    when,
    run: ({ state, change }) => change({ ...state, drawing: following(drawings, state.drawing) }),
  },
  moving('left', ['left', 'h'], 'help', 'pane on the left', left),
  moving('right', ['right', 'l'], 'help', 'pane on the right', right),
  moving('page-down', ['pagedown'], 'help', 'next screenful', pageDown),
  moving('page-up', ['pageup'], 'help', 'previous screenful', pageUp),
  moving('first', ['g', 'home'], 'help', 'first job', () => 0),
  moving('last', ['G', 'end'], 'help', 'last job', ({ arrangement }) => arrangement.places - 1),
  { name: 'brokers', keys: ['b'], hint: 'broker', footer: 'room', run: ({ screens }) => screens.open('brokers', {}) },
  {
    name: 'dropped',
    keys: ['m'],
    hint: 'dropped',
    footer: 'room',
    run: ({ screens }) => screens.open('dropped', { top: 0 }),
  },
  {
    name: 'write',
    keys: ['>'],
    hint: 'write',
    footer: 'room',
    when: isWritable,
    run: onSelected((job, { commands, screens }) => {
      commands.markSeen(job)
      screens.open('write', { job })
    }),
  },
  {
    name: 'reconnect',
    keys: ['r'],
    hint: 'reconnect now',
    footer: 'help',
    run: ({ commands }) => commands.reconnect(),
  },
  helpRow('deck', 'always'),
  {
    name: 'quit',
    keys: ['q', 'ctrl-c'],
    hint: 'quit',
    footer: 'always',
    isExit: true,
    run: ({ screens }) => screens.quit(),
  },
]

const tours: ReadonlySet<string> = new Set(['next-attention', 'previous-attention'])

/** The row, which holds the order first. After any other key, the one that goes to what needs attention begins anew. */
function holding(row: ViewRow<DeckAt>): ViewRow<DeckAt> {
  const isTour = tours.has(row.name)
  return {
    ...row,
    run: (at, nth) => {
      at.commands.holdOrder()
      const { state, change } = at
      if (state.note !== null || (state.tour !== null && !isTour))
        change({ ...state, note: null, tour: isTour ? state.tour : null })
      row.run({ ...at, state: { ...state, note: null, tour: isTour ? state.tour : null } }, nth)
    },
  }
}

export const deckKeys = keyTable<DeckAt>({ view: 'deck', title: 'The deck', mode: 'keys' }, rows.map(holding))

/** Text arrived all at once: none of its letters was taken for a key. */
export function sayIgnored({ state, change }: DeckAt): void {
  change({ ...state, note: 'typed text: no key was pressed' })
}
