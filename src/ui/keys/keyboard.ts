// The one queue that every key and paste goes through. Many may arrive at once, as on a slow line or from a program, and a
// key may hand the keyboard on to another screen: so they are given out one at a time, each to whoever has it by then.
import { createContext } from 'react'
import { type Keystroke, keysForText, singleKeys } from './keystrokes.ts'

/** `text`: a run of characters comes as one keystroke. `keys`: key by key. `later`: what comes now waits. */
export type InputMode = 'text' | 'keys' | 'later'

/** Bracketed text; never taken apart, and never keys. */
export interface Paste {
  readonly paste: string
}

export interface KeyboardHolder {
  readonly mode: () => InputMode
  readonly press: (stroke: Keystroke) => void
  readonly paste: (text: string) => void
}

export interface Keyboard {
  /** Gives out what was typed, after what still waits. */
  put(inputs: readonly (Keystroke | Paste)[]): void
  /** Takes the keyboard over until it is given back by calling the result. */
  hold(holder: KeyboardHolder): () => void
  /** Whoever has the keyboard takes no more of it: what is typed from now on waits for the next one. */
  handOver(): void
  /** Gives out what waits, while somebody takes it; to be called when a holder's mode has left `later`. */
  drain(): void
  /** Forgets what waits: it was typed for something that has not come about. */
  drop(): void
}

export function createKeyboard(): Keyboard {
  const holders: KeyboardHolder[] = []
  const gone = new WeakSet<KeyboardHolder>()
  let waiting: (Keystroke | Paste)[] = []
  let isDraining = false

  const giveOne = (): boolean => {
    const holder = holders.at(-1)
    if (!holder || gone.has(holder)) return false
    const mode = holder.mode()
    if (mode === 'later') return false
    const next = waiting.shift()
    if (!next) return false
    if ('paste' in next) holder.paste(next.paste)
    else {
      const [first, ...rest] = mode === 'text' ? keysForText(next) : singleKeys(next)
      if (rest.length > 0) waiting = [...rest, ...waiting]
      if (first) holder.press(first)
    }
    return true
  }
  const drain = () => {
    if (isDraining) return
    isDraining = true
    try {
      while (giveOne());
    } finally {
      isDraining = false
    }
  }
  return {
    put: (inputs) => {
      waiting.push(...inputs)
      drain()
    },
    hold: (holder) => {
      holders.push(holder)
      drain()
      return () => {
        holders.splice(holders.indexOf(holder), 1)
        // Who takes over in the same commit does so after this, and comes first.
        queueMicrotask(drain)
      }
    },
    handOver: () => {
      const holder = holders.at(-1)
      if (holder) gone.add(holder)
    },
    drain,
    drop: () => {
      waiting = []
    },
  }
}

/** Where nobody provides one, no key ever comes. */
export const KeyboardContext = createContext<Keyboard>(createKeyboard())
