import { linkOf, requireLink } from 'daypass/fetch'
import { fileResponse } from '../../../examples/shared/file-response.ts'
import { existingFile } from '../../../examples/shared/files.ts'
import { getRequestListener, type NodeBindings } from '../../../examples/shared/node-server.ts'
import { putFile } from '../../../examples/shared/put-file.ts'
import { serve } from '../../support/serve.ts'
import { paramsOf } from '../params.ts'
import { type Contender, type MadeAnswer, OWN, optionsOf, type Route, type Scene } from '../scene.ts'

type Call = readonly [request: Request, bindings: NodeBindings]

export const fetchApi: Contender = {
  name: 'Request and Response',
  start: (scene) => {
    const handlers = new Map(
      scene.routes.map((route) => {
        const options = {
          ...optionsOf(route, ([request]: Call) => ({
            id: paramsOf(request.url).id as string,
            header: (header) => request.headers.get(header) ?? undefined,
          })),
          address: ([request, { incoming }]: Call) =>
            (scene.proxied && request.headers.get('x-forwarded-for')) || incoming.socket.remoteAddress,
          secure: ([request, { incoming }]: Call) =>
            'encrypted' in incoming.socket || (scene.proxied && request.headers.get('x-forwarded-proto') === 'https'),
        }
        return [route.name, requireLink(scene.linksOf(route), options, (request) => handle(scene, route, request))]
      }),
    )
    const answer = async (request: Request, bindings: NodeBindings): Promise<Response> => {
      const params = paramsOf(request.url)
      Object.assign(request, { params }) // as Bun's routes do
      try {
        return (await handlers.get(params.route ?? '')?.(request, bindings)) ?? new Response(null, { status: 404 })
      } catch (error) {
        return new Response(null, { status: (error as { status?: number }).status ?? 500 })
      }
    }
    return serve(getRequestListener(answer, { overrideGlobalObjects: false }))
  },
}

async function handle(scene: Scene, route: Route, request: Request): Promise<Response> {
  const grant = linkOf(request)
  scene.run(route, grant)
  if (route.answer !== undefined) return answer(route.answer)
  if (request.method === 'GET' || request.method === 'HEAD') {
    const path = await existingFile(scene.root, grant.fileId)
    if (path === undefined) return new Response(null, { status: 404 })
    const response = await fileResponse(path, request)
    if (route.overrides) for (const [name, value] of Object.entries(OWN)) response.headers.set(name, value)
    return response
  }
  if (request.method !== 'PUT') return new Response(`${request.method} ${grant.fileId}`)
  const body = request.body ?? new Blob([]).stream()
  const header = (name: string): string | null => request.headers.get(name)
  return new Response(null, { status: await putFile(scene.root, { grant, header, body }) })
}

function answer({ via, status, headers = {}, body }: MadeAnswer): Response {
  if (via === 'throw') throw Object.assign(new Error('in the handler'), { status })
  if (via === 'redirect') return Response.redirect(headers.Location as string, status as 302) // its headers cannot be changed
  return new Response(via === 'stream' ? new Blob([body ?? '']).stream() : (body ?? null), { status, headers })
}
