import type { ConsentReceipt, ReceiptLanguage } from '@ihala/contract'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Terms } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'

/** BCP 47 of the languages of a paper, for whoever reads it aloud. */
const TAGS: Readonly<Record<ReceiptLanguage, string>> = { ara: 'ar', eng: 'en' }

interface PaperProps {
  readonly receipt: ConsentReceipt
  readonly onPrint: () => void
  /** Another paper is being printed alone. */
  readonly left: boolean
  /** It was asked for in the language the person was told in. */
  readonly asTold: boolean
}

/** One paper: the words, as they are printed, and the record behind them. */
export function Paper({ receipt, onPrint, left, asTold }: PaperProps) {
  const { say, name, word, languageName } = useReading()
  const { from, to, language, direction, text, record, standard, told, basis } = receipt
  return (
    <div className={left ? 'sheet not-printed' : 'sheet'}>
      <Card title={say('papers.between', { from: name(from.names), to: name(to.names) })}>
        <div className="stack">
          {asTold && told !== null && told.language !== language && (
            <div className="not-printed">
              <Notice tone="warn">
                <p>{say('papers.other-language', { told: languageName(told.language), shown: languageName(language) })}</p>
              </Notice>
            </div>
          )}
          <div className="paper said" lang={TAGS[language]} dir={direction}>
            {text}
          </div>
          <div className="not-printed">
            <Button onPress={onPrint}>
              {say('papers.print')} <span className="only-heard">{name(to.names)}</span>
            </Button>
          </div>
          <details className="as-table not-printed">
            <summary>{say('papers.record')}</summary>
            <Terms
              pairs={[
                [say('papers.record.standard'), <bdi key="standard">{standard}</bdi>],
                [say('papers.record.id'), record === null ? say('papers.record.none') : <bdi className="code">{record}</bdi>],
                [say('consent.basis'), word('basis', basis)],
                [say('papers.record.notice'), told && <bdi>{`${told.notice.id} ${told.notice.version}`}</bdi>],
                [say('papers.record.hash'), told?.notice.sha256 && <bdi className="code">{told.notice.sha256}</bdi>],
                [say('consent.how'), told && word('how-given', told.howGiven)],
                [say('papers.record.interpreter'), told && word('interpreter', told.interpreter)],
              ]}
            />
          </details>
        </div>
      </Card>
    </div>
  )
}
