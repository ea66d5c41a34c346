import '../styles/rights.css'
import { type ConsentReceipts, RECEIPT_LANGUAGES, type ReceiptLanguage } from '@ihala/contract'
import { useEffect, useState } from 'react'
import { useRead } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { Empty, Page, Read } from '../components/page.tsx'
import { ReasonAsked } from '../components/reason-asked.tsx'
import { useReading } from '../i18n/reading.tsx'
import { printed } from '../my-data/printed.ts'
import { PersonTabs } from '../person/person-tabs.tsx'
import { Paper } from './paper.tsx'
import { WaitingHere } from './waiting-consents.tsx'

/** Each paper in the language its person was told in. */
const AS_TOLD = 'as-told'

/** C6: what the person agreed to, each on a paper they can be read, be shown, or carry; and what they may still take back without a trace. */
export default function PapersPage({ id }: { id: string }) {
  const { say, languageName } = useReading()
  const [language, setLanguage] = useState<ReceiptLanguage | typeof AS_TOLD>(AS_TOLD)
  const receipts = useRead<ConsentReceipts>(`/people/${id}/receipts${language === AS_TOLD ? '' : `?language=${language}`}`)
  const { content } = receipts
  const [alone, setAlone] = useState<number>()
  useEffect(() => {
    if (alone === undefined) return
    printed(say('paper.title'))
    setAlone(undefined)
  }, [alone])
  return (
    <Page
      title={say('papers.title')}
      about={say('papers.about')}
      back={{ to: `/people/${id}`, title: say('referral.person') }}
      actions={
        content && content.receipts.length > 1 && <Button onPress={() => printed(say('paper.title'))}>{say('papers.print-all')}</Button>
      }
    >
      <PersonTabs id={id} />
      {receipts.problem?.code === 'reason-required' ? (
        <ReasonAsked path={`/people/${id}`} />
      ) : (
        <>
          <div className="not-printed stack">
            <WaitingHere id={id} />
            <OneOf
              name="language"
              label={say('papers.language')}
              value={language}
              onChange={setLanguage}
              options={[
                { code: AS_TOLD, word: say('papers.as-told') },
                ...RECEIPT_LANGUAGES.map((code) => ({ code, word: languageName(code) })),
              ]}
            />
          </div>
          <Read from={receipts}>
            {({ receipts: all }) =>
              all.length === 0 ? (
                <Empty title={say('papers.empty')}>
                  <p>{say('papers.empty.about')}</p>
                </Empty>
              ) : (
                <div className="stack">
                  {all.map((receipt, at) => (
                    // A paper has no name of its own once all of it was taken back; their order stands.
                    <Paper
                      key={`${receipt.record}-${receipt.to.entityId}-${receipt.eraseAt}`}
                      receipt={receipt}
                      onPrint={() => setAlone(at)}
                      asTold={language === AS_TOLD}
                      left={alone !== undefined && alone !== at}
                    />
                  ))}
                </div>
              )
            }
          </Read>
        </>
      )}
    </Page>
  )
}
