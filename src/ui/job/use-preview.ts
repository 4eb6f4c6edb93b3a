// Keeps the pane of a job's agent on the screen while a component shows it.
import { useEffect } from 'react'
import type { JobPreview } from '../../app/deck/deck-state.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import { useDeck, useDeckContext } from '../frame/deck-context.tsx'

/** What the pane shows; null while it is not known. A `job` of null asks for none. */
export function usePreview(job: JobKey | null): JobPreview | null {
  const { commands } = useDeckContext()
  useEffect(() => {
    if (job === null) return undefined
    commands.preview(job)
    return () => commands.preview(null)
  }, [job, commands])
  return useDeck(({ preview }) => (preview?.job === job ? preview : null))
}
