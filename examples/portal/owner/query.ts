import type { Request } from 'express'
import { HttpError } from '../../shared/http-error.ts'

/** A parameter of the address, or a field of a form, if it is there once. */
export function textOf(values: unknown, name: string): string | undefined {
  const value = (values as Readonly<Record<string, unknown>> | undefined)?.[name]
  return typeof value === 'string' ? value : undefined
}

/** A parameter of the address. */
export function queryOf(req: Request, name: string): string | undefined {
  return textOf(req.query, name)
}

/**
 * The file or the folder that an address is about; undefined if it names none.
 * @throws HttpError if it names one twice, or an empty one: that must not mean all
 */
export function targetOf(req: Request): { readonly fileId: string; readonly isFolder: boolean } | undefined {
  const [file, folder] = [queryOf(req, 'file'), queryOf(req, 'folder')]
  const named = [req.query.file, req.query.folder].filter((value) => value !== undefined)
  if (named.length > 1 || (named.length === 1 && !file && !folder)) throw new HttpError(400)
  if (file) return { fileId: file, isFolder: false }
  return folder ? { fileId: folder, isFolder: true } : undefined
}
