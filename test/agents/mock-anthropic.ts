// A model server that Claude Code talks to, on loopback: it answers each conversation by a script, as a stream of server-sent events.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What the model does next: says something, or calls a tool. */
export type ModelTurn =
  | { readonly say: string }
  | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> }

interface Request {
  readonly stream?: boolean
  readonly model?: string
  readonly tools?: readonly unknown[]
  readonly messages: readonly { readonly role: string; readonly content: unknown }[]
}

export interface MockModel {
  readonly url: string
  /** The requests that had tools to choose from: the agent's own conversation. */
  readonly requests: readonly Request[]
  close(): Promise<void>
}

/** Starts the server. `script` gives the model's turns, one for each request of the conversation; the last one is repeated. */
export async function startMockAnthropic(script: readonly ModelTurn[]): Promise<MockModel> {
  const requests: Request[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    if (request.method === 'POST' && isMessages(request)) {
      const asked = JSON.parse(body) as Request
      // Titles and summaries are asked for without tools.
      const isOwn = (asked.tools?.length ?? 0) > 0
      if (isOwn) requests.push(asked)
      const turn = isOwn ? (script[Math.min(requests.length, script.length) - 1] ?? { say: 'Done.' }) : { say: 'Title' }
      answer(response, asked, turn)
    } else {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ input_tokens: 10 }))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function isMessages({ url = '' }: IncomingMessage): boolean {
  return /^\/v1\/messages(?:\?|$)/.test(url)
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
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (type: string, data: Readonly<Record<string, unknown>>) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
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
