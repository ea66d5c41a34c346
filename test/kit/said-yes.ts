import { type ConsentEvidence, noticeIn } from '@ihala/contract'

/** How somebody was told in Amharic, alone and by an interpreter of their own, and signed, unless told otherwise. */
export function saidYes(takenAt: string, changes: Partial<ConsentEvidence> = {}): ConsentEvidence {
  return {
    v: 2,
    notice: noticeIn('amh'),
    language: 'amh',
    coolingOff: 'asked-not-to-wait',
    understood: true,
    readBack: true,
    interpreter: 'independent',
    howGiven: 'signature',
    witnessed: false,
    privatelyConfirmed: true,
    takenAt,
    takenBy: 'pZ3kq9Yv1TnXw0c2L8sR5A',
    ...changes,
  }
}
