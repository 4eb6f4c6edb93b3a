// The whole history of a job on the screen: what has come is read while somebody looks, and so is what is scrolled to.
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { type HistoryView, type IndexRange, JobHistory } from '../../app/deck/job-history.ts'
import type { HistoryEntry } from '../../domain/jobs/job.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import { useDeck, useDeckContext } from '../frame/deck-context.tsx'

const none: readonly HistoryEntry[] = []
const nothingOpen = createStore<unknown>(() => null)
/** What there is to see of no job. */
const empty = new JobHistory(null).view([])

/** The history of a job, or an empty one of none. */
export function useHistory(key: JobKey | null): HistoryView {
  const { commands } = useDeckContext()
  const history = key === null ? null : commands.historyOf(key)
  const memory = useDeck((deck) => (key === null ? none : (deck.jobs.get(key)?.history ?? none)))
  useStore<StoreApi<unknown>>(history?.store ?? nothingOpen)
  // biome-ignore lint/correctness/useExhaustiveDependencies: an event has come
  useEffect(() => history?.refresh(), [history, memory])
  return history?.view(memory) ?? empty
}

/** Says which events of a job the screen shows. */
export function useShownEvents(key: JobKey, { from, to }: IndexRange): void {
  const { commands } = useDeckContext()
  useEffect(() => commands.historyOf(key).show({ from, to }), [commands, key, from, to])
}

/** Searches the history of a job for a text; an empty one ends the search. */
export function useSearch(key: JobKey, text: string): void {
  const { commands } = useDeckContext()
  useEffect(() => commands.historyOf(key).search(text), [commands, key, text])
}

/** Reads when the events of a job came. */
export function useTimes(key: JobKey): void {
  const { commands } = useDeckContext()
  useEffect(() => commands.historyOf(key).showTimes(), [commands, key])
}

/** Reads the whole payload of an event. */
export function usePayload(key: JobKey, index: number): void {
  const { commands } = useDeckContext()
  useEffect(() => commands.historyOf(key).showPayload(index), [commands, key, index])
}

/** As many of the last events as a screen has rows, the oldest first. */
export function useLastEvents(key: JobKey | null, rows: number): readonly HistoryEntry[] {
  const { first, end, at } = useHistory(key)
  const from = Math.max(first, end - rows)
  return Array.from({ length: end - from }, (_, index) => at(from + index)).filter((entry) => entry !== undefined)
}
