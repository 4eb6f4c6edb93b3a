// A walk over every row of every key table, in the whole deck on a terminal: each does something that can be seen, or asks the
// deck for something; and a key that is in no table does neither.
import { describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { DeckCommands } from '../../../src/app/deck/deck-commands.ts'
import { wholeListing } from '../../../src/app/deck/listing.ts'
import type { Playback } from '../../../src/app/deck/replay/playback.ts'
import type { AskFile } from '../../../src/domain/agents/ask-file.ts'
import type { JobKey } from '../../../src/domain/jobs/job-key.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { parsePanes } from '../../../src/io/tmux/panes.ts'
import { EditorContext } from '../../../src/ui/editor/external-editor.ts'
import { textActionOf } from '../../../src/ui/editor/text-bindings.ts'
import { confirmKeys } from '../../../src/ui/forms/confirm-keys.ts'
import { App } from '../../../src/ui/frame/app.tsx'
import { changeScreen, initialNavigation, type Navigation, pushScreen } from '../../../src/ui/frame/navigation.ts'
import { isTyped } from '../../../src/ui/keys/key-name.ts'
import type { AnyKeyTable } from '../../../src/ui/keys/key-table.ts'
import { terminalKeys } from '../../../src/ui/keys/terminal-keys.ts'
import { TerminalContext } from '../../../src/ui/terminal/terminal-context.ts'
import { answerKeys, reasonKeys } from '../../../src/ui/views/answer/keys.ts'
import { brokerKeys, profileKeys } from '../../../src/ui/views/brokers/keys.ts'
import { filterKeys } from '../../../src/ui/views/deck/filter-keys.ts'
import { deckKeys } from '../../../src/ui/views/deck/keys.ts'
import { replayKeys, replayRows } from '../../../src/ui/views/deck/replay-keys.ts'
import { deckStart } from '../../../src/ui/views/deck/state.ts'
import { detailKeys } from '../../../src/ui/views/detail/keys.ts'
import { searchKeys } from '../../../src/ui/views/detail/search-keys.ts'
import { droppedKeys } from '../../../src/ui/views/dropped/keys.ts'
import { pickedKeys, pickKeys } from '../../../src/ui/views/emit/keys.ts'
import { eventKeys } from '../../../src/ui/views/event/keys.ts'
import { helpKeys } from '../../../src/ui/views/help/keys.ts'
import { menuKeys } from '../../../src/ui/views/menu/keys.ts'
import { registerKeys } from '../../../src/ui/views/register/keys.ts'
import { keyTables } from '../../../src/ui/views/views.ts'
import { writeKeys } from '../../../src/ui/views/write/keys.ts'
import type { Driver } from '../../support/terminal/driver.ts'
import { waitFor } from '../../support/wait-for.ts'
import { askOf, jobOf, stateOf } from '../fixtures.ts'
import { askedCommands, profileViews } from '../views/dialog-state.ts'
import { mountDialog } from '../views/mount-dialog.ts'

const long = jobOf({
  id: 'long0001',
  registeredAgoSec: 100,
  events: Array.from({ length: 30 }, (_, index) => [index + 1, 'progress', `step ${index}`, 90 - index] as const),
})
const jobs = [...Array.from({ length: 20 }, (_, index) => jobOf({ id: `more${index}`, registeredAgoSec: 100 })), long]
const drop = { receivedWallMs: 0, topic: 'x', reason: 'not-json', explanation: 'y' } as const
const panes = parsePanes(['1 $1 @1 %1 11 open claude:node'])
/** Longer than the screen, and on the job that is selected too. */
const asked = jobs.map((job): [JobKey, AskFile] => [
  job.key,
  askOf(job.id, { command: Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n') }),
])
const state = stateOf(jobs, {
  questions: new Map(asked),
  tmux: { phase: 'known', panes },
  listing: { ...wholeListing, filter: '0' },
  profiles: profileViews,
  drops: { total: 40, unread: 40, byReason: { 'not-json': 40 }, recent: Array(40).fill(drop) },
})

/** In the middle, so that each movement has somewhere to go. */
const place = { ...deckStart, selected: state.jobs.at(10) ?? null, selection: 'chosen', drawing: 'panes' } as const
const deck = changeScreen(initialNavigation, 'deck', () => place)
const index = 15
const detail = pushScreen(deck, 'detail', {
  ...{ job: long.key, cursor: index, lead: 4 },
  search: 'step',
  typing: null,
})

const answering = { job: long.key, requestId: askOf(long.id).requestId }

const shownFor = (terminal: Driver) => terminal.sees('line 1')

interface Place {
  readonly table: AnyKeyTable
  readonly at: Navigation
  readonly replay?: Playback
  /** What is done there first. */
  readonly steps?: (terminal: Driver) => Promise<void>
}

const places: readonly Place[] = [
  { table: deckKeys, at: deck },
  { table: replayRows, at: deck, replay: { atMs: 5, fromMs: 0, toMs: 9, speed: 1, isPaused: false } },
  { table: filterKeys, at: deck, steps: (terminal) => terminal.press('/').types('ab').press('left') },
  { table: detailKeys, at: detail },
  { table: searchKeys, at: detail, steps: (terminal) => terminal.press('/').types('ab').press('left') },
  { table: eventKeys, at: pushScreen(detail, 'event', { job: long.key, index, top: 1 }) },
  { table: droppedKeys, at: pushScreen(deck, 'dropped', { top: 20 }) },
  { table: helpKeys, at: pushScreen(deck, 'help', { about: 'deck', top: 10 }) },
  // On the second of three lines, with the cursor between two characters.
  {
    table: registerKeys,
    at: pushScreen(deck, 'register', { copyOf: null }),
    steps: (terminal) => terminal.types('ab\rcd\ref').press('up').press('left'),
  },
  { table: writeKeys, at: pushScreen(deck, 'write', { job: long.key }), steps: (terminal) => terminal.types('ab') },
  { table: pickKeys, at: pushScreen(deck, 'emit', { job: long.key }) },
  { table: pickedKeys, at: pushScreen(deck, 'emit', { job: long.key }), steps: (terminal) => terminal.press('p') },
  {
    table: answerKeys,
    at: pushScreen(deck, 'answer', answering),
    steps: (terminal) => shownFor(terminal).press('down'),
  },
  { table: reasonKeys, at: pushScreen(deck, 'answer', answering), steps: (terminal) => shownFor(terminal).press('d') },
  { table: menuKeys, at: pushScreen(deck, 'menu', { jobs: [long.key], of: 'selected' }) },
  { table: brokerKeys, at: pushScreen(deck, 'brokers', {}) },
  {
    table: profileKeys,
    at: pushScreen(deck, 'brokers', {}),
    steps: (terminal) => terminal.press('G', 'e').press('x').press('left'),
  },
  { table: confirmKeys, at: pushScreen(deck, 'brokers', {}), steps: (terminal) => terminal.press('G', 'd') },
  // Also where text is typed.
  { table: terminalKeys, at: pushScreen(deck, 'register', { copyOf: null }) },
]

async function open({ at, steps, replay }: Place) {
  const calls: string[] = []
  const commands = new Proxy<DeckCommands>(askedCommands(), {
    get: (target, name) => {
      const command = Reflect.get(target, name)
      if (typeof command !== 'function') return command
      return (...given: readonly unknown[]) => {
        calls.push(String(name))
        return command(...given)
      }
    },
  })
  const navigation = createStore<Navigation>(() => at)
  const store = createStore(() => ({ ...state, replay: replay ?? null }))
  const asked = (what: string) => () => void calls.push(what)
  const terminal = await mountDialog(
    <TerminalContext
      value={{
        redraw: asked('redraw'),
        noteFocus: () => undefined,
        stop: asked('stop'),
        send: () => undefined,
        lend: (callback) => callback(),
      }}
    >
      <EditorContext value={{ command: 'printf x >>', clock: systemClock }}>
        <App store={store} navigation={navigation} commands={commands} onQuit={() => calls.push('quit')} />
      </EditorContext>
    </TerminalContext>,
    120,
    16,
  )
  await steps?.(terminal)
  const asides = [
    'tmuxSessions',
    'markSeen',
    'profileForm',
    'holdOrder',
    'showHistory',
    'historyOf',
    'preview',
    'findArtifacts',
  ]
  const asks = () => calls.filter((call) => !asides.includes(call)).length
  // The cursor of a list is a look that rows of text do not have: the stack knows where it is.
  const shows = async () =>
    JSON.stringify([(await terminal.screen()).rows, terminal.cursor(), navigation.getState().stack])
  return { terminal, calls, asks, shows }
}

const rows = places.flatMap((place) => place.table.rows.map((row) => ({ ...place, row, id: row.id })))

describe('every row of every table', () => {
  it('is covered by this walk', () => {
    expect(new Set(places.map(({ table }) => table))).toEqual(new Set(keyTables))
  })

  it.each(rows)('has a visible effect: $id', async ({ row, ...place }) => {
    const { terminal, calls, asks, shows } = await open(place)
    // This one only asks, with a command that others ask along with what they do.
    const isLook = row.id === 'deck.acknowledge'
    const done = () => (isLook ? calls.filter((call) => call === 'markSeen').length : asks())
    const before = { screen: await shows(), asks: done() }
    await terminal.press(row.keys[0] ?? '')
    await waitFor(async () => done() > before.asks || (await shows()) !== before.screen, { what: `${row.id} to act` })
  })
})

const everyKey = [
  ...Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)),
  ...Array.from({ length: 26 }, (_, index) => `ctrl-${String.fromCharCode(97 + index)}`),
  ...['left', 'right', 'up', 'down', 'home', 'end', 'pageup', 'pagedown', 'tab', 'shift-tab', 'backspace', 'delete'],
  ...['ㅘ', '정', 'é', '🚀'],
]
/** The same bytes as a named key. */
const twins = ['ctrl-h', 'ctrl-i', 'ctrl-j', 'ctrl-m']

describe.each(places.filter(({ table }) => table !== terminalKeys))('where $table.view has the keys', (place) => {
  it('no key that is in no table does anything', async () => {
    const { terminal, asks, shows } = await open(place)
    const before = { screen: await shows(), asks: asks() }
    const others = place.replay ? replayKeys.rows : []
    const bound = new Set([...place.table.rows, ...others, ...terminalKeys.rows].flatMap(({ keys }) => keys))
    const isEdit = (key: string) => isTyped(key) || textActionOf(key) !== null
    const unbound = everyKey.filter(
      (key) => !bound.has(key) && !twins.includes(key) && !(place.table.mode === 'text' && isEdit(key)),
    )
    expect(unbound.length).toBeGreaterThan(5)
    await terminal.press(...unbound)
    expect({ screen: await shows(), asks: asks() }).toEqual(before)
  })
})
