// A job on the screen shows its events: those of an earlier run come from the ledger when somebody looks.
import { useEffect } from 'react'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import { useDeckContext } from '../frame/deck-context.tsx'

export function useHistory(job: JobKey): void {
  const { commands } = useDeckContext()
  useEffect(() => commands.showHistory(job), [commands, job])
}
