// The plugin that hands OpenCode's events to `jobdeck hook`. It is a file in OpenCode's plugin directory.

/** The first line tells the file apart from what a person wrote. */
export const pluginMark = '// Written by jobdeck hooks install opencode. jobdeck hooks remove opencode removes it.'

/** `command` is the program and its first arguments. */
export function opencodePlugin(command: readonly string[]): string {
  return `${pluginMark}
import { spawn } from "node:child_process"

const [program, ...args] = ${JSON.stringify(command)}

function report(hook_event_name, session_id, more) {
  if (!session_id) return
  try {
    const child = spawn(program, [...args, 'hook', 'opencode'], { stdio: ['pipe', 'ignore', 'ignore'] })
    child.on('error', () => {})
    child.stdin.on('error', () => {})
    child.stdin.end(JSON.stringify({ hook_event_name, session_id, cwd: process.cwd(), ...more }))
  } catch {}
}

export const JobdeckPlugin = async () => ({
  event: async ({ event }) => {
    const { sessionID, status, info, error } = event.properties ?? {}
    const session = sessionID ?? info?.id
    if (event.type === 'session.status' && status?.type === 'busy') report('session.busy', session)
    else if (event.type === 'session.error') report(event.type, session, { error: error?.name, message: error?.data?.message })
    else if (['session.created', 'session.idle', 'session.deleted', 'permission.replied'].includes(event.type)) report(event.type, session)
    else if (event.type === 'permission.asked' || event.type === 'permission.updated')
      report('permission.asked', session, { tool_name: event.properties.permission ?? event.properties.type, tool_input: event.properties.metadata })
  },
  'tool.execute.before': async ({ tool, sessionID }, { args }) => report('tool.execute.before', sessionID, { tool_name: tool, tool_input: args }),
  'tool.execute.after': async ({ tool, sessionID }) => report('tool.execute.after', sessionID, { tool_name: tool }),
})
`
}
