// How a dialog about a job leaves the screen: by a key of its user, or because there is nothing left that it is about.
import { useContext, useEffect } from 'react'
import { KeyboardContext } from '../keys/keyboard.ts'
import { useDeckContext } from './deck-context.tsx'

/** What closes the dialog; keys typed ahead go to the screen below. */
export function useLeave(): () => void {
  const keyboard = useContext(KeyboardContext)
  const { screens } = useDeckContext()
  return () => {
    keyboard.handOver()
    screens.back()
  }
}

/**
 * Closes the dialog when what it is about has left the deck, as after a switch to another broker. Keys typed ahead were meant for
 * that: on the screen below they could act on another job.
 */
export function useCloseWhen(isGone: boolean): void {
  const keyboard = useContext(KeyboardContext)
  const { screens } = useDeckContext()
  useEffect(() => {
    if (!isGone) return
    keyboard.drop()
    screens.back()
  }, [isGone, keyboard, screens])
}
