const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** A size in the units that people use: 1.2 MB. */
export function sizeText(bytes) {
  const unit = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1)
  const number = bytes / 1000 ** unit
  return `${unit === 0 || number >= 100 ? Math.round(number) : number.toFixed(1).replace('.0', '')} ${UNITS[unit]}`
}
