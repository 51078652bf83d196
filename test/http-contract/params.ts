/** What a router would make of the path of an address: `/:route/:id` or `/:route/:token/:id`. */
export function paramsOf(url: string): Readonly<Record<string, string>> {
  const path = url.replace(/^https?:\/\/[^/]*/, '').split('?')[0] ?? ''
  const [, route = '', ...rest] = path.split('/').map(decodeURIComponent)
  const [token, id] = rest.length > 1 ? rest : [undefined, rest[0]]
  return { route, ...(token !== undefined && { token }), ...(id !== undefined && { id }) }
}
