import type { ReactNode } from 'react'
import { PrintButton } from './print-button.tsx'
import { PrintedHead } from './printed-head.tsx'

/** A screen that may be printed as it is shown. */
export function Printable({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="printable">
      <PrintedHead title={title} />
      {children}
      <p className="more">
        <PrintButton />
      </p>
    </div>
  )
}
