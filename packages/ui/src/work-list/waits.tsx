import { type ComponentType, createContext } from 'react'
import { Link } from 'wouter'
import { Notice } from '../components/notice.tsx'

/** What of this kind's own screens waits for whoever is signed in: each says it on the first screen. */
export const WaitsContext = createContext<readonly ComponentType[]>([])

/** On the first screen: what waits, and the way to it. Nothing where nothing waits. */
export function Waits({ count, said, to }: { readonly count: number; readonly said: string; readonly to: string }) {
  if (count === 0) return null
  return (
    <Notice>
      <p>
        <Link href={to}>{said}</Link>
      </p>
    </Notice>
  )
}
