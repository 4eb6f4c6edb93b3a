// What commander says about a wrong use, in this program's words: one line, which tells where the help is.
import type { Command } from 'commander'
import { JobdeckError } from '../domain/failure.ts'
import { safeLine } from '../domain/text/safe-text.ts'
import { mistakenWord } from './mistyped-command.ts'

const unknownOption = 'commander.unknownOption'

/** The `usage` error for what commander found wrong; `code` is its name for that, `text` its message. */
export function usageError(program: Command, code: string, text: string): JobdeckError {
  const path = chosenPath(program)
  const help = `see "${[program.name(), ...path, '--help'].join(' ')}"`
  const [word] = program.args
  if (code === unknownOption && path.length === 0 && word !== undefined && !word.startsWith('-')) {
    // An option that only a command can have makes the word before it a command's.
    const names = program.commands.map((command) => command.name())
    const noCommand = `"${safeLine(word, 60)}" is no command; ${help}`
    return mistakenWord(word, names) ?? new JobdeckError('usage', `${reworded(text)} of the monitor`, noCommand)
  }
  return new JobdeckError('usage', reworded(text), help)
}

/** The names of the command that the arguments choose, such as `profile`, `add`; empty for the monitor. */
function chosenPath(program: Command): readonly string[] {
  const [word] = program.args
  const chosen = program.commands.find((command) => command.name() === word)
  return chosen ? [chosen.name(), ...chosenPath(chosen)] : []
}

/** Commander repeats what it could not use, which may be a password that somebody gave to `--password`. */
function reworded(text: string): string {
  const words = text
    .trim()
    .replace(/^error: /, '')
    .replace(/^(unknown option '[^=']*)=.*'/s, "$1'")
    .replace(/^(too many arguments .* got \d+): .*\.$/s, '$1')
    .replace(/\n\(Did you mean ([^?]*)\?\)$/, ' (did you mean $1?)')
    .replace(/^(option '.*) argument missing$/, '$1 needs a value')
  return safeLine(words, 300)
}
