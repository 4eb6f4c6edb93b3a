// The token that a job's events are signed with: made here or read from stdin, never an argument, which every user of the machine
// can see in the list of processes.
import { JobdeckError } from '../../domain/failure.ts'
import type { CliContext } from '../context/context.ts'
import { promptSecret } from './prompt-secret.ts'

const empty = new JobdeckError('usage', 'the auth token is empty', 'type it or pipe it in, or give --auth-token auto')

/** `auto`, the token that stdin has for `-`, or null for none. Throws `usage` for anything else. */
export async function authTokenFrom(option: string | undefined, { stdin, stderr }: CliContext): Promise<string | null> {
  if (option === undefined || option === 'auto') return option ?? null
  if (option === '-') return await promptSecret('auth token: ', stdin, stderr, empty)
  const hint = 'use --auth-token auto to have one made, or --auth-token - to read it from stdin'
  throw new JobdeckError('usage', 'an auth token is not taken as an argument, where other users could see it', hint)
}
