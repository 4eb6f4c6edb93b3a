// What may come next on a command line, by the table of commands that also makes the help.
import type { Argument, Command, Option } from 'commander'
import { type ValueSource, valueSources } from './value-sources.ts'

/** A word that can come next; the description is for shells that show one. */
export interface Candidate {
  readonly word: string
  readonly description: string
}

export interface Expected {
  /** Commands, options or choices that the table itself names. */
  readonly candidates: readonly Candidate[]
  /** Where further ones come from. */
  readonly source: ValueSource
  /** What every candidate of the source begins with, such as `--profile=`. */
  readonly prefix: string
  /** The options typed so far that have a value, by their long names. */
  readonly values: ReadonlyMap<string, string>
}

/** What the last of `words` may become. `words` are what was typed after `jobdeck`; the last one is unfinished or empty. */
export function expectedWords(program: Command, words: readonly string[]): Expected {
  const line = readLine(program, words.slice(0, -1))
  const { command, values, open } = line
  const current = words.at(-1) ?? ''
  if (open) return { ...valuesOf(open, ''), values }
  if (!line.isLiteral && current.startsWith('-')) return { ...optionsFrom(command, current), values }
  if (line.isHelp) return { ...nothing, candidates: commandsBelow(command), values }
  const argument = command.registeredArguments[line.operands] ?? command.registeredArguments.findLast((a) => a.variadic)
  const { candidates, source, prefix } = argument ? valuesOf(argument, '') : nothing
  const commands = line.operands === 0 && !line.isLiteral ? commandsBelow(command) : []
  return { candidates: [...commands, ...candidates], source, prefix, values }
}

const nothing = { candidates: [], source: 'text', prefix: '' } as const

interface Line {
  readonly command: Command
  /** The user asks for the help of a command below this one. */
  readonly isHelp: boolean
  readonly operands: number
  /** After `--` nothing is an option or a command. */
  readonly isLiteral: boolean
  /** The option whose value comes next. */
  readonly open: Option | null
  readonly values: ReadonlyMap<string, string>
}

function readLine(program: Command, words: readonly string[]): Line {
  const values = new Map<string, string>()
  let line: Line = { command: program, isHelp: false, operands: 0, isLiteral: false, open: null, values }
  for (const word of words) {
    if (line.open) {
      values.set(line.open.long ?? '', word)
      line = { ...line, open: null }
    } else if (!line.isLiteral && word.startsWith('-')) {
      const [name = '', value] = splitOption(word)
      const option = findOption(line.command, name)
      const takesValue = option?.required ?? false
      if (takesValue && value !== undefined) values.set(name, value)
      line = { ...line, isLiteral: word === '--', open: takesValue && value === undefined ? (option ?? null) : null }
    } else {
      const named = line.operands === 0 && !line.isLiteral ? subcommand(line.command, word) : undefined
      if (named?.name() === 'help') line = { ...line, isHelp: true }
      else line = named ? { ...line, command: named } : { ...line, operands: line.operands + 1 }
    }
  }
  return line
}

function splitOption(word: string): readonly string[] {
  const at = word.indexOf('=')
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}

function visibleOptions(command: Command): readonly Option[] {
  const help = command.createHelp()
  help.showGlobalOptions = true
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]
}

function visibleCommands(command: Command): readonly Command[] {
  return command.createHelp().visibleCommands(command)
}

function findOption(command: Command, name: string): Option | undefined {
  return visibleOptions(command).find((option) => [option.long, option.short].includes(name))
}

function subcommand(command: Command, name: string): Command | undefined {
  return visibleCommands(command).find((below) => below.name() === name)
}

function commandsBelow(command: Command): readonly Candidate[] {
  return visibleCommands(command).map((below) => ({ word: below.name(), description: below.description() }))
}

function optionsFrom(command: Command, current: string): Omit<Expected, 'values'> {
  const [name = '', value] = splitOption(current)
  if (value === undefined) {
    const options = visibleOptions(command)
    const candidates = options.map(({ long, short, description }) => ({ word: long ?? short ?? '', description }))
    return { ...nothing, candidates }
  }
  const option = findOption(command, name)
  return option?.required ? valuesOf(option, `${name}=`) : nothing
}

/** The values of an option or an argument: its choices, else where its placeholder's values come from. */
function valuesOf(taker: Option | Argument, prefix: string): Omit<Expected, 'values'> {
  const choices = taker.argChoices ?? []
  const candidates = choices.map((choice) => ({ word: `${prefix}${choice}`, description: '' }))
  return { candidates, source: choices.length > 0 ? 'text' : (valueSources[placeholderOf(taker)] ?? 'text'), prefix }
}

/** The name in `<job>`, `[jobs...]` or `--session <session>`. */
export function placeholderOf(taker: Option | Argument): string {
  return 'flags' in taker ? (/[<[]([\w-]+)/.exec(taker.flags)?.[1] ?? '') : taker.name()
}
