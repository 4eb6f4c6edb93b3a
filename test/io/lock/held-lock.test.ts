// A lock that is held for a while: one holder at a time, who can be named, and whose hanging can be seen.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { lookAtHolder, tryHoldLock } from '../../../src/io/lock/held-lock.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'

const path = () => join(temporaryFolder(), 'locks', 'one')

it('has one holder at a time, who is named', async () => {
  const file = path()
  expect(await lookAtHolder(file)).toMatchObject({ holder: null })
  const first = await tryHoldLock(file, systemClock)
  expect(await tryHoldLock(file, systemClock)).toBe(null)
  expect((await lookAtHolder(file)).holder).toMatch(new RegExp(`\\(process ${process.pid}\\)$`))
  first?.release()
  expect(await lookAtHolder(file)).toMatchObject({ holder: null })
  const next = await tryHoldLock(file, systemClock)
  expect(next).not.toBe(null)
  next?.release()
})

it('shows by its beat whether the holder lives', async () => {
  const file = path()
  const clock = new SimulatedClock(Date.UTC(2026, 5, 19))
  const lock = await tryHoldLock(file, clock)
  const { beat } = await lookAtHolder(file)
  expect((await lookAtHolder(file)).beat).toBe(beat)
  clock.advance(1_000)
  expect((await lookAtHolder(file)).beat).toBe(beat + 1_000)
  lock?.release()
})

it('is not held through a file that was removed', async () => {
  const file = path()
  const first = await tryHoldLock(file, systemClock)
  rmSync(file)
  const second = await tryHoldLock(file, systemClock)
  expect(second).not.toBe(null)
  expect(await tryHoldLock(file, systemClock)).toBe(null)
  first?.release()
  second?.release()
})

it('is refused through a link, and where a directory is in the way', async () => {
  const file = path()
  mkdirSync(join(file, '..'))
  symlinkSync('/nowhere', file)
  await expect(tryHoldLock(file, systemClock)).rejects.toMatchObject({ code: 'io', message: /ELOOP/ })
  rmSync(file)
  mkdirSync(file)
  await expect(tryHoldLock(file, systemClock)).rejects.toMatchObject({ code: 'io' })
})
