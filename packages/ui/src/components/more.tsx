import type { Pages } from '../api/pages.ts'
import { useReading } from '../i18n/reading.tsx'
import { Button } from './button.tsx'

/** The way to the following page of a list, where there is one. */
export function More({ pages: { more, loadingMore } }: { pages: Pages<unknown> }) {
  const { say } = useReading()
  if (!more) return null
  return (
    <p className="more">
      <Button onPress={more} pending={loadingMore}>
        {say('work.more')}
      </Button>
    </p>
  )
}
