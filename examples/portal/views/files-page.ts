import { kindOf } from '../files/kind-of.ts'
import type { Entry } from '../files/list-folder.ts'
import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import { ownerPage } from './layout.ts'
import { count, sizeText, when } from './words.ts'

/** What the page of a folder shows. */
export interface FolderView {
  /** Id of the folder; empty for the whole. */
  readonly folder: string
  /** Name of the whole. */
  readonly rootName: string
  readonly entries: readonly Entry[]
  /** How many there are, of which the page may show only some. */
  readonly total: number
  readonly filter: string
  /** How many links to each file work, or will. */
  readonly links: ReadonlyMap<string, number>
  readonly message?: string | undefined
}

export function filesPage(view: FolderView): string {
  const { folder, rootName, entries, total, filter, message } = view
  const name = folder.split('/').pop() || rootName
  const dir = encodeURIComponent(folder)
  const head = html`<div class="head">
<h1>${trail(folder, rootName)}</h1>
<div class="actions">
<a role="button" class="secondary" href="/request?dir=${dir}">${icon('inbox')}Request files</a>
${folder === '' ? '' : html`<a role="button" class="secondary" href="/share?folder=${dir}">${icon('share-2')}Share folder</a>`}
</div>
</div>
${message === undefined ? '' : html`<p class="notice" role="status">${icon('check')}${message}</p>`}`
  const upload = html`<form class="drop" method="post" action="/upload?dir=${dir}" enctype="multipart/form-data" data-upload>
<label for="files">${icon('upload')}<span>Upload to ${name}<small data-drop-hint hidden> – choose files, or drop them anywhere on this page</small></span></label>
<input id="files" type="file" name="files" multiple required>
<button data-send>Upload</button>
<ul class="progress" data-progress aria-live="polite"></ul>
</form>`
  const search = html`<form class="filter" role="search" method="get" action="/">
${folder === '' ? '' : html`<input type="hidden" name="dir" value="${folder}">`}
<label class="sr" for="filter">Filter by name</label>
<input id="filter" type="search" name="q" value="${filter}" placeholder="Filter by name" autocomplete="off" data-filter="#entries">
<button class="secondary" data-filter-button>Filter</button>
</form>`
  const shown =
    total > entries.length
      ? html`<p class="hint">The first ${entries.length} of ${count(total, 'entry', 'entries')}. Filter by name to see others.</p>`
      : ''
  const body = html`${head}${upload}${entries.length === 0 && filter === '' ? '' : search}${entries.length === 0 ? empty(filter) : table(view)}${shown}`
  return ownerPage(name, 'files', body)
}

function empty(filter: string): Html {
  return filter === ''
    ? html`<p class="empty">${icon('folder')}Nothing here yet. Upload a file, or request one.</p>`
    : html`<p class="empty">${icon('search')}No name contains “${filter}”.</p>`
}

function table({ folder, entries, links }: FolderView): Html {
  const rows = entries.map((entry) => row(entry, folder === '' ? entry.name : `${folder}/${entry.name}`, links))
  return html`<table role="table" class="list" id="entries">
<caption class="sr">Files and folders</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Name</th><th role="columnheader" scope="col" class="end">Size</th><th role="columnheader" scope="col">Kind</th><th role="columnheader" scope="col">Changed</th><th role="columnheader" scope="col">Links</th><th role="columnheader" scope="col"><span class="sr">Actions</span></th></tr></thead>
<tbody role="rowgroup">${rows}</tbody>
</table>
<p class="empty" data-none hidden>${icon('search')}No name contains this.</p>`
}

function row({ name, isFolder, size, changed }: Entry, id: string, links: FolderView['links']): Html {
  const kind = kindOf(name)
  const escaped = encodeURIComponent(id)
  const opened = isFolder ? `/?dir=${escaped}` : `/download?file=${escaped}`
  const active = links.get(id) ?? 0
  return html`<tr role="row" data-name="${name.toLowerCase()}">
<th role="rowheader" scope="row"><a href="${opened}" class="name">${icon(isFolder ? 'folder' : kind.icon)}<span>${name}</span></a></th>
<td role="cell" class="end" data-label="Size">${isFolder ? html`<span class="faint">–</span>` : sizeText(size)}</td>
<td role="cell" data-label="Kind">${isFolder ? 'Folder' : kind.text}</td>
<td role="cell" data-label="Changed">${when(changed)}</td>
<td role="cell" data-label="Links">${active === 0 ? html`<span class="faint">–</span>` : html`<a href="/links?file=${escaped}">${active} active</a>`}</td>
<td role="cell" class="end act"><div class="actions"><a role="button" class="small secondary" href="/share?${isFolder ? 'folder' : 'file'}=${escaped}" data-dialog>${icon('share-2')}Share<span class="sr"> ${name}</span></a></div></td>
</tr>`
}

/** Files / reports / 2026, each a link but the last. */
function trail(folder: string, rootName: string): Html {
  const segments = folder === '' ? [] : folder.split('/')
  const parts = segments.map((name, at) => {
    const href = `/?dir=${encodeURIComponent(segments.slice(0, at + 1).join('/'))}`
    return html`<span class="sep" aria-hidden="true">/</span>${at === segments.length - 1 ? name : html`<a href="${href}">${name}</a>`}`
  })
  return html`<span class="trail">${segments.length === 0 ? rootName : html`<a href="/">${rootName}</a>`}${parts}</span>`
}
