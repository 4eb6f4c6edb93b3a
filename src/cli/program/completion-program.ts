// The commands with which a shell completes what the user types.
import { Argument, type Command } from 'commander'
import { shells } from '../completion/shell-scripts.ts'
import type { Dispatch } from './dispatch.ts'
import { helpEnd } from './help-end.ts'

export function addCompletionCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('completion')
    .description('print the script with which a shell completes commands, options, jobs, profiles and sessions')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText(
      'after',
      helpEnd([
        'source <(jobdeck completion bash)    in ~/.bashrc',
        'source <(jobdeck completion zsh)     in ~/.zshrc',
        'jobdeck completion fish > ~/.config/fish/completions/jobdeck.fish',
      ]),
    )
    .action((shell) =>
      dispatch(async (context) => (await import('../commands/completion.ts')).runCompletion(context, shell)),
    )
  program
    .command('complete', { hidden: true })
    .addArgument(new Argument('<shell>').choices(shells))
    .argument('[words...]')
    .action((shell, typed) =>
      dispatch(async (context) =>
        (await import('../commands/complete.ts')).runComplete(context, program, { shell, typed }),
      ),
    )
}
