import '../styles/gallery.css'
import { useEffect, useState } from 'react'
import { Page } from '../components/page.tsx'
import { directionOf, LANGUAGES, type Language } from '../i18n/locale.ts'
import { type Catalogue, loadCatalogue } from '../i18n/messages.ts'
import { ReadingProvider, useReading } from '../i18n/reading.tsx'
import type { Settings } from '../i18n/settings.ts'
import type { Desk } from '../shell/desk.ts'
import { ASKED } from './asked-specimens.tsx'
import { PICTURES } from './picture-specimens.tsx'
import { PRESSED } from './pressed-specimens.tsx'
import type { Specimen } from './specimen.ts'

const COLOURS = ['light', 'dark'] as const
const NONE: readonly Specimen[] = []

interface GalleryProps {
  readonly settings: Settings
  /** Fetches what this kind of organisation has of its own. */
  readonly specimens: Desk['specimens']
}

/** Every component and picture, in both directions of writing side by side, light above dark. It shows no data of anybody. */
export default function GalleryPage({ settings, specimens }: GalleryProps) {
  const { say } = useReading()
  const [own, setOwn] = useState(specimens ? undefined : NONE)
  const [catalogues, setCatalogues] = useState<readonly (readonly [Language, Catalogue])[]>([])
  useEffect(() => {
    let wanted = true
    void Promise.all(LANGUAGES.map(async (language) => [language, await loadCatalogue(language)] as const)).then((both) => {
      if (wanted) setCatalogues(both)
    })
    return () => {
      wanted = false
    }
  }, [])
  useEffect(() => {
    void specimens?.().then((kind) => setOwn(kind.specimens))
  }, [specimens])
  // All at once: what comes later would push what is looked at.
  if (!own || catalogues.length === 0) return <p className="waiting">{say('wait.reading')}</p>
  const parts = [
    ['gallery.own', own],
    ['gallery.pictures', PICTURES],
    ['gallery.pressed', PRESSED],
    ['gallery.asked', ASKED],
  ] as const
  return (
    <Page title={say('gallery.title')} about={say('gallery.about')}>
      {parts
        .filter(([, shown]) => shown.length > 0)
        .map(([title, shown]) => (
          <section key={title} className="stack">
            <h2>{say(title)}</h2>
            {shown.map((specimen) => (
              <Shown key={specimen.name} specimen={specimen} catalogues={catalogues} settings={settings} />
            ))}
          </section>
        ))}
    </Page>
  )
}

interface ShownProps {
  readonly specimen: Specimen
  readonly catalogues: readonly (readonly [Language, Catalogue])[]
  readonly settings: Settings
}

function Shown({ specimen: { name, shown: Shape }, catalogues, settings }: ShownProps) {
  const { locale } = useReading()
  return (
    <section className="stack-tight">
      <h3 className="code" lang="en">
        {name}
      </h3>
      <div className="specimens">
        {COLOURS.flatMap((colours) =>
          catalogues.map(([language, catalogue]) => (
            <div key={`${colours} ${language}`} className="specimen stack" data-theme={colours} lang={language} dir={directionOf(language)}>
              <ReadingProvider catalogue={catalogue} language={language} digits={settings.digits} timeZone={locale.timeZone}>
                <Shape />
              </ReadingProvider>
            </div>
          )),
        )}
      </div>
    </section>
  )
}
