// The whole history of a job on the screen: what has come is read while somebody looks, and so is what is scrolled to.
import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { HistoryView, IndexRange } from '../../app/deck/job-history.ts'
import type { HistoryEntry } from '../../domain/jobs/job.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import { useDeck, useDeckContext } from '../frame/deck-context.tsx'

const none: readonly HistoryEntry[] = []

export function useHistory(key: JobKey): HistoryView {
  const { commands } = useDeckContext()
  const history = commands.historyOf(key)
  const memory = useDeck((deck) => deck.jobs.get(key)?.history ?? none)
  useStore(history.store)
  // biome-ignore lint/correctness/useExhaustiveDependencies: an event has come
  useEffect(() => history.refresh(), [history, memory])
  return history.view(memory)
}

/** Says which events of a job the screen shows. */
export function useShownEvents(key: JobKey, { from, to }: IndexRange): void {
  const { commands } = useDeckContext()
  useEffect(() => commands.historyOf(key).show({ from, to }), [commands, key, from, to])
}
