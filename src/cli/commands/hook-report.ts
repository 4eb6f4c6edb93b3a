// `jobdeck hook --report`: the process that reports for agents. It is started by their hooks, and has no terminal.

import { brokerOfProfile } from '../../app/actions/emit-once.ts'
import { adoptWith } from '../../app/agents/adopt-session.ts'
import { ReportEvents } from '../../app/agents/report-events.ts'
import { runReporter } from '../../app/agents/reporter.ts'
import { SessionReports } from '../../app/agents/session-reports.ts'
import { topicBaseOfNewJobs } from '../../app/brokers/topic-base.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { exitStatus } from '../exit-status.ts'

/** Reports until nothing has come for 30 s. */
export async function runHookReport(context: CliContext): Promise<number> {
  const { stateDir, clock, env } = context
  const profiles = profilesOf(context)
  const topicBase = topicBaseOfNewJobs(profiles, context.profileName, context.topicBase)
  const events = new ReportEvents({
    ...{ stateDir, clock, env, profiles, topicBase },
    broker: () => brokerOfProfile(profiles.choose(context.profileName), env),
  })
  const sessions = new SessionReports({ stateDir, clock, adopt: adoptWith({ topicBase, clock }) })
  try {
    await runReporter({
      ...{ stateDir, clock, sessions },
      emit: (job, report) => events.emit(job, report),
      reportedOf: (call) => events.reportedOf(call),
      onProblem: () => {},
    })
  } finally {
    await events.close()
  }
  return exitStatus.done
}
