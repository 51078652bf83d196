import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { linkOf, type RoutedRequest, requireLink } from 'daypass/fastify'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { fileResponse } from '../../../examples/shared/file-response.ts'
import { existingFile } from '../../../examples/shared/files.ts'
import { HttpError } from '../../../examples/shared/http-error.ts'
import { putFile } from '../../../examples/shared/put-file.ts'
import { type Contender, type MadeAnswer, OWN, optionsOf, pathsOf, type Route, type Scene } from '../scene.ts'

export const fastify: Contender = {
  name: 'Fastify 5',
  start: async (scene) => {
    const app = Fastify({
      trustProxy: scene.proxied,
      forceCloseConnections: true,
      routerOptions: { maxParamLength: 2048 }, // a link in the path may be longer than the default, 100
    })
    // Fastify's own answer repeats the address, and with it the link.
    app.setNotFoundHandler((_request, reply) => reply.code(404).send())
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, body, done) => done(null, body))
    for (const route of scene.routes) {
      const guard = requireLink(scene.linksOf(route), {
        ...optionsOf(route, ({ params, headers }: RoutedRequest) => ({
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
  if (route.answer !== undefined) return answer(route.answer, reply)
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

function answer({ via, status, headers = {}, body = '' }: MadeAnswer, reply: FastifyReply): FastifyReply {
  if (via === 'default') {
    reply.callNotFound()
    return reply
  }
  if (via === 'throw') throw Object.assign(new Error('in the handler'), { statusCode: status })
  if (via === 'redirect') return reply.redirect(headers.Location as string, status)
  if (via === 'head') {
    reply.hijack()
    reply.raw.writeHead(status, headers).end(body)
    return reply
  }
  reply.code(status).headers(headers)
  if (status === 204) return reply.send()
  return reply.send(via === 'stream' ? Readable.from([body]) : body)
}
