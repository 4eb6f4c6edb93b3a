// `jobdeck doctor`: what is wrong on this machine, and how to fix it (CLI.md).
import { examine } from '../../app/checks/doctor.ts'
import type { Finding } from '../../app/checks/finding.ts'
import { cellWidth } from '../../domain/text/cells.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { attentionSettings } from '../context/screen-settings.ts'
import { exitStatus } from '../exit-status.ts'
import { drawn } from '../output/drawn.ts'

const marks: Readonly<Record<Finding['level'], string>> = { ok: '✓', warning: '!', fault: '✗' }

/** Prints a line for each finding. Returns 1 when something does not work, else 0. */
export async function runDoctor(context: CliContext): Promise<number> {
  const { env, cwd, stateDir, profileName, topicBase, stdout, clock } = context
  const findings = examine({
    ...{ env, cwd, stateDir, profileName, topicBase, stdout, clock },
    profiles: profilesOf(context),
    registryDir: await registryDirOf(context),
    nodeVersion: process.versions.node,
    attention: attentionSettings(context).settings,
  })
  let hasFault = false
  for await (const part of findings) {
    hasFault ||= part.some((finding) => finding.level === 'fault')
    stdout.write(drawn(context, part.map((finding) => `${lineOf(finding)}\n`).join('')))
  }
  return hasFault ? exitStatus.failed : exitStatus.done
}

function lineOf({ level, subject, text, fix }: Finding): string {
  const label = subject + ' '.repeat(Math.max(0, 11 - cellWidth(subject)))
  return `${marks[level]} ${label}  ${safeLine(fix === null ? text : `${text}: ${fix}`)}`
}
