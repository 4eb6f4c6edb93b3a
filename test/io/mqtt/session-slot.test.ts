import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claimSessionSlot } from '../../../src/io/mqtt/session-slot.ts'
import { plainSettings } from '../../support/mosquitto.ts'
import { claimSlot, ownStateDir } from '../../support/own-slot.ts'
import { startProgram } from '../../support/program.ts'

const settings = plainSettings(1883)
const memory = { filters: ['t/#', 'u/#'], lastHeardWallMs: 1_700_000_000_000 }

function slotFile(stateDir: string): string {
  const folder = join(stateDir, 'sessions')
  return join(folder, readdirSync(folder).find((name) => name.endsWith('-1.json')) ?? 'none')
}

describe('a session slot', () => {
  it('has the same client id whenever it is claimed, with prefix and number', async () => {
    const stateDir = ownStateDir()
    const first = await claimSlot(stateDir, settings)
    expect(first.clientId).toMatch(/^test-[A-Za-z0-9-]+-[0-9a-f]{10}-1$/)
    expect(first.memory).toBeNull()
    await first.release()
    expect((await claimSlot(stateDir, settings)).clientId).toBe(first.clientId)
  })

  it('is held by one: the next claims get the next slots, and a released one is taken first', async () => {
    const stateDir = ownStateDir()
    const slots = [await claimSlot(stateDir, settings), await claimSlot(stateDir, settings)]
    slots.push(await claimSlot(stateDir, settings))
    expect(slots.map(({ number }) => number)).toEqual([1, 2, 3])
    expect(new Set(slots.map(({ clientId }) => clientId)).size).toBe(3)
    await slots[1]?.release()
    expect((await claimSlot(stateDir, settings)).clientId).toBe(slots[1]?.clientId)
  })

  it('is free again when its process is killed', async () => {
    const stateDir = ownStateDir()
    const moduleUrl = new URL('../../../src/io/mqtt/session-slot.ts', import.meta.url).href
    const script = `
      const { claimSessionSlot } = await import(${JSON.stringify(moduleUrl)})
      const slot = await claimSessionSlot(${JSON.stringify({ stateDir, settings, scope: 't' })})
      console.log('holds', slot.clientId)
      setInterval(() => {}, 1_000)`
    const program = startProgram(process.execPath, ['--input-type=module', '-e', script])
    const clientId = (await program.waitForLine('holds')).split(' ')[1]
    expect((await claimSlot(stateDir, settings)).number).toBe(2)
    program.kill('SIGKILL')
    await program.exit
    expect(await claimSlot(stateDir, settings)).toMatchObject({ number: 1, clientId })
  })

  it('is another one for another broker, login, prefix or scope', async () => {
    const stateDir = ownStateDir()
    const claims = [
      { settings, scope: 't' },
      { settings: { ...settings, port: 1884 }, scope: 't' },
      { settings: { ...settings, username: 'hermes' }, scope: 't' },
      { settings: { ...settings, clientIdPrefix: 'other' }, scope: 't' },
      { settings, scope: 'u' },
    ]
    const slots = await Promise.all(claims.map((claim) => claimSessionSlot({ stateDir, ...claim })))
    expect(slots.map(({ number }) => number)).toEqual([1, 1, 1, 1, 1])
    expect(new Set(slots.map(({ clientId }) => clientId)).size).toBe(5)
  })

  it('remembers what its session holds and when it was last heard, until the session ends', async () => {
    const stateDir = ownStateDir()
    const first = await claimSlot(stateDir, settings)
    first.remember({ ...memory, lastHeardWallMs: 1_600_000_000_000 })
    first.remember(memory)
    await first.release()
    const second = await claimSlot(stateDir, settings)
    expect(second.memory).toEqual(memory)
    second.remember(null)
    await second.release()
    expect((await claimSlot(stateDir, settings)).memory).toBeNull()
  })

  it('is for the user only', async () => {
    const stateDir = ownStateDir()
    await claimSlot(stateDir, settings)
    const folder = join(stateDir, 'sessions')
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })

  it.each(['', '{', 'null', '[]', '{"id":""}', '{"id":7}', '{"id":"a/#"}'])(
    'begins anew when its file holds %j',
    async (text) => {
      const stateDir = ownStateDir()
      const first = await claimSlot(stateDir, settings)
      await first.release()
      writeFileSync(slotFile(stateDir), text)
      const second = await claimSlot(stateDir, settings)
      expect(second.clientId).toMatch(/^test-.*-1$/)
      expect(second.clientId).not.toBe(first.clientId)
      expect(second.clientId).toContain(JSON.parse(readFileSync(slotFile(stateDir), 'utf8')).id)
    },
  )

  it('keeps its client id when only the filters cannot be read', async () => {
    const stateDir = ownStateDir()
    const slot = await claimSlot(stateDir, settings)
    await slot.release()
    const { clientId } = slot
    writeFileSync(slotFile(stateDir), JSON.stringify({ id: clientId.split('-').at(-2), filters: [1, 2] }))
    expect(await claimSlot(stateDir, settings)).toMatchObject({ clientId, memory: null })
  })

  it('cannot be claimed where the state directory cannot be used, and says which', async () => {
    const stateDir = join(ownStateDir(), 'file')
    writeFileSync(stateDir, '')
    await expect(claimSlot(stateDir, settings)).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining(join(stateDir, 'sessions')),
    })
  })

  it('goes on with what it remembers when the disk takes no more', async () => {
    const stateDir = ownStateDir()
    const slot = await claimSlot(stateDir, settings)
    const path = slotFile(stateDir)
    rmSync(path)
    mkdirSync(path)
    slot.remember(memory)
    expect(slot.memory).toEqual(memory)
    await slot.release()
  })
})
