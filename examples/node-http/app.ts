import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/node'
import { answerFile } from '../shared/answer-file.ts'
import { endUnread } from '../shared/end-unread.ts'
import { fileIdOf } from '../shared/file-id.ts'

/** A listener that serves the files of a folder to anyone who has a link, and takes uploads. */
export function createListener(
  root: string,
  links: Links,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const guarded = requireLink(
    links,
    { fileId: (req) => fileIdOf(req.url ?? '') },
    (req: IncomingMessage, res: ServerResponse) => answerFile(root, linkOf(req), { req, res }),
  )
  return (req, res) => {
    endUnread(req, res)
    return guarded(req, res)
  }
}
