/** Rows that are hidden while their name does not contain what is typed. */
export function filterRows(root) {
  const field = root.querySelector('[data-filter]')
  const table = field && root.querySelector(field.dataset.filter)
  if (!table) return
  const none = root.querySelector('[data-none]')
  root.querySelector('[data-filter-button]').hidden = true
  field.addEventListener('input', () => {
    const wanted = field.value.trim().toLowerCase()
    let shown = 0
    for (const row of table.tBodies[0].rows) {
      row.hidden = !row.dataset.name.includes(wanted)
      if (!row.hidden) shown++
    }
    table.hidden = shown === 0
    none.hidden = shown > 0
  })
}
