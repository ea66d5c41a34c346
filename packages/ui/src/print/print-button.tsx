import { useIsFetching } from '@tanstack/react-query'
import { Button } from '../components/button.tsx'
import { useReading } from '../i18n/reading.tsx'

/** Opens the browser's own print, which also keeps a PDF, once all that is shown has come. */
export function PrintButton() {
  const { say } = useReading()
  const coming = useIsFetching({ predicate: ({ state }) => state.data === undefined })
  return (
    <Button look="quiet" disabled={coming > 0} onPress={() => window.print()}>
      {say('print.do')}
    </Button>
  )
}
