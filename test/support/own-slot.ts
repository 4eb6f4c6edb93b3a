// Session slots of a state directory that ends with the test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { claimSessionSlot, type SessionSlot } from '../../src/io/mqtt/session-slot.ts'
import type { BrokerSettings } from '../../src/io/mqtt/settings.ts'

export function ownStateDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jobdeck-slots-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function claimSlot(stateDir: string, settings: BrokerSettings): Promise<SessionSlot> {
  return claimSessionSlot({ stateDir, settings, scope: 't' })
}
