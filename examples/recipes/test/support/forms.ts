import { bytes } from './files.ts'

/** A file for a form. */
export const file = (size: number, type = 'image/png'): Blob => new Blob([bytes(size)], { type })

/** A form of fields and files, in this order. */
export const form = (...parts: readonly (readonly [string, string | Blob])[]): FormData => {
  const data = new FormData()
  for (const [name, value] of parts) data.append(name, value)
  return data
}

/** A form by hand, up to the bytes of its file. */
export const PART: string =
  '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'

/** The end of a form by hand. */
export const END: string = '\r\n--x--\r\n'

/** Headers for a form by hand. */
export const FORM: Readonly<Record<'Content-Type', string>> = { 'Content-Type': 'multipart/form-data; boundary=x' }

/** A request with a form of `length` bytes by hand, as far as its body. */
export const formHead = (path: string, length: number): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM['Content-Type']}\r\nContent-Length: ${length}\r\n\r\n`
