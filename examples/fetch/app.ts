import type { Links } from 'daypass'
import { type Call, linkOf, requireLink } from 'daypass/fetch'
import { fileIdOf } from '../shared/file-id.ts'
import { fileResponse } from '../shared/file-response.ts'
import { existingFile } from '../shared/files.ts'
import { HttpError } from '../shared/http-error.ts'
import { mediaTypeOf } from '../shared/media-type.ts'
import type { NodeBindings } from '../shared/node-server.ts'
import { putFile } from '../shared/put-file.ts'

/** A handler that serves the files of a folder to anyone who has a link, and takes uploads. It runs on Node. */
export function createHandler(root: string, links: Links): (request: Request, node: NodeBindings) => Promise<Response> {
  const guarded = requireLink(
    links,
    {
      fileId: ([request]) => fileIdOf(request.url),
      address: ([, { incoming }]: Call<[NodeBindings]>) => incoming.socket.remoteAddress,
      secure: ([, { incoming }]) => 'encrypted' in incoming.socket,
    },
    (request) => serve(root, request),
  )
  return async (request, node) => {
    try {
      return await guarded(request, node)
    } catch (error) {
      if (!(error instanceof HttpError)) throw error
      const { status, headers } = error
      return Response.json({ status }, { status, headers: { ...headers, 'Cache-Control': 'no-store' } })
    }
  }
}

async function serve(root: string, request: Request): Promise<Response> {
  const grant = linkOf(request)
  if (request.method === 'GET' || request.method === 'HEAD') {
    const file = await existingFile(root, grant.fileId)
    if (file === undefined) return new Response(null, { status: 404 })
    return fileResponse(file, request, mediaTypeOf(grant))
  }
  if (request.method !== 'PUT') return new Response(null, { status: 405, headers: { Allow: 'GET, HEAD, PUT' } })
  const body = request.body ?? new Blob([]).stream()
  const header = (name: string): string | null => request.headers.get(name)
  return new Response(null, { status: await putFile(root, { grant, header, body }) })
}
