/** What a server is told. The first key set makes it listen; each later one takes the place of the one before. */
export type Order = { readonly type: 'keys'; readonly keys: string } | { readonly type: 'stop' }

/** What a server says. */
export type Report = { readonly type: 'listening'; readonly port: number } | { readonly type: 'loaded' }
