// Keys and pastes as steps of a pure state machine. Several keys may arrive before React renders again, so each step
// starts from the state that the last one left, not from the one that was rendered.
import { useInput, usePaste } from 'ink'
import { useContext, useEffect, useEffectEvent, useRef, useState } from 'react'
import { type Keystroke, keystrokesOf, singleKeys } from './keystrokes.ts'
import { TypedAheadContext } from './typed-ahead.ts'

export interface Step<State, Effect> {
  readonly state: State
  /** What the world is to do because of this step; null for nothing. */
  readonly effect: Effect | null
}

export interface Machine<State, Effect> {
  /** Whether typing is text in this state: then a run of characters comes as one keystroke, else key by key. */
  readonly takesText: (state: State) => boolean
  readonly press: (state: State, stroke: Keystroke) => Step<State, Effect>
  readonly paste: (state: State, text: string) => State
}

export interface MachineHandle<State> {
  readonly state: State
  /** Changes the state for another reason than a key, such as an answer that has come. */
  readonly change: (next: (state: State) => State) => void
}

/**
 * What an effect means for the machine. `gone`: it takes no further key, so that a second ⏎ of one batch does nothing
 * twice. `handed-over`: neither, and what is left of the batch is for what opens in its place.
 */
export type AfterEffect = 'stays' | 'gone' | 'handed-over'

/** Runs a machine on the terminal's input; `perform` gets each effect with the state right after its step. */
export function useKeystrokes<State, Effect>(
  initial: State,
  machine: Machine<State, Effect>,
  perform: (effect: Effect, state: State) => AfterEffect,
): MachineHandle<State> {
  const [state, setState] = useState(initial)
  const latest = useRef(state)
  const isGone = useRef(false)
  const ahead = useContext(TypedAheadContext)
  const change = (next: (state: State) => State) => {
    latest.current = next(latest.current)
    setState(latest.current)
  }
  const take = (strokes: readonly Keystroke[]) => {
    const waiting = [...strokes]
    while (!isGone.current) {
      const stroke = waiting.shift()
      if (!stroke) return
      const [first, ...rest] = machine.takesText(latest.current) ? [stroke] : singleKeys(stroke)
      if (!first) continue
      waiting.unshift(...rest)
      const step = machine.press(latest.current, first)
      change(() => step.state)
      const after = step.effect === null ? 'stays' : perform(step.effect, step.state)
      isGone.current = after !== 'stays'
      if (after === 'handed-over') ahead.put(waiting)
    }
  }
  const takeAhead = useEffectEvent(() => take(ahead.take()))
  useEffect(() => takeAhead(), [])
  useInput((input, key) => take(keystrokesOf(input, key)))
  usePaste((text) => {
    if (!isGone.current) change((current) => machine.paste(current, text))
  })
  return { state, change }
}
