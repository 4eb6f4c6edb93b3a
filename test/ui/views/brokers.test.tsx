// The broker dialog and the profile form: choosing, adding, editing and removing brokers by key.
import { describe, expect, it, vi } from 'vitest'
import { BrokerDialog } from '../../../src/ui/views/brokers/view.tsx'
import { times } from '../../support/terminal/keys.ts'
import { waitFor } from '../../support/wait-for.ts'
import { type AskedCommands, askedCommands, brokerView, profileView, profileViews } from './dialog-state.ts'
import { mountDialog } from './mount-dialog.ts'

async function open(commands: AskedCommands, profiles = profileViews, columns = 100, rows = 24) {
  const onClose = vi.fn()
  const element = (shown: typeof profiles) => (
    <BrokerDialog
      columns={columns}
      rows={rows}
      state={{ profiles: shown, broker: brokerView }}
      commands={commands}
      onClose={onClose}
    />
  )
  const dialog = await mountDialog(element(profiles), columns, rows)
  return { dialog, onClose, update: (shown: typeof profiles) => dialog.rerender(element(shown)) }
}

const rowOf = (screen: readonly string[], name: string) => screen.find((row) => row.includes(` ${name} `)) ?? ''

describe('the broker dialog', () => {
  it('asks once whether the brokers can be reached, and shows the answers as they come', async () => {
    const commands = askedCommands()
    const { dialog, update } = await open(commands)
    expect(rowOf((await dialog.screen()).rows, 'env')).toContain('… checking')
    update(profileViews.map((profile) => ({ ...profile, reach: 'reachable' as const })))
    await dialog.seesThat('the answer for env', ({ rows }) => rowOf(rows, 'env').includes('✓ reachable'))
    expect(commands.checks).toBe(1)
    await dialog.press('c')
    expect(commands.checks).toBe(2)
  })

  it('marks the one in use and begins on it', async () => {
    const { dialog } = await open(askedCommands())
    const screen = (await dialog.screen()).rows
    expect(rowOf(screen, 'local-tls')).toContain('▸ ● local-tls')
    expect(rowOf(screen, 'env')).not.toContain('●')
  })

  it('distinguishes TLS, plain and public, and shows the user or no login', async () => {
    const screen = (await (await open(askedCommands())).dialog.screen()).rows
    expect(rowOf(screen, 'env')).toMatch(/public +no login/)
    expect(rowOf(screen, 'local')).toMatch(/plain +hermes/)
    expect(rowOf(screen, 'local-tls')).toMatch(/TLS +hermes/)
  })

  it('says why the selected one cannot be reached', async () => {
    const { dialog } = await open(askedCommands(), profileViews, 60, 16)
    await dialog.press('j').sees('✗ the certificate is for mqtt.example.org')
  })

  it('switches by ⏎ and closes', async () => {
    const commands = askedCommands()
    const { dialog, onClose } = await open(commands)
    await dialog.press('down', 'enter')
    expect(commands.switchedTo).toEqual(['staging'])
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('removes only after a yes', async () => {
    const commands = askedCommands()
    const { dialog } = await open(commands)
    await dialog.press('j', 'd').sees('Remove the profile staging?')
    await dialog.press('enter', 'x')
    await dialog.press('n').sees('▸   staging')
    expect(commands.removed).toEqual([])
    await dialog.press('d').sees('y yes')
    await dialog.press('y').sees('staging is removed')
    expect(commands.removed).toEqual(['staging'])
  })

  it('says why a profile cannot be removed', async () => {
    const refuse = async () => ({ ok: false, fields: {}, message: 'staging is in use: switch first' }) as const
    const { dialog } = await open(askedCommands({ removeProfile: refuse }))
    await dialog.press('j', 'd').sees('y yes')
    await dialog.press('y').sees('staging is in use: switch first')
  })

  it('leaves built-in profiles as they are', async () => {
    const commands = askedCommands()
    const { dialog } = await open(commands)
    for (const key of ['d', 'e']) {
      await dialog.press('g', key).sees('env is built in')
      await dialog.press('k')
    }
    expect(commands.removed).toEqual([])
  })

  it('scrolls a long list with the selection', async () => {
    const many = Array.from({ length: 40 }, (_, index) => profileView(`profile-${index}`))
    const { dialog } = await open(askedCommands(), many, 60, 16)
    await dialog.press('G').sees('▸   profile-39')
    await dialog.press('g').sees('▸   profile-0')
  })

  it('closes by esc', async () => {
    const { dialog, onClose } = await open(askedCommands())
    await dialog.press('esc')
    expect(onClose).toHaveBeenCalledOnce()
  })
})

describe('the profile form', () => {
  it('adds a profile and comes back to the list with it selected', async () => {
    const commands = askedCommands()
    const { dialog, update } = await open(commands)
    await dialog.press('a').sees('add a profile')
    await dialog
      .types('prod')
      .press('tab')
      .types('mqtt.example.org')
      .press('tab', 'ctrl-u')
      .types('443')
      .press('tab', 'right', 'ctrl-s')
    await dialog.sees('prod is saved')
    update([...profileViews, profileView('prod')])
    await dialog.sees('▸   prod')
    expect(commands.saved[0]).toMatchObject({
      name: 'prod',
      host: 'mqtt.example.org',
      port: '443',
      transport: 'websocket',
      tls: 'on',
      password: '',
    })
  })

  it('edits a saved one under its own name', async () => {
    const commands = askedCommands()
    const { dialog } = await open(commands)
    await dialog.press('j', 'e').sees('edit the profile staging')
    await dialog.types('.example').press('ctrl-s').sees('staging is saved')
    expect(commands.saved[0]).toMatchObject({ name: 'staging', host: 'mqtt.internal.example' })
  })

  it('masks a password and warns while one is typed that it is stored as plain text', async () => {
    const commands = askedCommands()
    const { dialog } = await open(commands)
    await dialog.press('j', 'e').sees('▸ host')
    const { text: form } = await dialog.press(...times('tab', 8)).sees('▸ password')
    expect(form).not.toContain('plain text')
    await dialog.types('s3cret pass')
    const { text: screen } = await dialog.sees('••••••')
    expect(screen).toContain('stored as plain text')
    expect(screen).not.toContain('s3cret')
    await dialog.press('ctrl-s')
    await waitFor(() => commands.saved.length > 0)
    expect(commands.saved[0]?.password).toBe('s3cret pass')
  })

  it('shows what is wrong beside its field, at 60×16 too', async () => {
    const refuse = async () =>
      ({ ok: false, fields: { port: '"x" is no port: 1 to 65535' }, message: 'nothing was saved' }) as const
    const { dialog } = await open(askedCommands({ saveProfile: refuse }), profileViews, 60, 16)
    await dialog.press('a').sees('▸ name')
    await dialog.types('name').press('ctrl-s')
    const screen = (await dialog.sees('"x" is no port')).rows
    expect(screen[screen.findIndex((row) => row.includes('▸ port')) + 1]).toContain('✗ "x" is no port')
    expect(screen.join('\n')).toContain('✗ nothing was saved')
  })

  it('asks before it loses something typed, then goes back to the list', async () => {
    const { dialog, onClose } = await open(askedCommands())
    await dialog.press('a').sees('host')
    await dialog.press('x').sees(/name +│ x/)
    await dialog.press('esc').sees('Your changes will be lost.  y/n')
    await dialog.press('y').sees('local-tls')
    expect(onClose).not.toHaveBeenCalled()
  })
})
