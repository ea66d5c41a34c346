/**
 * What is left of a time as a clock shows it, `9:32`, in the reader's digits; `0:00` once it is over.
 * @param left milliseconds
 */
export function countdown(left: number, number: (value: number) => string): string {
  const all = Math.max(0, Math.ceil(left / 1000))
  const [minutes, seconds] = [Math.floor(all / 60), all % 60]
  return `${number(minutes)}:${seconds < 10 ? number(0) : ''}${number(seconds)}`
}
