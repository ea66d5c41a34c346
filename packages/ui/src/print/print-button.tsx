import { Button } from '../components/button.tsx'
import { useReading } from '../i18n/reading.tsx'

/** Opens the browser’s own print, which also keeps a PDF. */
export function PrintButton() {
  const { say } = useReading()
  return (
    <Button look="quiet" onPress={() => window.print()}>
      {say('print.do')}
    </Button>
  )
}
