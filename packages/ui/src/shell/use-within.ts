import { useLocation } from 'wouter'

/** Which thing of a kind's own screen is open, by the address below it; and the way to one. */
export function useWithin(path: string): { readonly rest: string | undefined; readonly go: (rest: string) => void } {
  const [here, go] = useLocation()
  const rest = here.startsWith(`${path}/`) ? here.slice(path.length + 1) : ''
  return { rest: rest === '' ? undefined : decodeURIComponent(rest), go: (next) => go(`${path}/${encodeURIComponent(next)}`) }
}
