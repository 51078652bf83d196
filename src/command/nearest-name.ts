/** The known name that `given` was probably meant to be; undefined if none is near. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const ranked = known.map((name) => ({ name, distance: distanceOf(given, name) }))
  const [best] = ranked.sort((a, b) => a.distance - b.distance)
  return best !== undefined && best.distance <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined
}

/** How many letters have to be added, removed, replaced, or swapped with their neighbour (optimal string alignment). */
function distanceOf(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwap ? (before[j - 2] as number) + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min(replaced, swapped, (previous[j] as number) + 1, (row[j - 1] as number) + 1))
    }
    ;[before, previous] = [previous, row]
  }
  return previous[b.length] as number
}
