import type { Request } from 'express'

/** A parameter of the address, or a field of a form, if it is there once. */
export function textOf(values: unknown, name: string): string | undefined {
  const value = (values as Readonly<Record<string, unknown>> | undefined)?.[name]
  return typeof value === 'string' ? value : undefined
}

/** A parameter of the address. */
export function queryOf(req: Request, name: string): string | undefined {
  return textOf(req.query, name)
}

/** The file or the folder that an address is about. */
export function targetOf(req: Request): { readonly fileId: string; readonly isFolder: boolean } | undefined {
  const [file, folder] = [queryOf(req, 'file'), queryOf(req, 'folder')]
  if (file) return { fileId: file, isFolder: false }
  return folder ? { fileId: folder, isFolder: true } : undefined
}
