// The keys of the deck during a replay: those that look stay what they are, those that would act say why they do not, and some move
// through the recording instead.
import type { ReplayStep } from '../../../app/deck/replay/playback.ts'
import { type KeyRow, keyTable, type ViewRow } from '../../keys/key-table.ts'
import { deckKeys } from './keys.ts'
import type { DeckAt } from './selected-job.ts'

const watching: ReadonlySet<string> = new Set([
  'deck.up',
  'deck.down',
  'deck.next-attention',
  'deck.previous-attention',
  'deck.open',
  'deck.filter',
  'deck.clear',
  'deck.attention-only',
  'deck.sort',
  'deck.view',
  'deck.page-down',
  'deck.page-up',
  'deck.help',
  'deck.quit',
])

function stepping(
  step: ReplayStep,
  keys: readonly string[],
  hint: string,
  footer: 'always' | 'room' | 'help',
): ViewRow<DeckAt> {
  return { name: step, keys, hint, footer, run: ({ commands }) => commands.replay(step) }
}

/** The rows that only a replay has. */
export const replayRows = keyTable<DeckAt>({ view: 'replay', title: 'A replay', mode: 'keys' }, [
  stepping('pause', [' ', 'p'], 'pause', 'always'),
  stepping('faster', ['+', '='], 'faster', 'room'),
  stepping('slower', ['-'], 'slower', 'room'),
  stepping('back', ['left'], 'back', 'room'),
  stepping('forward', ['right'], 'ahead', 'room'),
  stepping('begin', ['g', 'home'], 'start', 'room'),
  stepping('end', ['G', 'end'], 'end', 'room'),
])

const nothing = 'this is a replay: nothing is sent, started or changed'

function refused(row: KeyRow<DeckAt>): KeyRow<DeckAt> {
  return { ...row, footer: 'help', run: ({ state, change }) => change({ ...state, note: nothing }) }
}

const taken = new Set(replayRows.rows.flatMap(({ keys }) => keys))
const others = deckKeys.rows.filter(({ id, keys }) => !watching.has(id) && !keys.some((key) => taken.has(key)))

/** All of them: the footer and the keyboard follow it during a replay. */
export const replayKeys = {
  ...deckKeys,
  rows: [...replayRows.rows, ...deckKeys.rows.filter(({ id }) => watching.has(id)), ...others.map(refused)],
}
