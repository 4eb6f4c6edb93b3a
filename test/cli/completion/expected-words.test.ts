import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { joinBrokenWords } from '../../../src/cli/completion/broken-words.ts'
import { expectedWords, placeholderOf } from '../../../src/cli/completion/expected-words.ts'
import { valueSources } from '../../../src/cli/completion/value-sources.ts'
import { buildProgram } from '../../../src/cli/program/program.ts'

const program = buildProgram(process, () => {})

function expected(...words: readonly string[]): { words: readonly string[]; source: string } {
  const { candidates, source, prefix } = expectedWords(program, words)
  return { words: candidates.map(({ word }) => word), source: prefix === '' ? source : `${prefix}${source}` }
}

describe('what may come next', () => {
  it('is a command or a job at first', () => {
    const { words, source } = expected('')
    expect(words).toEqual(expect.arrayContaining(['demo', 'watch', 'emit', 'profile', 'completion', 'help']))
    expect(words).not.toContain('complete')
    expect(source).toBe('jobs')
  })

  it.each([
    [['profile', ''], 'add'],
    [['help', ''], 'emit'],
    [['profile', 'help', ''], 'edit'],
    [['--ascii', '--profile', 'local', 'broker', ''], 'serve'],
  ])('after %j is a command such as %s', (words, command) => {
    expect(expected(...words).words).toContain(command)
  })

  it.each([
    [['emit', ''], 'jobs'],
    [['watch', 'abc12345', ''], 'jobs'],
    [['--', ''], 'jobs'],
    [['show', '--json', ''], 'jobs'],
    [['show', 'abc12345', ''], 'text'],
    [['--profile', ''], 'profiles'],
    [['emit', '--profile', 'loc'], 'profiles'],
    [['--profile='], '--profile=profiles'],
    [['profile', 'use', ''], 'profiles'],
    [['profile', 'add', ''], 'text'],
    [['register', '--session', 'tm'], 'sessions'],
    [['register', '--session=tm'], '--session=sessions'],
    [['register', '--prompt', ''], 'text'],
    [['register', '--prompt', '--session', ''], 'text'],
    [['watch', '--record', ''], 'files'],
    [['--registry-dir', ''], 'directories'],
    [['--unknown', ''], 'jobs'],
    [['--unknown='], 'text'],
  ])('after %j comes from %s', (words, source) => {
    expect(expected(...words).source).toBe(source)
  })

  it.each([
    [
      ['emit', 'abc12345', ''],
      ['started', 'permission_required', 'progress', 'completed', 'error'],
    ],
    [
      ['list', '--status=r'],
      ['--status=pending', '--status=running', '--status=completed', '--status=error', '--status=cancelled'],
    ],
    [
      ['profile', 'edit', 'office', '--transport', ''],
      ['tcp', 'websocket'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
  ])('after %j is one of its choices', (words, choices) => {
    expect(expected(...words).words).toEqual(choices)
  })

  it('is an option of the command or of every command after a dash, except after --', () => {
    expect(expected('emit', '-').words).toEqual(
      expect.arrayContaining(['--detail', '--no-wait', '--profile', '--help']),
    )
    expect(expected('emit', '-').words).not.toContain('--session')
    expect(expected('--', '-').words).toEqual([])
  })

  it('knows the values of options, the last one of each', () => {
    const { values } = expectedWords(program, ['--registry-dir', 'a', 'emit', '--registry-dir=b', ''])
    expect(values.get('--registry-dir')).toBe('b')
  })

  it('has a source for every placeholder of the table', () => {
    const unknown = everyCommand(program)
      .flatMap((command) => [...command.options.filter(({ required }) => required), ...command.registeredArguments])
      .filter(({ argChoices }) => argChoices === undefined)
      .map(placeholderOf)
      .filter((name) => !(name in valueSources))
    expect(unknown).toEqual([])
  })
})

function everyCommand(command: Command): readonly Command[] {
  const isHidden = (below: Command) => !command.createHelp().visibleCommands(command).includes(below)
  return [command, ...command.commands.filter((below) => !isHidden(below)).flatMap(everyCommand)]
}

describe('the words of bash', () => {
  it.each([
    [['list', '--sta'], ['list', '--sta'], ''],
    [['list', '--status', '='], ['list', '--status='], '--status='],
    [['list', '--status', '=', 'run'], ['list', '--status=run'], '--status='],
    [['register', '--session', 'tmux', ':'], ['register', '--session', 'tmux:'], 'tmux:'],
    [['register', '--session', '=', 'tmux', ':', 'c'], ['register', '--session=tmux:c'], '--session=tmux:'],
    [['register', '--session', 'tmux:c'], ['register', '--session', 'tmux:c'], ''],
    [['--profile', '=', 'local', ''], ['--profile=local', ''], ''],
    [[], [], ''],
  ])('%j are %j, and bash keeps "%s"', (broken, words, kept) => {
    expect(joinBrokenWords(broken)).toEqual({ words, kept })
  })
})
