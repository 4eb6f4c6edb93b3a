import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { withDirectoryLock } from '../../../src/io/lock/directory-lock.ts'
import { waitFor } from '../../support/wait-for.ts'
import { outputOf, putRecord, startProgram, temporaryDir } from '../registry/fixtures.ts'

/** A gate that a test can wait for and open. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open: () => open(), opened }
}

/** A directory and a link to it: callers by one path do not queue with callers by the other, just like two processes. */
async function linkedDir() {
  const dir = await temporaryDir()
  const alias = join(await temporaryDir(), 'alias')
  await symlink(dir, alias)
  return { dir, alias }
}

describe('the lock of a directory', () => {
  it('admits the callers of one process one after another, in order', async () => {
    const dir = await temporaryDir()
    const seen: string[] = []
    const work = (name: string) =>
      withDirectoryLock(dir, async () => {
        seen.push(`${name} in`)
        await new Promise((resolve) => setImmediate(resolve))
        seen.push(`${name} out`)
      })
    await Promise.all(['a', 'b', 'c'].map(work))
    expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
  })

  it('is one lock, whatever path leads to the directory', async () => {
    const dir = await temporaryDir()
    const held = gate()
    let entered = false
    const first = withDirectoryLock(dir, () => held.opened)
    const second = withDirectoryLock(`${dir}/../${dir.split('/').at(-1)}/.`, async () => {
      entered = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(entered).toBe(false)
    held.open()
    await Promise.all([first, second])
  })

  it('is one lock for callers that come through a link and do not queue with the others', async () => {
    const { dir, alias } = await linkedDir()
    const [held, enters, waits] = [gate(), gate(), gate()]
    const seen: string[] = []
    const first = withDirectoryLock(dir, async () => {
      enters.open()
      await held.opened
      seen.push('first out')
    })
    await enters.opened
    const second = withDirectoryLock(alias, async () => seen.push('second in'), { onWait: waits.open })
    await waits.opened
    held.open()
    await Promise.all([first, second])
    expect(seen).toEqual(['first out', 'second in'])
  })

  it('is released when the work fails', async () => {
    const dir = await temporaryDir()
    await expect(withDirectoryLock(dir, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await withDirectoryLock(dir, async () => 'in')).toBe('in')
  })

  it('reports once that it is waiting, and only when it is', async () => {
    const dir = await temporaryDir()
    const held = gate()
    let told = 0
    const onWait = () => {
      told++
    }
    // Longer than it takes until a wait is reported.
    await withDirectoryLock(dir, () => delay(300), { onWait })
    expect(told).toBe(0)
    const first = withDirectoryLock(dir, () => held.opened)
    const second = withDirectoryLock(dir, async () => {}, { onWait })
    await waitFor(() => told > 0, { what: 'the wait to be told' })
    held.open()
    await Promise.all([first, second])
    expect(told).toBe(1)
  })

  it('does not give up while other processes take turns, though it waits longer than for one of them', async () => {
    const dir = await temporaryDir()
    const hold = (seconds: number) => spawn('flock', [join(dir, '.lock'), 'sh', '-c', `echo in; sleep ${seconds}`])
    const first = hold(3)
    await once(first.stdout, 'data')
    const second = hold(4)
    await waitFor(
      async () => (await readFile('/proc/locks', 'latin1')).includes(`-> FLOCK  ADVISORY  WRITE ${second.pid} `),
      {
        what: 'the second process to wait',
      },
    )
    expect(await withDirectoryLock(dir, async () => 'in')).toBe('in')
  })

  it('does not mistake a lock file that was replaced meanwhile for the lock', async () => {
    const { dir, alias } = await linkedDir()
    const [held, enters, waits] = [gate(), gate(), gate()]
    const first = withDirectoryLock(dir, () => {
      enters.open()
      return held.opened
    })
    await enters.opened
    const inode = async (name: string) => (await stat(join(dir, name))).ino
    const second = withDirectoryLock(alias, async () => [await inode('.lock'), await inode('.lock-old')], {
      onWait: waits.open,
    })
    await waits.opened
    await rename(join(dir, '.lock'), join(dir, '.lock-old'))
    held.open()
    await first
    const [taken, replaced] = await second
    expect(taken).not.toBe(replaced)
  })

  it('names the lock file when the directory is gone', async () => {
    const dir = await temporaryDir()
    await rm(dir, { recursive: true })
    await expect(withDirectoryLock(dir, async () => {})).rejects.toMatchObject({
      name: 'JobdeckError',
      code: 'io',
      message: expect.stringContaining(join(dir, '.lock')),
    })
  })

  it('excludes other processes: each takes 150 seqs of one job, and none is taken twice', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345')
    const outputs = await Promise.all([0, 1].map(() => outputOf(startProgram('take-seqs', [dir, id, '150']))))
    expect(outputs.map(({ stderr }) => stderr)).toEqual(['', ''])
    const seqs = outputs.flatMap(({ stdout }) => stdout.trim().split('\n').map(Number))
    expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1))
  })
})
