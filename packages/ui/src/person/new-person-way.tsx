import { Link, useLocation } from 'wouter'
import { useReading } from '../i18n/reading.tsx'
import { useFormAside } from '../shell/aside.ts'

/**
 * From a form to a new person and back: what was typed waits, and whoever was written down is chosen on the way back.
 * @param props `path` and `title` of the screen with the form, and the form as it is now
 */
export function NewPersonWay<F>({ path, title, form }: { readonly path: string; readonly title: string; readonly form: F }) {
  const { say } = useReading()
  const [, go] = useLocation()
  const aside = useFormAside<F>()
  const leave = () => {
    aside.keep({ path, title, form })
    // The browser's own way back leads to the form too.
    go(`${path}?back`, { replace: true })
  }
  return (
    <p>
      <Link href="/people/new?for" onClick={leave}>
        {say('people.new')}
      </Link>
    </p>
  )
}
