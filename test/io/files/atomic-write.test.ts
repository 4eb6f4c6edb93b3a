import { lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isTemporary, writeAtomically } from '../../../src/io/files/atomic-write.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'

describe('an atomic write', () => {
  it('puts the new content in place of the old one, with exactly the mode asked for', async () => {
    const path = join(temporaryFolder(), 'file')
    await writeFile(path, 'old', { mode: 0o644 })
    await writeAtomically({ path, content: 'secret', mode: 0o600, onExisting: 'replace' })
    expect(await readFile(path, 'utf8')).toBe('secret')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const umask = process.umask(0o077)
    await writeAtomically({ path, content: 'script', mode: 0o755, onExisting: 'replace' })
    process.umask(umask)
    expect((await stat(path)).mode & 0o777).toBe(0o755)
  })

  it('replaces a symbolic link and leaves what it points to alone', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'link')
    await writeFile(join(folder, 'elsewhere'), 'untouched')
    await symlink('elsewhere', path)
    await writeAtomically({ path, content: 'new', mode: 0o600, onExisting: 'replace' })
    expect((await lstat(path)).isFile()).toBe(true)
    expect(await readFile(join(folder, 'elsewhere'), 'utf8')).toBe('untouched')
  })

  it('refuses an existing file or dangling link, and leaves no temporary file', async () => {
    const folder = temporaryFolder()
    await writeFile(join(folder, 'file'), 'kept')
    await symlink('nowhere', join(folder, 'link'))
    for (const name of ['file', 'link']) {
      const written = writeAtomically({ path: join(folder, name), content: 'new', mode: 0o600, onExisting: 'refuse' })
      await expect(written).rejects.toMatchObject({ code: 'EEXIST' })
    }
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('kept')
    expect((await readdir(folder)).sort()).toEqual(['file', 'link'])
    await writeAtomically({ path: join(folder, 'free'), content: 'new', mode: 0o644, onExisting: 'refuse' })
    expect(await readFile(join(folder, 'free'), 'utf8')).toBe('new')
    expect((await stat(join(folder, 'free'))).mode & 0o777).toBe(0o644)
  })

  it('leaves no temporary file when the rename fails', async () => {
    const folder = temporaryFolder()
    await mkdir(join(folder, 'directory', 'full'), { recursive: true })
    const path = join(folder, 'directory')
    await expect(writeAtomically({ path, content: 'new', mode: 0o600, onExisting: 'replace' })).rejects.toThrow()
    expect(await readdir(folder)).toEqual(['directory'])
  })

  it('shows a reader whole files at any time', async () => {
    const path = join(temporaryFolder(), 'file')
    const contents = ['a', 'b'].map((letter) => letter.repeat(300_000))
    const [first = '', second = ''] = contents
    await writeAtomically({ path, content: first, mode: 0o600, onExisting: 'replace' })
    const seen = new Set<string>()
    let isWriting = true
    const read = async () => {
      while (isWriting) seen.add(await readFile(path, 'utf8'))
    }
    const reading = read()
    for (let round = 0; round < 20; round++)
      await writeAtomically({ path, content: round % 2 ? first : second, mode: 0o600, onExisting: 'replace' })
    isWriting = false
    await reading
    expect([...seen].every((content) => contents.includes(content))).toBe(true)
  })
})

it('temporary files are recognised by their name', () => {
  expect(['.abc12345.json.0a1b2c3d.jobdeck-tmp', '.lock', 'abc12345.json', 'x.jobdeck-tmp'].map(isTemporary)).toEqual([
    true,
    false,
    false,
    false,
  ])
})
