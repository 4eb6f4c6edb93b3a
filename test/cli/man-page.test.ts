import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
import { manPage } from '../../src/cli/program/man-page.ts'
import { buildProgram } from '../../src/cli/program/program.ts'
import { needs } from '../support/tools.ts'

const program = buildProgram(process, () => {})
const page = manPage(program)

function below(command: Command, path: string): readonly (readonly [path: string, command: Command])[] {
  const help = command.createHelp()
  const commands = help.visibleCommands(command).filter((each) => each.name() !== 'help')
  return commands.flatMap((each) => [
    [`${path} ${each.name()}`, each] as const,
    ...below(each, `${path} ${each.name()}`),
  ])
}

describe('the manual page', () => {
  it('is what the build makes and the package ships', () => {
    expect(readFileSync(join(import.meta.dirname, '../..', pkg.man), 'utf8')).toBe(page)
    expect(pkg.files).toContain('dist')
  })

  it('hides what the help hides', () => {
    expect(page).not.toContain('jobdeck complete ')
    expect(page).not.toContain('outbox send')
  })
})

needs('groff-base')('the manual page as it is shown', () => {
  const groff = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-P-c', '-rLL=200n'], { input: page, encoding: 'utf8' })
  const shown = groff.stdout.replace(/.\u0008/g, '')
  const words = new Set(shown.split(/[\s,]+/))

  it('makes groff warn of nothing', () => {
    expect(groff).toMatchObject({ status: 0, stderr: '' })
  })

  it.each(below(program, 'jobdeck'))('has %s with its options, as its help has', (path, command) => {
    expect(shown).toContain(`\n   ${path}\n`)
    for (const { long } of command.options.filter(({ hidden }) => !hidden)) expect(words).toContain(long)
  })

  it('shows examples as they are typed', () => {
    expect(shown).toContain(`jobdeck emit 3f9a12bc completed --data '{"tests": 140}'`)
    expect(shown).toContain(`job=$(jobdeck register --prompt "…")`)
  })

  it('names the variables that the README names', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
    const [, environment = ''] = shown.split('\nENVIRONMENT\n')
    const named = [...readme.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|/gm)].flatMap(([, cell = '']) =>
      cell.replaceAll('`', '').split(', '),
    )
    expect(named.length).toBeGreaterThan(12)
    for (const name of named) expect(environment).toContain(name)
  })
})
