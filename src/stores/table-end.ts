/** An end as a table has it, in milliseconds: no end is the largest whole number, which is later than any that is given. */
export function tableEnd(end: number): number {
  return Math.min(end, Number.MAX_SAFE_INTEGER)
}
