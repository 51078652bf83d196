/** The middle of some numbers; of an even count, the mean of the two in the middle. */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/** Least squares of `y = intercept + slope * x`; `error` is the sum of the squared residuals. */
export function fitLine(xs, ys) {
  const meanX = xs.reduce((sum, x) => sum + x, 0) / xs.length
  const meanY = ys.reduce((sum, y) => sum + y, 0) / ys.length
  const covariance = xs.reduce((sum, x, i) => sum + (x - meanX) * (ys[i] - meanY), 0)
  const slope = covariance / xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0)
  const intercept = meanY - slope * meanX
  const error = xs.reduce((sum, x, i) => sum + (ys[i] - intercept - slope * x) ** 2, 0)
  return { intercept, slope, error }
}

/**
 * Least squares of `y = a + b * x^exponent`. A constant part would pull the slope of a log-log plot towards 0 and hide
 * quadratic growth, so the exponent is searched for with the constant left free.
 */
export function fitExponent(xs, ys) {
  let best = { exponent: Number.NaN, error: Number.POSITIVE_INFINITY }
  for (let hundredths = 20; hundredths <= 300; hundredths++) {
    const exponent = hundredths / 100
    const { error } = fitLine(
      xs.map((x) => x ** exponent),
      ys,
    )
    if (error < best.error) best = { exponent, error }
  }
  return best.exponent
}
