import { execFileSync } from 'node:child_process'
import { constants } from 'node:fs'
import { open, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { appendLines, openForAppending } from '../../../src/io/files/append-lines.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'

async function opened(path: string) {
  const file = await openForAppending(path)
  onTestFinished(() => file.close())
  return file
}

describe('appending lines', () => {
  it('creates the file for its owner only, and adds to what others have meanwhile written', async () => {
    const path = join(temporaryFolder(), 'log')
    const [one, other] = [await opened(path), await opened(path)]
    await appendLines(one, 'first\n')
    await appendLines(other, Buffer.from('second\nthird\n'))
    await appendLines(one, 'fourth\n')
    expect(await readFile(path, 'utf8')).toBe('first\nsecond\nthird\nfourth\n')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('ends a line that a killed writer left unfinished', async () => {
    const path = join(temporaryFolder(), 'log')
    await writeFile(path, 'whole\n{"to')
    await appendLines(await opened(path), '{"seq":2}\n')
    expect(await readFile(path, 'utf8')).toBe('whole\n{"to\n{"seq":2}\n')
  })

  it('follows no symbolic link', async () => {
    const folder = temporaryFolder()
    await symlink('target', join(folder, 'link'))
    await expect(openForAppending(join(folder, 'link'))).rejects.toMatchObject({ code: 'ELOOP' })
  })

  it.each(['with a reader', 'without one'])('refuses a pipe %s', async (reader) => {
    const path = join(temporaryFolder(), 'pipe')
    execFileSync('mkfifo', [path])
    const other = reader === 'with a reader' ? await open(path, constants.O_RDONLY | constants.O_NONBLOCK) : null
    await expect(openForAppending(path)).rejects.toMatchObject({ code: 'ENXIO' })
    await other?.close()
  })

  it('says when the disk is full', async () => {
    const file = await opened('/dev/full')
    await expect(appendLines(file, 'lost\n')).rejects.toMatchObject({ code: 'ENOSPC' })
  })
})
