// The one language in which tests use a terminal, whichever it is: `await deck.press('e').sees('emit to')`. Every wait is
// for a condition on the screen.
import { graphemesOf } from '../../../src/domain/text/cells.ts'
import { patienceMs } from '../wait-for.ts'
import { holds, type Screen, type Wanted } from './screen.ts'

/** What a terminal must be able to do: see `pty-terminal.ts`, `tmux.ts` and `ink-terminal.ts`. */
export interface Terminal {
  /** Whether keys and texts were only sent when a step resolves, or whether what follows from them has been drawn. */
  readonly delivery: 'sent' | 'drawn'
  /** Sends keys, by their names, all at once. */
  press(keys: readonly string[]): Promise<void>
  /** Sends a text as it is, all at once. */
  type(text: string): Promise<void>
  /** Sends a text as a bracketed paste. */
  paste(text: string): Promise<void>
  resize(columns: number, rows: number): Promise<void>
  /** The screen as it is now, then after each change, until `limit` aborts or nothing can change it any more. */
  frames(limit: AbortSignal): AsyncIterable<Screen>
}

/** A step begins when the one before it is done; awaiting a chain waits for all of it. */
export type Step<T> = Promise<T> & Language

export interface Language {
  /** Presses keys by the names of the key tables, such as `e`, `enter`, `ctrl-s`; several arrive as one batch. */
  press(...keys: readonly string[]): Step<void>
  /** Types a text; it arrives as one batch. */
  types(text: string): Step<void>
  pastes(text: string): Step<void>
  resizes(columns: number, rows: number): Step<void>
  /** Waits until the screen holds all of these at once. */
  sees(...wanted: readonly Wanted[]): Step<Screen>
  /** Waits until the screen holds none of these. */
  seesNot(...unwanted: readonly Wanted[]): Step<Screen>
  /** Waits until a check of the screen returns true; one that throws says why not yet. `what` says what it looks for. */
  seesThat(what: string, check: (screen: Screen) => boolean): Step<Screen>
}

export interface Driver extends Language {
  /** What is on the screen now. */
  screen(): Promise<Screen>
}

interface Session {
  readonly terminal: Terminal
  readonly limitMs: number
  /** The last keys or text that were sent, as long as nothing has been seen since. */
  unseen: Sent | null
}

type Sent = { readonly keys: readonly string[] } | { readonly text: string }

/** Drives a terminal. A condition that does not come true fails after `limitMs`. */
export function driverOf(terminal: Terminal, limitMs = patienceMs): Driver {
  const session: Session = { terminal, limitMs, unseen: null }
  return { ...languageAfter(Promise.resolve(), session), screen: () => screenOf(terminal) }
}

function languageAfter(before: Promise<unknown>, session: Session): Language {
  const { terminal } = session
  const step = <T>(act: () => Promise<T>): Step<T> => {
    const done = before.then(act)
    return Object.assign(done, languageAfter(done, session))
  }
  const send = (next: Sent, act: () => Promise<void>) =>
    step(async () => {
      if (terminal.delivery === 'sent') refuseHaste(session.unseen, next)
      await act()
      session.unseen = next
    })
  const seesThat = (what: string, check: (screen: Screen) => boolean) => {
    const asked = new Error('this step')
    return step(async () => {
      const screen = await waitForScreen(session, { what, check, asked })
      session.unseen = null
      return screen
    })
  }
  return {
    press: (...keys) => send({ keys }, () => terminal.press(keys)),
    types: (text) => send({ text }, () => terminal.type(text)),
    pastes: (text) => send({ text }, () => terminal.paste(text)),
    resizes: (columns, rows) => step(() => terminal.resize(columns, rows)),
    sees: (...wanted) => seesThat(listOf(wanted), (screen) => wanted.every((each) => holds(screen, each))),
    seesNot: (...unwanted) =>
      seesThat(`a screen without ${listOf(unwanted)}`, (screen) => !unwanted.some((each) => holds(screen, each))),
    seesThat,
  }
}

/**
 * Throws where a busy machine could make something else of what is sent next. The program may read it together with what has not
 * been seen yet: letters that are read together are text, esc and what follows it are one key with alt; and keys that arrive
 * while a screen changes are discarded.
 */
function refuseHaste(unseen: Sent | null, next: Sent): void {
  const letters = 'keys' in next ? next.keys.filter(isCharacter) : []
  if (new Set(letters).size > 1)
    throw new Error(`${letters.join(' ')} in one press are text: type it, or press one by one`)
  if (unseen === null) return
  const isSafe =
    'keys' in unseen
      ? // A text behind a key such as tab, which moves on in a form.
        'text' in next && !unseen.keys.some((key) => isCharacter(key) || key === 'esc')
      : letters.length === 0
  if (!isSafe) throw new Error(`see what ${wordsFor(unseen)} has done before you send ${wordsFor(next)}`)
}

function isCharacter(key: string): boolean {
  return graphemesOf(key).length === 1
}

function wordsFor(sent: Sent): string {
  return 'keys' in sent ? sent.keys.join(' ') : JSON.stringify(sent.text)
}

async function screenOf(terminal: Terminal): Promise<Screen> {
  for await (const screen of terminal.frames(new AbortController().signal)) return screen
  throw new Error('the terminal has no screen')
}

interface Condition {
  readonly what: string
  readonly check: (screen: Screen) => boolean
  /** Where in the test the step stands: a stack does not reach there from a later turn of the event loop. */
  readonly asked: Error
}

async function waitForScreen({ terminal, limitMs }: Session, { what, check, asked }: Condition): Promise<Screen> {
  const limit = AbortSignal.timeout(limitMs)
  let last: Screen | null = null
  let reason = ''
  for await (const screen of terminal.frames(limit)) {
    last = screen
    try {
      if (check(screen)) return screen
      reason = ''
    } catch (error) {
      reason = `\n${error instanceof Error ? error.message : error}`
    }
  }
  const end = limit.aborted ? `after ${limitMs} ms` : 'when the program ended'
  throw new Error(`not seen ${end}: ${what}${reason}\nThe screen:\n${last?.text ?? ''}`, { cause: asked })
}

function listOf(wanted: readonly Wanted[]): string {
  return wanted.map((each) => (typeof each === 'string' ? JSON.stringify(each) : String(each))).join(', ')
}
