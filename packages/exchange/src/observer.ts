/** What the exchange tells whoever watches it: codes and counts, never content. */
export interface Observer {
  readonly received: (became: string) => void
  readonly quarantined: (code: string) => void
  /** The bus took an event of ours and dropped it (T6). */
  readonly busDropped: () => void
  readonly fault: (where: string, error: unknown) => void
}

/** An observer that looks away. */
export const noObserver: Observer = {
  received: () => undefined,
  quarantined: () => undefined,
  busDropped: () => undefined,
  fault: () => undefined,
}
