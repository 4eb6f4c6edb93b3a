// The instrument of the secrets tests must itself find what it looks for.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { waitFor } from '../../support/wait-for.ts'
import { Canaries } from './canaries.ts'

it('a canary is found whole, in part, across escape sequences and in base64', () => {
  const canaries = new Canaries()
  const secret = canaries.make('the secret')
  canaries.make('another')
  for (const text of [
    `x ${secret} y`,
    secret.slice(0, 8),
    secret.slice(-8),
    `${secret.slice(0, 4)}\u001b[1m\u001b[22m${secret.slice(4)}`,
    Buffer.from(secret).toString('base64'),
  ])
    expect(canaries.in(text), text).toEqual(['the secret'])
  expect(canaries.in('nothing of it: ••••••••')).toEqual([])
})

it('a canary is found in files and in their names', () => {
  const canaries = new Canaries()
  const secret = canaries.make('the secret')
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'deep'))
  writeFileSync(join(folder, 'deep', 'in-it'), `{"password":"${secret}"}`)
  writeFileSync(join(folder, 'clean'), 'nothing')
  expect(canaries.inFilesOf(folder)).toEqual({ 'deep/in-it': ['the secret'] })
})

it('a canary is found in the arguments of a process', async () => {
  const canaries = new Canaries()
  const secret = canaries.make('the secret')
  canaries.watchArguments()
  const child = spawn('sh', ['-c', 'read line', secret], { stdio: ['pipe', 'ignore', 'ignore'] })
  try {
    await waitFor(() => canaries.seenInArguments()[0]?.startsWith('the secret: sh -c'), { what: 'the arguments' })
  } finally {
    canaries.stopWatching()
    child.stdin.end('\n')
    await once(child, 'exit')
  }
})
