// The keys of the deck during a replay: those that look stay what they are, those that would act say why they do not, and some move
// through the recording instead.
import type { ReplayStep } from '../../../app/deck/replay/playback.ts'
import type { KeyRow, ViewRow } from '../../keys/key-table.ts'
import { type DeckAt, deckKeys } from './keys.ts'

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
  return { name: `replay-${step}`, keys, hint, footer, run: ({ commands }) => commands.replay(step) }
}

const steps: readonly ViewRow<DeckAt>[] = [
  stepping('pause', [' ', 'p'], 'pause or go on', 'always'),
  stepping('faster', ['+', '='], 'faster', 'room'),
  stepping('slower', ['-'], 'slower', 'room'),
  stepping('back', ['left'], '10 s of watching back', 'room'),
  stepping('forward', ['right'], '10 s of watching ahead', 'room'),
  stepping('begin', ['g', 'home'], 'the beginning', 'room'),
  stepping('end', ['G', 'end'], 'the end', 'room'),
]

const nothing = 'this is a replay: nothing is sent, started or changed'

function refused(row: KeyRow<DeckAt>): KeyRow<DeckAt> {
  return { ...row, footer: 'help', run: ({ state, change }) => change({ ...state, note: nothing }) }
}

const taken = new Set(steps.flatMap(({ keys }) => keys))
const others = deckKeys.rows.filter(({ id, keys }) => !watching.has(id) && !keys.some((key) => taken.has(key)))

export const replayKeys = {
  ...deckKeys,
  title: 'A replay',
  rows: [
    ...steps.map(({ name, ...row }) => ({ ...row, id: `deck.${name}` })),
    ...deckKeys.rows.filter(({ id }) => watching.has(id)),
    ...others.map(refused),
  ],
}

/** What the help page and the user's bindings know: the rows that only a replay has. */
export const replayRows = { ...replayKeys, rows: replayKeys.rows.slice(0, steps.length) }
