import type { NeedSection } from '@ihala/contract'
import { Terms } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { LanguageList } from './language-list.tsx'

/** The coded need, in words. It is all that travels before acceptance. */
export function NeedTerms({ need }: { need: NeedSection }) {
  const { say, word, list, money, month, number, between } = useReading()
  return (
    <Terms
      pairs={[
        [say('need.ask.needs'), list(need.needs.map((code) => word('need', code)))],
        [say('need.ask.urgency'), word('urgency', need.urgency)],
        [say('need.ask.who'), `${word('sex', need.sex)}${between}${word('age-band', need.ageBand)}`],
        [
          say('need.ask.children'),
          need.children.length > 0 &&
            list(need.children.map(({ ageBand, count }) => say('need.children.line', { count, band: word('child-age-band', ageBand) }))),
        ],
        [say('need.ask.languages'), <LanguageList key="languages" languages={need.languages} />],
        [say('need.ask.staff-sex'), need.staffSex !== 'no-preference' && word('staff-sex', need.staffSex)],
        [say('need.ask.medical'), need.medical.length > 0 && list(need.medical.map((code) => word('medical', code)))],
        [say('need.ask.access'), need.access.length > 0 && list(need.access.map((code) => word('access', code)))],
        [say('need.ask.others'), need.others > 0 && number(need.others)],
        [
          say('need.ask.amount'),
          need.amount && `${money(need.amount.minorUnits, need.amount.currency)}${between}${month(need.amount.period)}`,
        ],
        [
          say('need.ask.note'),
          need.note && (
            <p className="said" dir="auto" key="note">
              {need.note}
            </p>
          ),
        ],
      ]}
    />
  )
}
