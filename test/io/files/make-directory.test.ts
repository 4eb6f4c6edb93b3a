import { chmodSync, mkdirSync, mkdtempSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeDirectory } from '../../../src/io/files/make-directory.ts'

function temporary(): string {
  return mkdtempSync(join(tmpdir(), 'jobdeck-files-'))
}

const modeOf = (path: string) => statSync(path).mode & 0o777

describe('creating a directory', () => {
  it('creates missing parents too, for the owner only', () => {
    const root = temporary()
    makeDirectory(join(root, 'a/b/c'))
    expect(['a', 'a/b', 'a/b/c'].map((path) => modeOf(join(root, path)))).toEqual([0o700, 0o700, 0o700])
  })

  it('leaves an existing one as it is', () => {
    const path = join(temporary(), 'here')
    mkdirSync(path)
    chmodSync(path, 0o755)
    makeDirectory(path)
    expect(modeOf(path)).toBe(0o755)
  })

  it.each([
    ['below a directory in which none can be made', () => '/proc/nope', 'ENOENT'],
    ['far below one', () => '/proc/nope/a/b', 'ENOENT'],
    ['below a file', () => join(aFile(), 'a'), 'ENOTDIR'],
    ['where a symbolic link leads nowhere', danglingLink, 'EEXIST'],
  ])('fails at once %s', (_where, path, code) => {
    expect(() => makeDirectory(path())).toThrow(expect.objectContaining({ code }))
  })
})

function aFile(): string {
  const path = join(temporary(), 'file')
  writeFileSync(path, '')
  return path
}

function danglingLink(): string {
  const path = join(temporary(), 'link')
  symlinkSync(join(path, '../nowhere'), path)
  return path
}
