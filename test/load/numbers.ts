/** The value below which the part `q` of the samples lies; NaN of none. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = Float64Array.from(samples).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}

/** The middle value, or between the two in the middle; NaN of none. */
export function median(samples: readonly number[]): number {
  const sorted = Float64Array.from(samples).sort()
  const half = Math.floor(sorted.length / 2)
  const [upper = Number.NaN, lower = upper] = [sorted[half], sorted.length % 2 === 0 ? sorted[half - 1] : sorted[half]]
  return (upper + lower) / 2
}

/** A figure as it is printed: three digits that mean something. */
export function shown(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–'
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}

/** Rows of text in columns; the first column to the left, figures to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('   ')
        .trimEnd(),
    )
    .join('\n')
}
