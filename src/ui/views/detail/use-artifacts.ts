// Which of a job's expected files are there: looked up when the job is opened, and when its record changes or it ends.
import { useEffect, useState } from 'react'
import type { ArtifactState } from '../../../domain/jobs/artifact-state.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import { useDeck, useDeckContext } from '../../frame/deck-context.tsx'

const none: readonly ArtifactState[] = []

export function useArtifacts(key: JobKey): readonly ArtifactState[] {
  const { commands } = useDeckContext()
  const [states, setStates] = useState(none)
  const paths = useDeck((deck) => deck.jobs.get(key)?.record?.artifacts.join('\n') ?? '')
  const hasEnded = useDeck((deck) => (deck.jobs.get(key)?.ending ?? null) !== null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what an end has left is looked up
  useEffect(() => {
    if (paths === '') return
    let isCurrent = true
    void commands.findArtifacts(key).then((found) => {
      if (isCurrent) setStates(found)
    })
    return () => {
      isCurrent = false
    }
  }, [commands, key, paths, hasEnded])
  return states
}
