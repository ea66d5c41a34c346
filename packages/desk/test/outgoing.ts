// What says whether a person may be contacted or met, and the papers they carry, for the test of all that goes out (T39).
export { assertSafe } from '../src/contact/contact.ts'
export { assertSafeMeeting } from '../src/meeting/meeting.ts'
export { RECEIPT_WORDS } from '../src/notice/receipt-words.ts'
