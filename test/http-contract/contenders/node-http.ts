import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { linkOf, requireLink } from 'daypass/node'
import send from 'send'
import { putFile } from '../../../examples/shared/put-file.ts'
import { serve } from '../../support/serve.ts'
import { paramsOf } from '../params.ts'
import { type Contender, type MadeAnswer, OWN, optionsOf, type Route, type Scene } from '../scene.ts'

type Routed = IncomingMessage & { params?: Readonly<Record<string, string>> }

export const nodeHttp: Contender = {
  name: 'node:http',
  start: (scene) => {
    const listeners = new Map(
      scene.routes.map((route) => {
        const options = {
          ...optionsOf(route, (req: Routed) => ({
            id: req.params?.id as string,
            header: (header) => req.headers[header]?.toString(),
          })),
          ...(scene.proxied && {
            address: (req: IncomingMessage) => req.headers['x-forwarded-for']?.toString(),
            secure: (req: IncomingMessage) => req.headers['x-forwarded-proto'] === 'https',
          }),
        }
        return [
          route.name,
          requireLink(scene.linksOf(route), options, (req: Routed, res: ServerResponse) =>
            handle(scene, route, req, res),
          ),
        ]
      }),
    )
    return serve((req: Routed, res) => {
      req.params = paramsOf(req.url ?? '')
      listeners.get(req.params.route ?? '')?.(req, res)
    })
  },
}

async function handle(scene: Scene, route: Route, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const grant = linkOf(req)
  scene.run(route, grant)
  if (route.answer !== undefined) return answer(route.answer, res)
  if (route.overrides) for (const [name, value] of Object.entries(OWN)) res.setHeader(name, value)
  if (req.method === 'GET' || req.method === 'HEAD') {
    await new Promise<void>((resolve, reject) => {
      const file = send(req, encodeURI(grant.fileId), { root: scene.root })
      file.on('error', reject).pipe(res).on('close', resolve)
    })
  } else if (req.method === 'PUT') {
    const header = (name: string): string | undefined => req.headers[name]?.toString()
    res.writeHead(await putFile(scene.root, { grant, header, body: req })).end()
  } else res.end(`${req.method} ${grant.fileId}`)
}

function answer({ via, status, headers = {}, body = '' }: MadeAnswer, res: ServerResponse): void {
  if (via === 'throw') throw Object.assign(new Error('in the handler'), { status })
  if (via === 'head') return void res.writeHead(status, 'Fine', headers).end(body)
  if (via === 'redirect') return void res.writeHead(status, Object.entries(headers).flat()).end()
  res.statusCode = status
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  if (via === 'stream') Readable.from([body]).pipe(res)
  else res.end(body)
}
