import { HttpError } from './http-error.ts'

/** The file that the path `/files/…` of an address names. */
export function fileIdOf(url: string): string {
  const [path = ''] = url.replace(/^https?:\/\/[^/]*/i, '').split('?')
  if (!path.startsWith('/files/')) throw new HttpError(404)
  try {
    return decodeURIComponent(path.slice('/files/'.length))
  } catch {
    throw new HttpError(400) // no escape of UTF-8
  }
}
