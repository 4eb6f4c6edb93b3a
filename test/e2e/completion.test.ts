// Completion in the real shells: someone types, presses tab, and sees what there is. Whatever a prompt or a session is
// called, no shell runs it.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Shell, shells } from '../../src/cli/completion/shell-scripts.ts'
import { jobdeckBin, jobdeckEnvironment, temporaryFolder } from '../support/jobdeck-home.ts'
import { runJobdeck } from '../support/run-jobdeck.ts'
import { type PtyProgram, startInPty } from '../support/terminal/pty.ts'
import { needs } from '../support/tools.ts'

/** Each would leave a file `pwned` behind if a shell ran it. */
const attacks = ['$(touch pwned)', '`touch pwned`', '"; touch pwned; "', "'; touch pwned; '", 'x\n`touch pwned`']

const starts: Readonly<Record<Shell, { readonly args: readonly string[]; readonly setUp: string }>> = {
  bash: { args: ['--norc', '--noprofile', '-i'], setUp: 'source <(jobdeck completion bash)' },
  zsh: { args: ['-f', '-i'], setUp: 'autoload -Uz compinit; compinit -D; source <(jobdeck completion zsh)' },
  fish: { args: ['--no-config', '-i'], setUp: 'jobdeck completion fish | source' },
}

needs(
  'tmux',
  'zsh',
  'fish',
)('completion', () => {
  const home = temporaryFolder()
  const tmuxDir = temporaryFolder()
  const tmuxEnv = jobdeckEnvironment(home, { TMUX_TMPDIR: tmuxDir })
  const tmux = (...args: readonly string[]) => execFileSync('tmux', ['-f', '/dev/null', ...args], { env: tmuxEnv })
  const path = `${join(home, 'bin')}:${tmuxEnv.PATH}`
  let job = ''

  beforeAll(async () => {
    mkdirSync(join(home, 'bin'))
    writeFileSync(join(home, 'bin/jobdeck'), `#!/bin/sh\nexec '${process.execPath}' -- '${jobdeckBin}' "$@"\n`)
    chmodSync(join(home, 'bin/jobdeck'), 0o755)
    for (const attack of attacks) await runJobdeck(['register', '--prompt', attack], { home })
    job = (await runJobdeck(['register', '--prompt', 'Fix the parser'], { home })).stdout.trim()
    writeFileSync(join(home, 'jobs/broken01.json'), '{ "job_id": ')
    writeFileSync(join(home, 'jobs/$(touch pwned).json'), '{}')
    writeFileSync(join(home, 'notes.md'), '')
    for (const name of ['claude', 'my work', ...attacks]) tmux('new-session', '-d', '-s', name)
  })
  afterAll(() => tmux('kill-server'))

  async function open(shell: Shell): Promise<PtyProgram> {
    const { args, setUp } = starts[shell]
    const env = { PATH: path, TMUX_TMPDIR: tmuxDir, PS1: '% ' }
    const opened = startInPty(args, { program: shell, env, home, columns: 200, rows: 40 })
    await opened.types(`${setUp}; echo re"ad"y\r`).sees('\nready')
    return opened
  }

  describe.each(shells)('of %s', (shell) => {
    it('completes jobs, events and options', async () => {
      const terminal = await open(shell)
      await terminal
        .types(`jobdeck emit ${job.slice(0, 5)}`)
        .press('tab')
        .sees(`jobdeck emit ${job} `)
      await terminal.types('perm').press('tab').sees(`${job} permission_required `)
      await terminal.types('--det').press('tab').sees('permission_required --detail ')
    })

    it('completes values behind = and :, and files', async () => {
      const terminal = await open(shell)
      await terminal.types('jobdeck --profile=local-').press('tab').sees('jobdeck --profile=local-tls ')
      await terminal.types('register --session tmux:cl').press('tab').sees('register --session tmux:claude ')
      await terminal.types('--env-file=no').press('tab').sees('--env-file=notes.md ')
      await terminal.types('--env-file no').press('tab').sees('--env-file notes.md ')
    })

    it('lists every job, the broken one too, and runs nothing that a record says', async () => {
      const terminal = await open(shell)
      await terminal.types('jobdeck show ').press('tab', 'tab').sees('broken01', job)
      expect(existsSync(join(home, 'pwned'))).toBe(false)
    })

    it('quotes the name of a session, and runs nothing that it says', async () => {
      const terminal = await open(shell)
      await terminal.types('jobdeck register --prompt x --session tmux:\\$').press('tab')
      await terminal.sees(/tmux:\\\$\\\(touch\\ pwned\\\) /)
      await terminal.types('| cat; echo "do"ne\r').sees('\ndone')
      const [id = ''] = /^[a-z0-9]{8}$/m.exec((await terminal.screen()).text) ?? []
      expect(JSON.parse(readFileSync(join(home, 'jobs', `${id}.json`), 'utf8'))).toMatchObject({
        agent_session: 'tmux:$(touch pwned)',
      })
      expect(existsSync(join(home, 'pwned'))).toBe(false)
    })

    it('has no faults in its script', async () => {
      const { stdout } = await runJobdeck(['completion', shell], { home })
      writeFileSync(join(home, 'script'), stdout)
      expect(execFileSync(shell, ['-n', join(home, 'script')], { encoding: 'utf8' })).toBe('')
    })
  })
})
