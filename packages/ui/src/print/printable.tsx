import type { ReactNode } from 'react'
import { PrintedHead } from './printed-head.tsx'

/** A screen that may be printed as it is shown; the button stands with the screen's own acts. */
export function Printable({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="printable">
      <PrintedHead title={title} />
      {children}
    </div>
  )
}
