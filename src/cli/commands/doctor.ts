// `jobdeck doctor`: what is wrong here, and how to mend it (CLI.md).

import { topicBaseOf } from '../../app/brokers/broker-source.ts'
import { checkBroker } from '../../app/checks/doctor-broker.ts'
import { checkConfiguration, checkRegistry } from '../../app/checks/doctor-files.ts'
import { checkClock, checkNode, checkTerminal, checkTmux } from '../../app/checks/doctor-machine.ts'
import { type Finding, fault } from '../../app/checks/finding.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { cellWidth } from '../../domain/text/cells.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-of.ts'
import { exitStatus } from '../exit-status.ts'

const marks: Readonly<Record<Finding['level'], string>> = { ok: '✓', warning: '!', fault: '✗' }

/** Prints a line for each thing that it looked at. Returns 1 when something does not work, else 0. */
export async function runDoctor(context: CliContext): Promise<number> {
  const profiles = profilesOf(context)
  const wallMs = Date.now()
  const directory = await registryDirOf(context)
  const groups: readonly (() => Promise<readonly Finding[]>)[] = [
    async () => [checkNode(process.versions.node), ...checkTerminal(context.stdout, context.env)],
    async () => [await checkTmux(context.env)],
    () => checkConfiguration(context, profiles),
    () => checkRegistry(directory, wallMs),
    () => checkChosenBroker(context, profiles),
    async () => [checkClock(wallMs)],
  ]
  let hasFault = false
  for (const group of groups) {
    const findings = await group()
    hasFault ||= findings.some((finding) => finding.level === 'fault')
    context.stdout.write(findings.map((finding) => `${lineOf(finding)}\n`).join(''))
  }
  return hasFault ? exitStatus.failed : exitStatus.done
}

async function checkChosenBroker(context: CliContext, profiles: Profiles): Promise<readonly Finding[]> {
  try {
    const profile = profiles.choose(context.profileName)
    return await checkBroker(profile, topicBaseOf(profile, context), context.env)
  } catch (error) {
    if (!(error instanceof JobdeckError)) throw error
    return [fault('broker', error.message, error.hint)]
  }
}

function lineOf({ level, subject, text, mend }: Finding): string {
  const label = subject + ' '.repeat(Math.max(0, 11 - cellWidth(subject)))
  return `${marks[level]} ${label}  ${safeLine(mend === null ? text : `${text}: ${mend}`)}`
}
