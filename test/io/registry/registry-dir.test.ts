import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { registryDir } from '../../../src/io/registry/registry-dir.ts'
import { temporaryDir } from './fixtures.ts'

describe('where the registry is', () => {
  it('is the older directory when neither exists', async () => {
    const cwd = await temporaryDir()
    expect(await registryDir(undefined, cwd)).toBe(join(cwd, '.hermes/jobs'))
  })

  it('is the newer one as soon as it exists, even next to the older one', async () => {
    const cwd = await temporaryDir()
    await mkdir(join(cwd, '.hermes/jobs'), { recursive: true })
    await mkdir(join(cwd, '.mam/jobs'), { recursive: true })
    expect(await registryDir('', cwd)).toBe(join(cwd, '.mam/jobs'))
  })

  it('is never a file of that name', async () => {
    const cwd = await temporaryDir()
    await mkdir(join(cwd, '.mam'))
    await writeFile(join(cwd, '.mam/jobs'), '')
    expect(await registryDir(undefined, cwd)).toBe(join(cwd, '.hermes/jobs'))
  })

  it('is the one that was asked for, whatever else exists', async () => {
    const cwd = await temporaryDir()
    await mkdir(join(cwd, '.mam/jobs'), { recursive: true })
    expect(await registryDir('elsewhere', cwd)).toBe(join(cwd, 'elsewhere'))
    expect(await registryDir('/var/jobs', cwd)).toBe('/var/jobs')
  })
})
