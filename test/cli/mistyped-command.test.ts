import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { putRecord } from '../io/registry/fixtures.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { runJobdeck } from '../support/run-jobdeck.ts'
import { runHere } from './run-here.ts'

/** What the monitor says without a terminal: the word was taken for a job. */
const opens = { status: 64, stdout: '', stderr: /^jobdeck: the monitor needs a terminal/ }

describe('a word that is meant to be a command', () => {
  it('is refused by the program with the usage status and one line', async () => {
    const ran = await runJobdeck(['regster', '--prompt', 'x'])
    expect(ran).toMatchObject({ code: 64, stdout: '' })
    expect(ran.stderr).toBe(
      'jobdeck: there is no command "regster": did you mean "jobdeck register"? (to show a job of that name: "jobdeck -- regster")\n',
    )
  })

  it.each([
    ['lst', 'list'],
    ['lits', 'list'],
    ['Show', 'show'],
    ['log', 'logs'],
    ['emti', 'emit'],
    ['regsiter', 'register'],
    ['cancle', 'cancel'],
    ['profiles', 'profile'],
    ['docter', 'doctor'],
    ['hlep', 'help'],
  ])('%s is named as a near miss of %s', async (word, command) => {
    const ran = await runHere([word])
    expect(ran).toEqual({
      status: 64,
      stdout: '',
      stderr: `jobdeck: there is no command "${word}": did you mean "jobdeck ${command}"? (to show a job of that name: "jobdeck -- ${word}")\n`,
    })
  })

  it('is found among jobs too', async () => {
    const ran = await runHere(['abc12345', 'list'])
    expect(ran).toMatchObject({ status: 64, stderr: /the registry has no job "list": did you mean "jobdeck list"\?/ })
  })

  it('is recognised by an option that the monitor does not have, whose value is not repeated', async () => {
    expect(await runHere(['lst', '--json'])).toMatchObject({ status: 64, stderr: /did you mean "jobdeck list"\?/ })
    const ran = await runHere(['delegate', '--promt=geheim'])
    expect(ran).toMatchObject({
      status: 64,
      stderr:
        /^jobdeck: unknown option '--promt'.* for the monitor: "delegate" is not a command; see "jobdeck --help"\n$/,
    })
  })
})

describe('a job', () => {
  it('is shown whatever its name is when it follows --', async () => {
    expect(await runHere(['--', 'lint', 'replay'])).toMatchObject(opens)
  })

  it('with a record is shown whatever its id is, even when the record is broken', async () => {
    const home = temporaryFolder()
    await putRecord(join(home, 'jobs'), 'lst')
    await putRecord(join(home, 'jobs'), 'replay')
    writeFileSync(join(home, 'jobs', 'docter.json'), '{')
    expect(await runHere(['lst', 'replay', 'docter'], { home })).toMatchObject(opens)
  })

  it.each([
    'abc12345',
    'list0001',
    '1ist',
    'verify-1',
    'test',
    'alpha',
    'nightly',
    'deploy',
    'patch',
    'batch',
    'purge',
  ])('without a record is shown as well: %s', async (word) => {
    expect(await runHere([word])).toMatchObject(opens)
  })
})
