import type { ReferralDetail } from '@ihala/contract'
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { Sep } from '../components/sep.tsx'
import { useReading } from '../i18n/reading.tsx'

interface FilesProps {
  readonly files: ReferralDetail['files']
  /** Reads them again: their pieces come one by one and change nothing else, and reading by itself would be a look nobody took. */
  readonly onAgain: () => void
}

/** Files with what they are about, their size, and a way to look or keep; of one that is still coming, a way to see whether it came. */
export function FileList({ files, onAgain }: FilesProps) {
  const { say, word, bytes } = useReading()
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id}>
          <Icon name="file" />
          <span>
            <bdi>{file.name}</bdi>
            <span className="small muted">
              {' '}
              {word('file-about', file.about)}
              <Sep />
              <span className="numbers">{bytes(file.bytes)}</span>
            </span>
          </span>
          {file.complete ? (
            <span className="row">
              <a href={`/files/${file.id}/content`} target="_blank" rel="noreferrer">
                {say('files.view')} <span className="only-heard">{file.name}</span>
              </a>
              <a href={`/files/${file.id}/content`} download={file.name}>
                {say('files.keep')} <span className="only-heard">{file.name}</span>
              </a>
            </span>
          ) : (
            <span className="row">
              <span className="badge warn">{say('files.coming')}</span>
              <Button look="quiet" onPress={onAgain}>
                {say('files.again')} <span className="only-heard">{file.name}</span>
              </Button>
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
