/** What was typed of a shortcut of several letters is forgotten after so long, milliseconds. */
export const SEQUENCE_MS = 1_500

/** The part of a keyboard event that shortcuts look at. */
export interface Pressed {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/**
 * The letter, digit or question mark of a key, whatever alphabet the keyboard writes: an Arabic one has the Latin letter on the same
 * key. Undefined for other keys and with a modifier.
 */
export function letterOf({ key, code, ctrlKey, metaKey, altKey }: Pressed): string | undefined {
  if (ctrlKey || metaKey || altKey) return undefined
  if (key === '?' || key === '؟') return '?'
  if (/^[a-z0-9]$/i.test(key)) return key.toLowerCase()
  return key.length === 1 ? /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1]?.toLowerCase() : undefined
}

/** Ctrl-K, or ⌘-K where there is that key. */
export function opensBar({ key, code, ctrlKey, metaKey, altKey }: Pressed): boolean {
  return (ctrlKey || metaKey) && !altKey && (key.toLowerCase() === 'k' || code === 'KeyK')
}

/** What a letter comes to after what was typed before: a shortcut, the beginning of one, or nothing. */
export function afterLetter(
  typed: string,
  letter: string,
  shortcuts: readonly string[],
): { readonly typed: string; readonly found: string | undefined } {
  for (const tried of [typed === '' ? letter : `${typed} ${letter}`, letter]) {
    if (shortcuts.includes(tried)) return { typed: '', found: tried }
    if (shortcuts.some((shortcut) => shortcut.startsWith(`${tried} `))) return { typed: tried, found: undefined }
  }
  return { typed: '', found: undefined }
}
