import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { linkOf, requireLink } from '../../../examples/fastify/adapter.ts'
import { fileResponse } from '../../../examples/shared/file-response.ts'
import { existingFile } from '../../../examples/shared/files.ts'
import { HttpError } from '../../../examples/shared/http-error.ts'
import { putFile } from '../../../examples/shared/put-file.ts'
import { type Contender, OWN, optionsOf, pathsOf, type Route, type Scene } from '../scene.ts'

export const fastify: Contender = {
  name: 'Fastify 5',
  start: async (scene) => {
    const app = Fastify({ trustProxy: scene.proxied, forceCloseConnections: true })
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, body, done) => done(null, body))
    for (const route of scene.routes) {
      const guard = requireLink(scene.links, {
        ...optionsOf(route, ({ params, headers }) => ({
          id: params.id,
          header: (header) => headers[header]?.toString(),
        })),
      })
      for (const path of pathsOf(route)) app.all(path, guard, (request, reply) => handle(scene, route, request, reply))
    }
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    return { port, origin: `http://127.0.0.1:${port}`, close: () => app.close() }
  },
}

async function handle(scene: Scene, route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const grant = linkOf(request)
  const { method } = request
  scene.run(route, grant)
  if (route.overrides) reply.headers(OWN)
  if (method === 'GET' || method === 'HEAD') {
    const path = await existingFile(scene.root, grant.fileId)
    if (path === undefined) throw new HttpError(404)
    const headers = new Headers(request.headers as Record<string, string>)
    return reply.send(await fileResponse(path, { method, headers }))
  }
  if (method !== 'PUT') return reply.send(`${method} ${grant.fileId}`)
  const header = (name: string): string | undefined => request.headers[name]?.toString()
  const body = (request.body as Readable | undefined) ?? request.raw
  return reply.code(await putFile(scene.root, { grant, header, body })).send()
}
