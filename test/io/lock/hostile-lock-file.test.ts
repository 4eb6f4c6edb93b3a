// What lies where the lock file belongs: nothing of it is followed, waited for or written to.
import { execFileSync } from 'node:child_process'
import { constants, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeError } from '../../../src/domain/failure.ts'
import { withDirectoryLock } from '../../../src/io/lock/directory-lock.ts'
import { claimSessionSlot } from '../../../src/io/mqtt/session-slot.ts'
import { readRecord, takeNextSeq } from '../../../src/io/registry/registry.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { plainSettings } from '../../support/mosquitto.ts'
import { putRecord, temporaryDir } from '../registry/fixtures.ts'

it.each([
  ['a link', (path: string) => symlinkSync('elsewhere', path), /ELOOP.*symbolic link/],
  ['a link to a file', (path: string) => symlinkSync('abc12345.json', path), /ELOOP/],
  ['a pipe', (path: string) => execFileSync('mkfifo', [path]), /ENXIO.*a pipe/],
  ['a directory', (path: string) => mkdirSync(path), /EISDIR.*a directory is in the way/],
])('refuses %s, and changes nothing', async (_, make, message) => {
  const dir = await temporaryDir()
  await putRecord(dir, 'abc12345')
  make(join(dir, '.lock'))
  const files = readdirSync(dir)
  const error = await takeNextSeq(dir, 'abc12345').catch((thrown) => thrown)
  expect(error).toMatchObject({ code: 'io' })
  expect(describeError(error)).toMatch(message)
  expect(readdirSync(dir)).toEqual(files)
  expect(await readRecord(dir, 'abc12345')).toMatchObject({ last_seq: 0 })
})

it('refuses a pipe that somebody reads', async () => {
  const dir = await temporaryDir()
  execFileSync('mkfifo', [join(dir, '.lock')])
  const reader = await open(join(dir, '.lock'), constants.O_RDONLY | constants.O_NONBLOCK)
  await expect(withDirectoryLock(dir, async () => {})).rejects.toMatchObject({
    code: 'io',
    message: /not a regular file/,
  })
  await reader.close()
})

it('is created with the mode that the umask gives, so that a group can share it', async () => {
  const dir = await temporaryDir()
  const before = process.umask(0o002)
  try {
    await withDirectoryLock(dir, async () => {})
  } finally {
    process.umask(before)
  }
  expect(statSync(join(dir, '.lock')).mode & 0o777).toBe(0o664)
})

it('of a session is neither a link nor a pipe, and what is stored of it is read without waiting', async () => {
  const stateDir = temporaryFolder()
  const options = { stateDir, settings: plainSettings(1883), scope: 't' }
  const slot = await claimSessionSlot(options)
  await slot.release()
  const folder = join(stateDir, 'sessions')
  const [lock = '', stored = ''] = [/\.lock$/, /\.json$/].map((end) =>
    readdirSync(folder).find((name) => end.test(name)),
  )
  execFileSync('rm', [join(folder, stored)])
  execFileSync('mkfifo', [join(folder, stored)])
  const again = await claimSessionSlot(options)
  expect(again.clientId).not.toBe(slot.clientId)
  await again.release()
  execFileSync('rm', [join(folder, lock)])
  symlinkSync('elsewhere', join(folder, lock))
  await expect(claimSessionSlot(options)).rejects.toMatchObject({ code: 'io', message: /ELOOP/ })
})
