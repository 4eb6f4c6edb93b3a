// The one queue that every key and paste goes through. Many may arrive at once, as on a slow line or from a program, and any of
// them may open another screen. They are delivered one at a time to the component that holds the keyboard; what was meant for a
// screen that is gone, and text where no text is typed, is discarded rather than taken for commands (UX.md §1, §4). Only what is
// typed for a form that is about to be drawn waits for it: there it can hit nothing that has not been seen.
import { createContext } from 'react'
import { graphemesOf } from '../../domain/text/cells.ts'
import type { Input } from './input-decoder.ts'
import { type Keystroke, keysForText, singleKeys } from './keystrokes.ts'

/** `text`: a run of characters comes as one keystroke. `keys`: key by key. `later`: input waits. */
export type InputMode = 'text' | 'keys' | 'later'

export interface KeyboardHolder {
  readonly mode: () => InputMode
  readonly press: (stroke: Keystroke) => void
  readonly paste: (text: string) => void
  /** Text arrived all at once where keys are commands: it was typed or pasted by mistake, and nothing is done with it. */
  readonly ignore: () => void
}

interface Waiting {
  readonly input: Input
  /** A part of several different characters that arrived together. */
  readonly isBurst: boolean
}

export interface Keyboard {
  /** Delivers what arrived together, after what is still waiting. */
  put(inputs: readonly Input[]): void
  /** Takes the keyboard; calling the result gives it back. */
  hold(holder: KeyboardHolder): () => void
  /** Stops delivery to the current holder. What arrives before the next one holds the keyboard is for that one if it takes text. */
  handOver(): void
  /** Delivers what is waiting; to be called when a holder's mode is no longer `later`. */
  drain(): void
  /** Discards what is waiting: it was typed for something that did not happen. */
  drop(): void
}

export function createKeyboard(): Keyboard {
  const holders: KeyboardHolder[] = []
  /** The holder whose screen is being replaced. */
  let leaving: KeyboardHolder | null = null
  let waiting: readonly Waiting[] = []
  let isDraining = false

  const deliverOne = (): boolean => {
    const holder = holders.at(-1)
    if (!holder || holder === leaving) return false
    const mode = holder.mode()
    if (leaving) {
      leaving = null
      if (mode !== 'text') waiting = []
    }
    if (mode === 'later') return false
    const [next, ...others] = waiting
    if (!next) return false
    waiting = others
    const { input, isBurst } = next
    if ('paste' in input) holder.paste(input.paste)
    else if (mode === 'keys' && isBurst) holder.ignore()
    else {
      const [first, ...rest] = mode === 'text' ? keysForText(input) : singleKeys(input)
      waiting = [...rest.map((stroke) => ({ input: stroke, isBurst })), ...waiting]
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
      const isBurst = hasSeveralCharacters(inputs)
      waiting = [...waiting, ...inputs.map((input) => ({ input, isBurst }))]
      drain()
    },
    hold: (holder) => {
      holders.push(holder)
      drain()
      return () => {
        holders.splice(holders.indexOf(holder), 1)
        // The next holder takes over later in the same commit.
        queueMicrotask(drain)
      }
    },
    handOver: () => {
      leaving = holders.at(-1) ?? null
      waiting = []
    },
    drain,
    drop: () => {
      waiting = []
    },
  }
}

/** A key that is held down repeats one character; several different ones at once are text. */
function hasSeveralCharacters(inputs: readonly Input[]): boolean {
  const texts = inputs.map((input) => ('paste' in input ? '' : input.text))
  return new Set(graphemesOf(texts.join(''))).size > 1
}

/** Without a provider, no key ever arrives. */
export const KeyboardContext = createContext<Keyboard>(createKeyboard())
