import { type KeptHere, SECTION_CATEGORIES, type SectionCategory, type SectionOf } from '@ihala/contract'
import { useState } from 'react'
import { useRead } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Empty, Page, Read } from '../components/page.tsx'
import { Sep } from '../components/sep.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { NeedTerms } from '../referral/need-terms.tsx'
import { SectionTerms } from '../referral/section-terms.tsx'
import { KeptParts } from './kept-parts.tsx'

/** c2: what stays of one case or file, for whoever answers for the keeping. It is fetched when somebody opens it: every look is recorded. */
export default function KeptOfPage({ of, id }: { of: 'people' | 'referrals'; id: string }) {
  const { say } = useReading()
  const [open, setOpen] = useState(false)
  return (
    <Page
      title={say(of === 'people' ? 'kept.of.person' : 'kept.of.referral')}
      about={say('kept.of.about')}
      back={{ to: '/kept', title: say('kept.title') }}
    >
      {open ? (
        <Content path={`/${of}/${id}/kept`} file={of === 'people'} />
      ) : (
        <Notice tone="warn">
          <p>{say('kept.look')}</p>
          <p>
            <Button look="primary" onPress={() => setOpen(true)}>
              {say('kept.look.do')}
            </Button>
          </p>
        </Notice>
      )}
    </Page>
  )
}

function Content({ path, file }: { path: string; file: boolean }) {
  const { say, word } = useReading()
  const read = useRead<KeptHere>(path)
  return (
    <Read from={read}>
      {({ kept, need, sections, files, notes }) =>
        kept.length === 0 ? (
          <Empty title={say('kept.gone')} />
        ) : (
          <div className="stack">
            <KeptParts kept={kept} file={file} />
            {need === null && sections.length + files.length + notes.length === 0 && <p className="muted">{say('kept.of.sealed')}</p>}
            {need && (
              <Card title={say('referral.need')}>
                <NeedTerms need={need} />
              </Card>
            )}
            {sections.map(
              ({ category, at, content }) =>
                isSectionCategory(category) && (
                  <Card key={`${category}-${at}`} title={word('category', category)} aside={<ShortWhen at={at} />}>
                    {/* The service has checked the content against the category's closed schema before it was kept. */}
                    <SectionTerms category={category} content={content as SectionOf<typeof category>} />
                  </Card>
                ),
            )}
            {files.length > 0 && (
              <Card title={say('files.title')}>
                <ul className="stack-tight">
                  {files.map(({ id, name, about }) => (
                    <li key={id}>
                      <bdi>{name}</bdi>
                      <Sep />
                      {word('file-about', about)}
                    </li>
                  ))}
                </ul>
              </Card>
            )}
            {notes.length > 0 && (
              <Card title={say('notes.title')}>
                {notes.map(({ at, by, text }) => (
                  <blockquote key={`${at}-${by}`} className={by === 'us' ? 'note ours' : 'note'}>
                    <p className="small muted">
                      <ShortWhen at={at} />
                    </p>
                    <p className="said" dir="auto">
                      {text}
                    </p>
                  </blockquote>
                ))}
              </Card>
            )}
          </div>
        )
      }
    </Read>
  )
}

function isSectionCategory(category: string): category is SectionCategory {
  return SECTION_CATEGORIES.some((known) => known === category)
}
