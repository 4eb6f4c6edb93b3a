// Whole frames of every dialog at three sizes, kept as text: what a person sees, and that nothing is wider than the room.
import type { ReactElement } from 'react'
import { describe, expect, it } from 'vitest'
import { safe } from '../../../src/domain/text/safe-text.ts'
import { ConfirmDialog } from '../../../src/ui/forms/confirm.tsx'
import { BrokerDialog } from '../../../src/ui/views/brokers/view.tsx'
import { EmitDialog } from '../../../src/ui/views/emit/view.tsx'
import { RegisterDialog } from '../../../src/ui/views/register/view.tsx'
import { arrive, foldAll } from '../../domain/jobs/build-job.ts'
import { askedCommands, brokerView, ctrlS, enter, esc, profileViews, sizes, tab } from './dialog-state.ts'
import { mountDialog } from './mount-dialog.ts'

interface Frame {
  readonly name: string
  readonly element: (columns: number, rows: number) => ReactElement
  /** Sent one by one; each is waited for. */
  readonly typed: readonly string[]
}

const nothing = () => {}
const refusing = () =>
  askedCommands({
    register: async () => ({
      ok: false,
      fields: { timeout: '"1x" is no duration: use 90s, 15m or 1h30m' },
      message: 'nothing was registered',
    }),
  })
const register = (columns: number, rows: number) => (
  <RegisterDialog
    columns={columns}
    rows={rows}
    state={{ profiles: profileViews, registryDir: safe`.hermes/jobs` }}
    commands={refusing()}
    onRegistered={nothing}
    onClose={nothing}
  />
)
const emit = (columns: number, rows: number) => (
  <EmitDialog
    columns={columns}
    rows={rows}
    job={foldAll([arrive(1, 'started'), arrive(2, 'completed')])}
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
  { name: 'register', element: register, typed: [] },
  { name: 'register-refused', element: register, typed: [prompt, enter, 'Then run the tests. 👍', ctrlS] },
  { name: 'register-leaving', element: register, typed: [prompt, tab, esc] },
  { name: 'emit', element: emit, typed: [] },
  { name: 'emit-asks', element: emit, typed: ['x', '정렬 실패', enter] },
  { name: 'broker', element: broker, typed: [] },
  { name: 'broker-unreachable', element: broker, typed: ['G'] },
  { name: 'profile', element: broker, typed: ['G', 'e', tab.repeat(8), 'secret'] },
  { name: 'confirm', element: confirm, typed: [] },
]

describe.each(frames)('the frame $name', ({ name, element, typed }) => {
  it.each(sizes)('at %i×%i', async (columns, rows) => {
    const dialog = await mountDialog(element(columns, rows), columns, rows)
    for (const bytes of typed) await dialog.type(bytes)
    const screen = await dialog.rows()
    await expect(`${screen.join('\n')}\n`).toMatchFileSnapshot(`frames/${name}-${columns}x${rows}.txt`)
  })
})
