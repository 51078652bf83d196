/**
 * The media types that all lists allow (SPEC.md, section 5.7): every entry that is in each list, or falls under a `type/*` there.
 *
 * The lists are sorted, and so is the result. Short ones are combined first, and each pair in one pass: seven short lists behind a
 * long one, which any holder can write, must not cost seven sets and sorts of everything.
 */
export function commonTypes(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.toSorted((a, b) => a.length - b.length).reduce(mergeTypes)
}

const NO_RANGE = '/' // no media type begins with it

function mergeTypes(a: readonly string[], b: readonly string[]): readonly string[] {
  const common: string[] = []
  // The last `type/*` that was passed, without its star. It sorts before all entries of its type: no subtype begins with less than "0".
  let rangeOfA = NO_RANGE
  let rangeOfB = NO_RANGE
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const nextA = i < a.length ? (a[i] as string) : undefined
    const nextB = j < b.length ? (b[j] as string) : undefined
    const isInBoth = nextA === nextB
    if (nextA !== undefined && (isInBoth || nextB === undefined || nextA < nextB)) {
      if (isInBoth || nextA.startsWith(rangeOfB)) common.push(nextA)
      if (isRange(nextA)) rangeOfA = nextA.slice(0, -1)
      i++
      if (!isInBoth) continue
    }
    const typeOfB = nextB as string
    if (!isInBoth && typeOfB.startsWith(rangeOfA)) common.push(typeOfB)
    if (isRange(typeOfB)) rangeOfB = typeOfB.slice(0, -1)
    j++
  }
  return common
}

function isRange(type: string): boolean {
  return type.charCodeAt(type.length - 1) === 0x2a // "*", which is nowhere else in a media type
}
