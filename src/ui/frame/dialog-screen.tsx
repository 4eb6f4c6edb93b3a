// Mounts the dialog on top of the stack. Dialogs take their keys themselves and say when they are done.
import type { JobKey } from '../../domain/jobs/job-key.ts'
import { BrokerDialog } from '../views/brokers/view.tsx'
import { EmitDialog } from '../views/emit/view.tsx'
import { RegisterDialog } from '../views/register/view.tsx'
import type { Size } from './chrome-layout.ts'
import { useDeck, useDeckContext } from './deck-context.tsx'
import { popped, revealed, type Screen } from './navigation.ts'

export interface DialogScreenProps {
  readonly screen: Extract<Screen, { name: 'register' | 'emit' | 'broker' }>
  readonly size: Size
  /** The rows above the dialog's room. */
  readonly top: number
}

/** The dialog in a room of `size`. */
export function DialogScreen({ screen, size, top }: DialogScreenProps) {
  const { navigation, commands } = useDeckContext()
  const state = useDeck(({ profiles, registryDir, broker }) => ({ profiles, registryDir, broker }))
  const close = () => navigation.setState(popped)
  const room = { ...size, top }
  if (screen.name === 'broker') return <BrokerDialog {...room} state={state} commands={commands} onClose={close} />
  if (screen.name === 'emit') return <EmitToJob {...room} job={screen.job} onClose={close} />
  const select = (job: JobKey) => navigation.setState((at) => revealed(popped(at), job))
  return <RegisterDialog {...room} state={state} commands={commands} onRegistered={select} onClose={close} />
}

interface EmitToJobProps extends Size {
  readonly top: number
  readonly job: JobKey
  readonly onClose: () => void
}

/** The emit dialog, as long as the deck knows the job. */
function EmitToJob({ job, ...dialog }: EmitToJobProps) {
  const { commands } = useDeckContext()
  const shown = useDeck((state) => state.jobs.get(job))
  return shown ? <EmitDialog {...dialog} job={shown} commands={commands} /> : null
}
