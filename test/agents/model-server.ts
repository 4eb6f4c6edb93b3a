// What the model servers for real agents have in common: on loopback, they answer the agent's own conversation by a script.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface ModelRequest {
  readonly tools?: readonly { readonly name?: string }[]
}

export interface ModelServer<Request> {
  readonly url: string
  /** The requests that had tools to choose from: the agent's own conversation. */
  readonly requests: readonly Request[]
  close(): Promise<void>
}

export interface ModelProtocol<Request, Turn> {
  /** Whether this asks the model for its next turn. */
  asksModel(request: IncomingMessage): boolean
  answer(response: ServerResponse, request: Request, turn: Turn): void
  /** What every other request is answered with. */
  readonly otherwise: unknown
}

/** Starts a server. `script` gives the model's turns, one for each request of the conversation; the last one is repeated. */
export async function startModelServer<Request extends ModelRequest, Turn>(
  script: readonly (Turn | { readonly say: string })[],
  { asksModel, answer, otherwise }: ModelProtocol<Request, Turn | { readonly say: string }>,
): Promise<ModelServer<Request>> {
  const requests: Request[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    if (asksModel(request)) {
      const asked = JSON.parse(body) as Request
      // Titles and summaries are asked for without tools.
      const isOwn = (asked.tools?.length ?? 0) > 0
      if (isOwn) requests.push(asked)
      const turn = isOwn ? (script[Math.min(requests.length, script.length) - 1] ?? { say: 'Done.' }) : { say: 'Title' }
      answer(response, asked, turn)
    } else {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(otherwise))
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

/** Begins a stream of server-sent events; what it returns sends one. */
export function eventStream(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  return (type: string, data: Readonly<Record<string, unknown>>) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
}
