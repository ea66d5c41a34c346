import type { ReactNode } from 'react'

/** A table that scrolls by itself where the screen is narrower. It can be reached by keyboard, so that it can be scrolled by it. */
export function TableFrame({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever scrolls by keyboard must be able to get here (axe scrollable-region-focusable)
    <section className="table-frame" aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
