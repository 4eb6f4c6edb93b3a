// A tool that an agent is running, as its hooks report it (`data.tool`, docs/formats.md): meanwhile the agent says nothing, and is
// not silent either.
import type { JobEvent } from './event.ts'

const maxNameChars = 80

/** The name of the tool that runs from this event on; null for none. */
export function runningToolOf({ event, data }: Pick<JobEvent, 'event' | 'data'>): string | null {
  if (event !== 'progress' || typeof data?.tool !== 'object' || data.tool === null) return null
  const { name, state } = data.tool as { readonly name?: unknown; readonly state?: unknown }
  return state === 'running' && typeof name === 'string' && name !== '' ? name.slice(0, maxNameChars) : null
}
