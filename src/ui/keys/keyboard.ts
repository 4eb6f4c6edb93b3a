// The one queue that every key and paste goes through. Many may arrive at once, as on a slow line or from a program, and any of
// them may open another screen. So they are delivered one at a time, each to the component that holds the keyboard by then.
import { createContext } from 'react'
import type { Input } from './input-decoder.ts'
import { type Keystroke, keysForText, singleKeys } from './keystrokes.ts'

/** `text`: a run of characters comes as one keystroke. `keys`: key by key. `later`: input waits. */
export type InputMode = 'text' | 'keys' | 'later'

export interface KeyboardHolder {
  readonly mode: () => InputMode
  readonly press: (stroke: Keystroke) => void
  readonly paste: (text: string) => void
}

export interface Keyboard {
  /** Delivers what was typed, after what is still waiting. */
  put(inputs: readonly Input[]): void
  /** Takes the keyboard; calling the result gives it back. */
  hold(holder: KeyboardHolder): () => void
  /** Stops delivery to the current holder: input waits for the next one. */
  handOver(): void
  /** Delivers what is waiting; to be called when a holder's mode is no longer `later`. */
  drain(): void
  /** Discards what is waiting: it was typed for something that did not happen. */
  drop(): void
}

export function createKeyboard(): Keyboard {
  const holders: KeyboardHolder[] = []
  const gone = new WeakSet<KeyboardHolder>()
  let waiting: Input[] = []
  let isDraining = false

  const deliverOne = (): boolean => {
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
      while (deliverOne());
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
        // The next holder takes over later in the same commit, and gets the keys first.
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

/** Without a provider, no key ever arrives. */
export const KeyboardContext = createContext<Keyboard>(createKeyboard())
