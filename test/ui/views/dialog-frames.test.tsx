// Whole frames of every dialog at three sizes, kept as text: what the user sees, and that nothing is wider than the room.
import type { ReactElement } from 'react'
import { describe, expect, it } from 'vitest'
import { ConfirmDialog } from '../../../src/ui/forms/confirm.tsx'
import { BrokerDialog } from '../../../src/ui/views/brokers/view.tsx'
import { EmitDialog } from '../../../src/ui/views/emit/view.tsx'
import { blankForm } from '../../../src/ui/views/register/state.ts'
import { RegisterDialog } from '../../../src/ui/views/register/view.tsx'
import { arrive, foldAll } from '../../domain/jobs/build-job.ts'
import type { Driver } from '../../support/terminal/driver.ts'
import { times } from '../../support/terminal/keys.ts'
import { askedCommands, brokerView, profileViews, sizes, viewOf } from './dialog-state.ts'
import { mountDialog } from './mount-dialog.ts'

interface Frame {
  readonly name: string
  readonly element: (columns: number, rows: number) => ReactElement
  /** What is done before the frame is looked at. */
  readonly steps: (dialog: Driver) => Promise<void>
}

const nothing = () => {}
const none = async () => {}
const refusing = () =>
  askedCommands({
    register: async () => ({
      ok: false,
      fields: { timeout: '"1x" is not a duration: use 90s, 15m or 1h30m' },
      message: 'nothing was registered',
    }),
  })
const register = (columns: number, rows: number) => (
  <RegisterDialog
    columns={columns}
    rows={rows}
    state={{ profiles: profileViews, registryDir: '.hermes/jobs' }}
    initial={blankForm}
    commands={refusing()}
    onRegistered={nothing}
    onClose={nothing}
  />
)
const emit = (columns: number, rows: number) => (
  <EmitDialog
    columns={columns}
    rows={rows}
    view={viewOf(foldAll([arrive(1, 'started'), arrive(2, 'completed')]))}
    commands={askedCommands()}
    onClose={nothing}
  />
)
const broker = (columns: number, rows: number) => (
  <BrokerDialog
    columns={columns}
    rows={rows}
    state={{ profiles: profileViews, broker: brokerView }}
    commands={askedCommands()}
    onClose={nothing}
  />
)
const confirm = (columns: number, rows: number) => (
  <ConfirmDialog
    columns={columns}
    rows={rows}
    title="cancel a job"
    question="Cancel the job 3f9a12bc? Its agent is not told."
    onYes={nothing}
    onNo={nothing}
  />
)

const prompt = '정렬 문제 10개를 만들어 sort_problems.md로 저장하고, 답을 따로 적으세요.'
const frames: readonly Frame[] = [
  { name: 'register', element: register, steps: none },
  {
    name: 'register-refused',
    element: register,
    steps: (dialog) => dialog.types(prompt).press('enter').types('Then run the tests. 👍').press('ctrl-s'),
  },
  { name: 'register-leaving', element: register, steps: (dialog) => dialog.types(prompt).press('tab').press('esc') },
  { name: 'emit', element: emit, steps: none },
  { name: 'emit-asks', element: emit, steps: (dialog) => dialog.press('x').types('정렬 실패').press('enter') },
  { name: 'broker', element: broker, steps: none },
  { name: 'broker-unreachable', element: broker, steps: (dialog) => dialog.press('G') },
  {
    name: 'profile',
    element: broker,
    steps: (dialog) =>
      dialog
        .press('G')
        .press('e')
        .sees('edit the profile')
        .press(...times('tab', 8))
        .types('secret'),
  },
  { name: 'confirm', element: confirm, steps: none },
]

describe.each(frames)('the frame $name', ({ name, element, steps }) => {
  it.each(sizes)('at %i×%i', async (columns, rows) => {
    const dialog = await mountDialog(element(columns, rows), columns, rows)
    await steps(dialog)
    const { text } = await dialog.screen()
    await expect(`${text}\n`).toMatchFileSnapshot(`frames/${name}-${columns}x${rows}.txt`)
  })
})
