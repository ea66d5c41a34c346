import type { ReferralDetail } from '@ihala/contract'
import { Card } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { FileList } from './file-list.tsx'

/** Files of a referral. Nothing is fetched before somebody asks: every look is recorded. */
export function FilesCard({ files, onAgain }: { files: ReferralDetail['files']; onAgain: () => void }) {
  const { say } = useReading()
  if (files.length === 0) return null
  return (
    <Card title={say('files.title')}>
      <FileList files={files} onAgain={onAgain} />
    </Card>
  )
}
