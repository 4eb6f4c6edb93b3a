// A model server that Claude Code talks to, on loopback: it answers each conversation by a script, as a stream of server-sent events.
import type { ServerResponse } from 'node:http'
import { eventStream, type ModelRequest, type ModelServer, startModelServer } from './model-server.ts'

/** What the model does next: says something, or calls a tool. */
export type ModelTurn =
  | { readonly say: string }
  | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> }

interface Request extends ModelRequest {
  readonly stream?: boolean
  readonly model?: string
}

/** Starts the server (`startModelServer`). */
export function startMockAnthropic(script: readonly ModelTurn[]): Promise<ModelServer<Request>> {
  return startModelServer<Request, ModelTurn>(script, {
    asksModel: ({ method, url = '' }) => method === 'POST' && /^\/v1\/messages(?:\?|$)/.test(url),
    answer,
    otherwise: { input_tokens: 10 },
  })
}

let counter = 0

function answer(response: ServerResponse, { stream, model = 'mock' }: Request, turn: ModelTurn): void {
  const id = `msg_${++counter}`
  const stopReason = 'tool' in turn ? 'tool_use' : 'end_turn'
  const block =
    'tool' in turn
      ? { type: 'tool_use', id: `toolu_${counter}`, name: turn.tool, input: turn.input }
      : { type: 'text', text: turn.say }
  const message = {
    ...{ id, type: 'message', role: 'assistant', model },
    content: [block],
    stop_reason: stopReason,
    stop_sequence: null,
    usage: { input_tokens: 10, output_tokens: 10 },
  }
  if (!stream) {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(message))
    return
  }
  const send = eventStream(response)
  send('message_start', { message: { ...message, content: [], stop_reason: null } })
  const start = 'tool' in turn ? { ...block, input: {} } : { type: 'text', text: '' }
  send('content_block_start', { index: 0, content_block: start })
  const delta =
    'tool' in turn
      ? { type: 'input_json_delta', partial_json: JSON.stringify(turn.input) }
      : { type: 'text_delta', text: turn.say }
  send('content_block_delta', { index: 0, delta })
  send('content_block_stop', { index: 0 })
  send('message_delta', { delta: { stop_reason: stopReason, stop_sequence: null }, usage: { output_tokens: 10 } })
  send('message_stop', {})
  response.end()
}
