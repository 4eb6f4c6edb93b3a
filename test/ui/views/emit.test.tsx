// The emit dialog: one key picks, ⏎ emits, and an ended job asks first.
import { describe, expect, it, vi } from 'vitest'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { EmitDialog } from '../../../src/ui/views/emit/view.tsx'
import { arrive, foldAll } from '../../domain/jobs/build-job.ts'
import { askedCommands, enter, esc } from './dialog-state.ts'
import { mountDialog } from './mount-dialog.ts'

const running = foldAll([arrive(1, 'started')])
const ended = foldAll([arrive(1, 'started'), arrive(2, 'completed')])

async function open(job: Job) {
  const commands = askedCommands()
  const onClose = vi.fn()
  const dialog = await mountDialog(
    <EmitDialog columns={80} rows={24} job={job} commands={commands} onClose={onClose} />,
    80,
    24,
  )
  return { dialog, commands, onClose }
}

describe('the emit dialog', () => {
  it.each([
    ['s', 'started'],
    ['p', 'progress'],
    ['r', 'permission_required'],
    ['c', 'completed'],
    ['x', 'error'],
  ])('emits by %s and ⏎ the event %s, then closes', async (key, event) => {
    const { dialog, commands, onClose } = await open(running)
    await dialog.type(key)
    await dialog.shows('detail')
    expect(commands.emitted).toEqual([])
    await dialog.type(enter)
    expect(commands.emitted).toEqual([{ job: running.key, event, detail: '' }])
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('takes pick, detail and ⏎ of one batch, the detail with the letters that would pick', async () => {
    const { dialog, commands } = await open(running)
    await dialog.type(`psrc x 정렬${enter}`)
    expect(commands.emitted).toEqual([{ job: running.key, event: 'progress', detail: 'src x 정렬' }])
  })

  it('keeps a pasted detail on one line', async () => {
    const { dialog, commands } = await open(running)
    await dialog.paste('nothing is picked yet')
    await dialog.type('x')
    await dialog.paste('tests failed:\r\n 3 of 140\n')
    await dialog.type(enter)
    expect(commands.emitted).toEqual([{ job: running.key, event: 'error', detail: 'tests failed:  3 of 140' }])
  })

  it('goes back a step by esc and emits nothing', async () => {
    const { dialog, commands, onClose } = await open(running)
    await dialog.type('c')
    await dialog.type(esc)
    await dialog.shows('permission_required')
    expect(onClose).not.toHaveBeenCalled()
    await dialog.type(esc)
    expect(onClose).toHaveBeenCalledOnce()
    expect(commands.emitted).toEqual([])
  })

  it('asks first when the job has ended', async () => {
    const { dialog, commands, onClose } = await open(ended)
    await dialog.type(`xlate${enter}`)
    await dialog.shows('This job has ended (completed). Emit anyway?  y/n')
    await dialog.type(enter)
    await dialog.type('n')
    expect(commands.emitted).toEqual([])
    expect(onClose).not.toHaveBeenCalled()
    await dialog.type(`!${enter}y`)
    expect(commands.emitted).toEqual([{ job: running.key, event: 'error', detail: 'late!' }])
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('asks too when the job ends while its detail is typed', async () => {
    const { dialog, commands, onClose } = await open(running)
    await dialog.type('pmore')
    dialog.rerender(<EmitDialog columns={80} rows={24} job={ended} commands={commands} onClose={onClose} />)
    await dialog.shows('has ended: completed')
    await dialog.type(enter)
    await dialog.shows('Emit anyway?')
    expect(commands.emitted).toEqual([])
  })
})
