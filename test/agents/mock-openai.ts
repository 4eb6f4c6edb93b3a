// A model server that Codex talks to, on loopback: the Responses API as a stream of server-sent events, by a script.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What the model does next: says something, or runs a command. */
export type CodexTurn = { readonly say: string } | { readonly run: string }

interface Request {
  readonly tools?: readonly { readonly name?: string; readonly type?: string }[]
}

export interface MockOpenAi {
  readonly url: string
  readonly requests: readonly Request[]
  close(): Promise<void>
}

/** Starts the server. `script` gives the model's turns, one for each request with tools; the last one is repeated. */
export async function startMockOpenAi(script: readonly CodexTurn[]): Promise<MockOpenAi> {
  const requests: Request[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    if (request.method === 'POST' && request.url?.endsWith('/responses')) {
      const asked = JSON.parse(body) as Request
      const isOwn = (asked.tools?.length ?? 0) > 0
      if (isOwn) requests.push(asked)
      const turn = isOwn ? (script[Math.min(requests.length, script.length) - 1] ?? { say: 'Done.' }) : { say: 'Title' }
      answer(response, asked, turn)
    } else {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ object: 'list', data: [], models: [] }))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

let counter = 0

function answer(response: ServerResponse, { tools = [] }: Request, turn: CodexTurn): void {
  const id = `resp_${++counter}`
  const item =
    'say' in turn
      ? { type: 'message', id: `msg_${counter}`, role: 'assistant', content: [{ type: 'output_text', text: turn.say }] }
      : { type: 'function_call', id: `fc_${counter}`, call_id: `call_${counter}`, ...commandCall(turn.run, tools) }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (type: string, data: Readonly<Record<string, unknown>>) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
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
function commandCall(command: string, tools: NonNullable<Request['tools']>) {
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
