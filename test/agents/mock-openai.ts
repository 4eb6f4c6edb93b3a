// A model server that Codex talks to, on loopback: the Responses API as a stream of server-sent events, by a script.
import type { ServerResponse } from 'node:http'
import { eventStream, type ModelRequest, type ModelServer, startModelServer } from './model-server.ts'

/** What the model does next: says something, or runs a command. */
export type CodexTurn = { readonly say: string } | { readonly run: string }

/** Starts the server (`startModelServer`). */
export async function startMockOpenAi(script: readonly CodexTurn[]): Promise<ModelServer<ModelRequest>> {
  const server = await startModelServer<ModelRequest, CodexTurn>(script, {
    asksModel: ({ method, url }) => method === 'POST' && url?.endsWith('/responses') === true,
    answer,
    otherwise: { object: 'list', data: [], models: [] },
  })
  return { ...server, url: `${server.url}/v1` }
}

let counter = 0

function answer(response: ServerResponse, { tools = [] }: ModelRequest, turn: CodexTurn): void {
  const id = `resp_${++counter}`
  const item =
    'say' in turn
      ? { type: 'message', id: `msg_${counter}`, role: 'assistant', content: [{ type: 'output_text', text: turn.say }] }
      : { type: 'function_call', id: `fc_${counter}`, call_id: `call_${counter}`, ...commandCall(turn.run, tools) }
  const send = eventStream(response)
  send('response.created', { response: { id } })
  send('response.output_item.added', { output_index: 0, item })
  send('response.output_item.done', { output_index: 0, item })
  const usage = {
    input_tokens: 10,
    input_tokens_details: null,
    output_tokens: 10,
    output_tokens_details: null,
    total_tokens: 20,
  }
  send('response.completed', { response: { id, usage, output: [item] } })
  response.end()
}

/** The tool for commands has had several names and shapes. */
function commandCall(command: string, tools: NonNullable<ModelRequest['tools']>) {
  const names = new Set(tools.map(({ name }) => name))
  if (names.has('exec_command'))
    return {
      name: 'exec_command',
      arguments: JSON.stringify({ cmd: command, sandbox_permissions: 'require_escalated', justification: 'May I?' }),
    }
  if (names.has('shell_command'))
    return {
      name: 'shell_command',
      arguments: JSON.stringify({ command, sandbox_permissions: 'require_escalated', justification: 'May I?' }),
    }
  return {
    name: 'shell',
    arguments: JSON.stringify({
      command: ['sh', '-c', command],
      with_escalated_permissions: true,
      justification: 'May I?',
    }),
  }
}
