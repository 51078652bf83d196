import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'

/** What a handler learns of the request on Node, besides the `Request`: Hono has it as `c.env`. */
export interface NodeBindings {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
}

interface NodeServer {
  serve(
    options: {
      readonly fetch: (request: Request, bindings: NodeBindings) => unknown
      readonly port: number
      readonly hostname: string
    },
    listening?: () => void,
  ): Server
  getRequestListener(
    fetch: (request: Request, bindings: NodeBindings) => unknown,
    options: { readonly overrideGlobalObjects: boolean },
  ): RequestListener
}

// In an application: `import { serve } from '@hono/node-server'`. Its declarations need those of a browser, which are not loaded here.
const nodeServer: NodeServer = createRequire(import.meta.url)('@hono/node-server')

/** Serves `Request` and `Response` with Node's own server, which knows neither. */
export const serve: NodeServer['serve'] = nodeServer.serve

/** The same as a listener for `createServer`. */
export const getRequestListener: NodeServer['getRequestListener'] = nodeServer.getRequestListener
