// What an agent says when it calls a hook: one JSON object (AGENTS.md §1). Only what a job reports is kept; the rest, such as
// the output of a tool, is neither needed nor wanted.
import { isObject, parseObject } from '../protocol/json-object.ts'
import { clip } from './redact.ts'

/** Everything is raw text of the agent, clipped. */
export interface HookCall {
  readonly event: string
  readonly sessionId: string
  readonly cwd: string | null
  /** The subagent that calls, whose events never end a job. */
  readonly subagent: string | null
  readonly tool: string | null
  readonly toolInput: Readonly<Record<string, unknown>>
  /** The kind of a notification, the reason of a failure or of an end, how a session began. */
  readonly kind: string | null
  readonly message: string | null
  /** Work that goes on after the end of a turn. */
  readonly backgroundTasks: number
}

/** More than any agent sends as the name of a thing. */
const maxNameChars = 256
const maxMessageChars = 4_000
/** A tool's input is shown whole to the user who allows it. */
const maxInputChars = 64_000

/** Reads a call; null when the text is not a JSON object with a session and an event. Never throws. */
export function parseHookCall(text: string): HookCall | null {
  const call = parseObject(text)
  if (call === null) return null
  const event = name(call.hook_event_name)
  const sessionId = name(call.session_id)
  if (event === null || sessionId === null) return null
  return {
    event,
    sessionId,
    cwd: name(call.cwd, 4_096),
    subagent: name(call.agent_id),
    tool: name(call.tool_name),
    toolInput: inputOf(call.tool_input),
    kind:
      name(call.notification_type) ??
      name(call.error_type) ??
      name(call.error) ??
      name(call.reason) ??
      name(call.source),
    message: words(call.last_assistant_message) ?? words(call.message) ?? words(call.error_message),
    backgroundTasks: countOf(call.background_tasks) + countOf(call.session_crons),
  }
}

function name(value: unknown, maxChars = maxNameChars): string | null {
  return typeof value === 'string' && value !== '' ? clip(value, maxChars) : null
}

function words(value: unknown): string | null {
  return name(value, maxMessageChars)
}

function inputOf(value: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(value)) return {}
  return JSON.stringify(value).length <= maxInputChars ? value : { cut: clip(JSON.stringify(value), maxInputChars) }
}

function countOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}
