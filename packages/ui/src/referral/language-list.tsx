import type { LanguageUse } from '@ihala/contract'
import { useReading } from '../i18n/reading.tsx'

/** Languages somebody uses; speaking and reading are apart. */
export function LanguageList({ languages }: { languages: readonly LanguageUse[] }) {
  const { say, languageName, list } = useReading()
  return (
    <>
      {list(
        languages.map(({ code, speaks, reads }) =>
          say(speaks && reads ? 'language.both' : reads ? 'language.reads' : 'language.speaks', { language: languageName(code) }),
        ),
      )}
    </>
  )
}
