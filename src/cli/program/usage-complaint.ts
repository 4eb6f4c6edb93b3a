// Commander's errors in this program's words: one line that names the help to read.
import type { Command } from 'commander'
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { mistakenWord } from './mistyped-command.ts'

const unknownOption = 'commander.unknownOption'

/** The `usage` error for an error of commander's; `code` is its name, `text` its message. */
export function usageError(program: Command, code: string, text: string): JobdeckError {
  const path = chosenPath(program)
  const help = `see "${[program.name(), ...path, '--help'].join(' ')}"`
  const [word] = program.args
  if (code === unknownOption && path.length === 0 && word !== undefined && !word.startsWith('-')) {
    // Only a command could have this option, so the word before it was meant to be a command.
    const names = program.commands.map((command) => command.name())
    const noCommand = `"${safeLine(word, 60)}" is not a command; ${help}`
    return mistakenWord(word, names) ?? new JobdeckError('usage', `${reworded(text)} for the monitor`, noCommand)
  }
  return new JobdeckError('usage', reworded(text), help)
}

/** The names of the chosen command, such as `profile`, `add`; empty for the monitor. */
function chosenPath(program: Command): readonly string[] {
  const [word] = program.args
  const chosen = program.commands.find((command) => command.name() === word)
  return chosen ? [chosen.name(), ...chosenPath(chosen)] : []
}

/** Commander quotes what it could not use, which may be a password that was passed to `--password`. */
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
