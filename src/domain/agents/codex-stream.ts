// What `codex exec --json` prints, a JSON object a line, as calls of hooks: so a one-shot run reports without any hook.
import { isObject, parseObject } from '../protocol/json-object.ts'
import type { HookCall } from './hook-call.ts'

const nothing: Omit<HookCall, 'event' | 'sessionId'> = {
  cwd: null,
  subagent: null,
  tool: null,
  toolInput: {},
  kind: null,
  message: null,
  backgroundTasks: 0,
}

export class CodexStream {
  #sessionId = 'codex-exec'
  #lastMessage: string | null = null

  /** The call that a line stands for; null for none. Never throws. */
  callOf(line: string): HookCall | null {
    const item = parseObject(line)
    switch (item?.type) {
      case 'thread.started':
        if (typeof item.thread_id === 'string') this.#sessionId = item.thread_id
        return this.#call('SessionStart')
      case 'turn.started':
        return this.#call('UserPromptSubmit')
      case 'item.started':
        return this.#tool('PreToolUse', item.item)
      case 'item.completed':
        return this.#tool('PostToolUse', item.item)
      case 'turn.completed':
        return this.#call('Stop', { message: this.#lastMessage })
      case 'turn.failed':
        return this.#call('StopFailure', { message: messageOf(item.error) })
      case 'error':
        return this.#call('StopFailure', { message: typeof item.message === 'string' ? item.message : null })
      default:
        return null
    }
  }

  #call(event: string, more: Partial<HookCall> = {}): HookCall {
    return { ...nothing, ...more, event, sessionId: this.#sessionId }
  }

  #tool(event: string, item: unknown): HookCall | null {
    if (!isObject(item)) return null
    if (item.type === 'agent_message') {
      if (typeof item.text === 'string') this.#lastMessage = item.text
      return null
    }
    if (item.type === 'command_execution' && typeof item.command === 'string')
      return this.#call(event, { tool: 'Bash', toolInput: { command: item.command } })
    if (item.type === 'file_change') return this.#call(event, { tool: 'Edit', toolInput: {} })
    if (item.type === 'mcp_tool_call' && typeof item.tool === 'string') return this.#call(event, { tool: item.tool })
    return null
  }
}

function messageOf(error: unknown): string | null {
  return isObject(error) && typeof error.message === 'string' ? error.message : null
}
