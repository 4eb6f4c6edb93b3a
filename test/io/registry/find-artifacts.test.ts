import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findArtifacts } from '../../../src/io/registry/find-artifacts.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'

/** A project with a registry, a file and a folder. */
function project() {
  const around = temporaryFolder()
  const root = join(around, 'project')
  mkdirSync(join(root, '.mam/jobs'), { recursive: true })
  mkdirSync(join(root, 'docs'))
  writeFileSync(join(root, 'report.md'), '')
  writeFileSync(join(around, 'outside.txt'), '')
  return { root, around, registry: join(root, '.mam/jobs') }
}

describe('the artifacts of a job', () => {
  it('are present or missing, as files or folders, below the root of the project', async () => {
    const { root, registry } = project()
    const paths = ['report.md', './docs', join(root, 'report.md'), 'docs/missing.md', 'report.md/below']
    expect(await findArtifacts(registry, paths)).toEqual(['present', 'present', 'present', 'missing', 'missing'])
  })

  it('are not followed out of the project, by a path or by a link', async () => {
    const { root, around, registry } = project()
    symlinkSync(join(around, 'outside.txt'), join(root, 'link'))
    symlinkSync(around, join(root, 'docs/up'))
    const paths = ['../outside.txt', join(around, 'outside.txt'), '/etc/passwd', 'link', 'docs/up/outside.txt', '..']
    expect(await findArtifacts(registry, paths)).toEqual(paths.map(() => 'outside'))
    expect(await findArtifacts(registry, ['..data', '\0', ''])).toEqual(['missing', 'unknown', 'present'])
  })

  it('are unknown where the registry belongs to no project', async () => {
    expect(await findArtifacts(temporaryFolder(), ['report.md'])).toEqual(['unknown'])
  })
})
