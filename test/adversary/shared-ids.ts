/** An id that more than one organisation holds. */
export interface SharedId {
  readonly id: string
  readonly holders: readonly string[]
}

// 128 bits as they cross a border, and as rows are named: with nothing of their alphabet beside them.
const ID = /(?<![\w-])(?:[A-Za-z0-9_-]{21}[AQgw]|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})(?![\w-])/g
/** A word of the language could have the length; an id of random bits without a capital or a digit is one in a million. */
const isRandom = (id: string): boolean => /\d/.test(id) || /[A-Z].*[A-Z]/.test(id)

/** Every id of 128 bits in some text. */
export function idsIn(text: string): Set<string> {
  return new Set((text.match(ID) ?? []).filter(isRandom))
}

/** The ids that stand in more than one of the texts, and in whose. */
export function sharedIds(texts: ReadonlyMap<string, string>): SharedId[] {
  const holders = new Map<string, string[]>()
  for (const [holder, text] of texts) for (const id of idsIn(text)) holders.set(id, [...(holders.get(id) ?? []), holder])
  return [...holders].filter(([, all]) => all.length > 1).map(([id, all]) => ({ id, holders: all }))
}
